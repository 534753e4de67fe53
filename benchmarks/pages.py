"""How soon pages are seen on a slow phone with a slow network, and how many bytes they load for it."""

import importlib
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from touchline.server.kit import logs

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PAGE = ROOT / "docs" / "experiments" / "pages.md"
sys.path.append(str(ROOT / "tests"))
browsers, chromium, clubs, recorded_games, page_loads = (
    importlib.import_module(f"factories.{name}")
    for name in ("browsers", "chromium", "clubs", "recorded_games", "page_loads")
)

SLOWER, LATENCY_MS = page_loads.SLOWER, page_loads.LATENCY_MS
DOWN_BIT_S, UP_BIT_S = page_loads.DOWN_BIT_S, page_loads.UP_BIT_S
GOAL_MS = page_loads.FIRST_PAINT_GOAL_MS
FULL, QUICK = 5, 1
"""How often each page is opened."""


@dataclass(frozen=True)
class Seen:
    """A page as it was opened several times: the first time on this phone, and then again."""

    name: str
    first: list[Any]
    again: list[Any]


def main(quick: bool) -> None:
    """Print what was measured; without `quick` also write docs/experiments/pages.md."""
    CACHE.mkdir(exist_ok=True)
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        tempfile.TemporaryDirectory(dir=CACHE) as name,
        browsers.running_site(Path(name)) as site,
        chromium.running_browser() as browser,
    ):
        logs.configure(stream=nowhere)
        club = clubs.found(TestClient(site.app), "lions")
        game = recorded_games.recorded(club).game
        email = club.people["coach"].email
        seen = [
            _seen(QUICK if quick else FULL, name, path, browser, site, who)
            for name, path, who in (
                ("sign-in", "/sign-in", ""),
                ("home", "/", email),
                ("game", f"/games/{game.id}", email),
                ("player", f"/games/{game.id}/film", email),
                ("upload", f"/games/{game.id}/upload", email),
            )
        ]
    text = _table(seen)
    print(text)
    if not quick:
        PAGE.write_text(_page(text, len(seen[0].first), os.getloadavg()[0]), encoding="utf-8")


def _seen(times: int, name: str, path: str, *phone: Any) -> Seen:
    """Open a page some times, each time on a phone that was never here, and once more on the same."""
    first, again = [], []
    for _ in range(times):
        with _phone(*phone) as page:
            first.append(page_loads.load_of(page, path))
            page.goto("about:blank")
            again.append(page_loads.load_of(page, path))
    return Seen(name, first, again)


@contextmanager
def _phone(browser: Any, site: Any, email: str) -> Iterator[Any]:
    """A slow phone on a slow network, of somebody who is signed in if there is an address."""
    context = browser.new_context(viewport=browsers.PHONE, base_url=site.url, device_scale_factor=2)
    if email:
        context.add_cookies(site.cookies_of(email))
    page = context.new_page()
    page_loads.slow_down(page)
    yield page
    context.close()


def _table(seen: list[Seen]) -> str:
    lines = [
        "| page | first paint, ms: median (least to most) | again, ms | sent, KB | HTML | unpacked | files |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in seen:
        paints = [load.first_paint_ms for load in one.first]
        middle, load = statistics.median(paints), one.first[0]
        again = statistics.median(load.first_paint_ms for load in one.again)
        lines.append(
            f"| {one.name} | {middle:.0f} ({min(paints):.0f} to {max(paints):.0f}) | {again:.0f} "
            f"| {load.sent_bytes / 1000:.0f} | {load.html_bytes / 1000:.0f} | {load.raw_bytes / 1000:.0f} "
            f"| {load.files} |"
        )
    late = [
        one.name for one in seen if statistics.median(load.first_paint_ms for load in one.first) >= GOAL_MS
    ]
    lines += ["", f"Not within {GOAL_MS / 1000:.0f} s on the first visit: {', '.join(late) or 'none'}."]
    return "\n".join(lines)


def _page(text: str, times: int, busy: float) -> str:
    return f"""# Pages: how soon they are seen, and how much they load

`./run bench pages` starts a real server (uvicorn, SQLite) with a club, a game and its film of two
recordings, and opens five pages in a headless Chromium at the size of a phone, {times} times each:
every time as somebody who was never here, and once more with what the browser kept. Processor and
network are those of Lighthouse's slow phone: the processor {SLOWER} times slower, {LATENCY_MS:.0f} ms
for each request, {DOWN_BIT_S / 1e6:.1f} Mbit/s down and {UP_BIT_S / 1e6:.2f} up, by the browser's own
means, which slow down no set-up of connections or of TLS. First paint is the browser's "first
contentful paint", from when the address was opened. The bytes are all that a page loads with itself, as
sent with headers, and unpacked; the film and hls.js come later and are not in them. The goal is
{GOAL_MS / 1000:.0f} s, and less than 100 KB as sent (tests/browser/test_weight.py holds the latter).

Server and browser shared one computer of {os.cpu_count()} cores with other work: its load average was
{busy:.1f}.

{text}

Style sheets and modules are sent in gzip. HTML is not: each page holds the secret that protects its
forms, and some repeat what stands in their address, so that the length of a packed page could give the
secret away, letter by letter (BREACH). At this speed each KB takes 5 ms.
"""
