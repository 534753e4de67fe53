"""How much a page is before its film begins: all that it loads with itself, as a real browser takes it.

When it is first seen on a slow phone is told at the end of the run, and not judged there: other tests take
their share of the computer. `./run bench pages` measures it alone.
"""

import re
from collections.abc import Callable
from importlib import resources

import pytest

from factories.browsers import Visits
from factories.clubs import Club
from factories.page_loads import FIRST_PAINT, load_of, slow_down
from factories.recorded_games import RecordedGame
from touchline.server.portal import static_files

TEMPLATES = resources.files("touchline.server.portal") / "templates"
MOST_BYTES = 100_000
PAGES = {
    "sign-in": "/sign-in",
    "home": "/",
    "game": "/games/{game}",
    "player": "/games/{game}/film",
    "upload": "/games/{game}/upload",
    "line-up": "/games/{game}/lineup",
    "certificate": "/games/{game}/sync",
    "join": "/join/{code}",
    "shared": "{link}",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_before_its_film(
    *,
    visit: Visits,
    club: Club,
    recorded: RecordedGame,
    link: str,
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    who = club.people["coach"].email if name != "sign-in" else ""
    page = visit("about:blank", who, "phone")
    path = PAGES[name].format(game=recorded.game.id, code=recorded.game.code, link=link)
    slow_down(page)
    load = load_of(page, path)
    record_property(FIRST_PAINT, (name, load.first_paint_ms, load.sent_bytes))
    assert load.first_paint_ms > 0
    assert load.files > 3
    assert load.sent_bytes < MOST_BYTES


def test_libraries_come_when_they_are_needed_and_not_with_a_page() -> None:
    scripts = {path: file for path, file in static_files.read().files.items() if path.endswith("js")}
    own = {path: file.content.decode() for path, file in scripts.items() if not path.startswith("vendor/")}
    pages = {entry.name: entry.read_text("utf-8") for entry in TEMPLATES.iterdir()}
    pages = {name: text for name, text in pages.items() if not name.startswith("reference_")}  # all library
    at_once, tag = re.compile(r"^(im|ex)port\b[^(]*?vendor/", re.MULTILINE), r"<(script|link)[^>]*vendor/"
    assert [path for path, text in own.items() if at_once.search(text)] == []
    assert [name for name, text in pages.items() if re.search(tag, text)] == []
    assert re.search(r"import\(\S*vendor/", own["player/stream.js"])
