"""The report page in a real browser: it fits a phone and a desk, it seeks, and it works without a script."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from factories import reports
from factories.browsers import DESK, PHONE
from factories.clips import write_clip
from touchline.engine.film.report import page
from touchline.engine.film.report.facts import FilmReport

pytestmark = pytest.mark.browser

FILM_S = 12.0


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(
        tmp_path_factory.mktemp("film") / "film.mp4", seconds=FILM_S, rate=25, gop=25, sound=None
    )


@pytest.fixture
def folder(tmp_path: Path, film: Path) -> Path:
    shutil.copy(film, tmp_path / "film.mp4")
    return tmp_path


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Visit]:
    """Open the page of a report; fails at the end if the page complained about anything."""
    complaints: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "film.mp4" not in (message.location or {}).get("url", ""):
            complaints.append(message.text)

    def open_page(report: FilmReport, size: dict[str, int] = DESK, **settings: object) -> Page:
        page.write(report, folder / "report.html")
        context = browser.new_context(viewport=size, **settings)
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", hear)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto((folder / "report.html").as_uri())
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def small_report() -> FilmReport:
    report = reports.report(takes=3, duration_s=FILM_S, mean_shot_s=2)
    return replace(report, takes=(*report.takes, reports.left_out_take()))


def film_comes_to(opened: Page, at_s: float) -> None:
    """Wait until the film stands, or plays on, within a quarter of a second of a moment."""
    opened.wait_for_function(
        "at => { const film = document.getElementById('film');"
        "return !film.seeking && film.currentTime >= at - 0.05 && film.currentTime <= at + 0.25 }",
        arg=at_s,
        polling=20,
    )


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_runs_over_the_edge(visit: Visit, size: dict[str, int], theme: str) -> None:
    long_names = ("x" * 180 + ".mp4", "two words and more of them " * 6 + ".mov", "ملعب.mp4")
    report = reports.report(takes=3, duration_s=5400, mean_shot_s=18, names=long_names)
    opened = visit(report, size, color_scheme=theme)
    opened.evaluate("for (const closed of document.querySelectorAll('details')) closed.open = true")
    assert opened.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_click_on_a_shot_seeks_and_shows_who_is_on_air_and_why(visit: Visit) -> None:
    report = small_report()
    opened = visit(report)
    shot = report.shots[2]
    opened.evaluate("document.getElementById('film').play = async () => {}")
    opened.locator("#cuts tbody tr").nth(2).click()
    film_comes_to(opened, shot.start_s)
    expect(opened.locator("#now .why")).to_have_text(shot.reason)
    expect(opened.locator("#now .file")).to_have_text(report.takes[shot.take].name)
    expect(opened.locator("#cuts tr[aria-current]")).to_have_count(1)
    expect(opened.locator("#cuts tbody tr").nth(2)).to_have_attribute("aria-current", "true")


def test_a_click_on_the_timeline_seeks_to_that_moment(visit: Visit) -> None:
    opened = visit(small_report())
    box = opened.locator("#scrub").bounding_box()
    assert box is not None
    opened.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    film_comes_to(opened, 0.75 * FILM_S)
    expect(opened.locator("#scrub")).to_have_attribute("aria-valuetext", re.compile("^0:09.0, take [ABC]$"))


def test_the_keyboard_alone_walks_through_the_film(visit: Visit) -> None:
    report = small_report()
    opened = visit(report)
    opened.locator("#scrub").focus()
    opened.keyboard.press("PageUp")
    film_comes_to(opened, report.shots[1].start_s)
    opened.keyboard.press("ArrowRight")
    film_comes_to(opened, report.shots[1].start_s + 5)
    opened.keyboard.press("Home")
    film_comes_to(opened, 0)
    opened.locator("#next").press("Enter")
    film_comes_to(opened, report.shots[1].start_s)
    opened.locator("#previous").press("Enter")
    film_comes_to(opened, 0)


def test_a_moment_plays_from_where_it_is(visit: Visit) -> None:
    report = small_report()
    opened = visit(report, PHONE)
    # It plays on at once, so where it is sought to is asked in the same breath.
    sought_to_s = opened.evaluate(
        "() => { document.querySelectorAll('.chapters a')[3].click();"
        "return document.getElementById('film').currentTime }"
    )
    assert sought_to_s == pytest.approx(report.moments[3].at_s, abs=0.1)
    opened.wait_for_function("() => !document.getElementById('film').paused")
    opened.wait_for_function("() => document.getElementById('film').getBoundingClientRect().top >= -1")


def test_the_curves_change_with_what_one_asks_them_to_show(visit: Visit) -> None:
    opened = visit(small_report())
    expect(opened.locator(".qlane .curve.t0").first).to_be_visible()
    expect(opened.locator(".qlane .curve.t2").first).to_be_hidden()
    opened.get_by_role("radio", name="Sharpness").check()
    expect(opened.locator(".qlane .curve.t2").first).to_be_visible()
    expect(opened.locator(".qlane .curve.t0").first).to_be_hidden()


def test_everything_that_is_touched_on_a_phone_is_large_enough(visit: Visit) -> None:
    opened = visit(small_report(), PHONE, has_touch=True)
    opened.evaluate("for (const closed of document.querySelectorAll('details')) closed.open = true")
    touched = "summary, button:visible, .switch label, .chapters a, #cuts tbody tr, .files a, #scrub"
    small = opened.locator(touched).evaluate_all(
        "all => all.map(one => [one.textContent.trim(), one.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 44)"
    )
    assert small == []


def test_without_a_script_everything_is_there_to_read_and_to_open(visit: Visit) -> None:
    report = small_report()
    opened = visit(report, PHONE, java_script_enabled=False)
    expect(opened.locator("video")).to_be_visible()
    expect(opened.locator("#now .why")).to_have_text(report.shots[0].reason)
    expect(opened.locator("#scrub")).to_be_hidden()
    expect(opened.locator("#next")).to_be_hidden()
    expect(opened.get_by_text("which must lie beside this page")).to_be_visible()
    expect(opened.locator(".chapters a").first).to_have_attribute("href", re.compile(r"^\./film\.mp4#t="))


def test_a_film_that_is_not_beside_the_page_is_told_in_a_sentence(visit: Visit, folder: Path) -> None:
    (folder / "film.mp4").unlink()
    opened = visit(small_report())
    expect(opened.get_by_role("alert")).to_contain_text("with film.mp4 beside it")


def test_a_hostile_name_runs_nothing(visit: Visit) -> None:
    names = (
        "<script>hurt()</script>.mp4",
        "\"' onmouseover=hurt() x='.mov",
        "<img src=x onerror=hurt()>.mkv",
    )
    report = replace(reports.report(takes=3, duration_s=FILM_S, names=names), title=names[2])
    opened = visit(report)
    for name in names:
        expect(opened.locator(".overview bdi", has_text=name)).to_be_visible()
    opened.locator(".overview bdi").nth(1).hover()


def test_when_nothing_was_usable_the_page_still_opens(visit: Visit) -> None:
    report = replace(
        small_report(), film=None, shots=(), moments=(), takes=(reports.left_out_take(label="A"),)
    )
    opened = visit(report, PHONE)
    expect(opened.locator(".lead")).to_have_text("No film could be made: the only take could not be used.")


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    opened = visit(small_report(), reduced_motion="reduce")
    assert opened.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
