"""What a page loads before its film: how many bytes, as sent and unpacked, and when one first sees it."""

import itertools
from dataclasses import dataclass

from playwright.sync_api import Page, Request, Response

FACTS = ("fetch", "xhr", "media")
"""The first of these ends the page itself: what is asked from then on is its film and facts."""
GONE_ON = range(300, 400)
"""Answers that lead to a file, and have nothing to unpack."""
SLOWER, LATENCY_MS, DOWN_BIT_S, UP_BIT_S = 4, 150.0, 1_600_000, 750_000
"""The slow phone of Lighthouse: a fourth of this processor, and slow 4G."""
FIRST_PAINT, FIRST_PAINT_GOAL_MS = "first paint", 1000.0
"""Under which name tests record it, and when it is to be."""
LATER = "/vendor/"
"""Libraries, which no page loads with itself (tests/browser/test_weight.py sees to it)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a page took."""

    sent_bytes: int
    """As transferred: style sheets, modules and drawings packed, with all headers of the answers."""
    raw_bytes: int
    """The same unpacked, without headers."""
    html_bytes: int
    """Of these, the page without what it names."""
    files: int
    first_paint_ms: float
    """First contentful paint, as the browser tells it."""


def slow_down(page: Page) -> None:
    """Have a page be opened on a slow phone with a slow network."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    network = {"latency": LATENCY_MS, "downloadThroughput": DOWN_BIT_S / 8, "uploadThroughput": UP_BIT_S / 8}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **network})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def load_of(page: Page, path: str) -> Load:
    """Open a page, wait until all of it is there, and say what it took."""
    asked: list[Request] = []

    def hear(request: Request) -> None:
        asked.append(request)

    page.on("request", hear)
    page.goto(path, wait_until="load")
    first_ms = page.evaluate(_FIRST_PAINT)
    page.remove_listener("request", hear)
    assert asked[0].url == page.url, "it led somewhere else"
    own = itertools.takewhile(lambda request: request.resource_type not in FACTS, asked)
    answers = [answer for request in own if _is_of_page(request) and (answer := request.response())]
    return Load(
        sent_bytes=sum(_sent(answer) for answer in answers),
        raw_bytes=sum(len(answer.body()) for answer in answers if answer.status not in GONE_ON),
        html_bytes=len(answers[0].body()),
        files=len(answers),
        first_paint_ms=float(first_ms),
    )


def _is_of_page(request: Request) -> bool:
    return request.resource_type != "eventsource" and LATER not in request.url


def _sent(answer: Response) -> int:
    answer.finished()
    sizes = answer.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


_FIRST_PAINT = """() => new Promise((resolve) => {
  const watch = new PerformanceObserver((list) => {
    const first = list.getEntriesByName("first-contentful-paint")[0];
    if (first) { watch.disconnect(); resolve(first.startTime); }
  });
  watch.observe({ type: "paint", buffered: true });
})"""
