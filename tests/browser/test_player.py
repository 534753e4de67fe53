"""The player, in a real browser, over a film that the real engine made of synthetic recordings."""

from itertools import pairwise
from typing import Any

import pytest

from factories.browsers import Visits, faults_of, overflow_px
from factories.clubs import Club
from factories.screens import FRAME_S, Screen, game_s
from factories.site_games import FilmedGame


@pytest.fixture
def screen(visit: Visits, club: Club, filmed: FilmedGame) -> Screen:
    """The player of the filmed game, as its coach sees it."""
    return Screen(visit(f"{filmed.path}/film", club.people["coach"].email)).open()


@pytest.fixture
def watch(club: Club, filmed: FilmedGame) -> dict[str, Any]:
    """What the API says of that game: film and angles on the game clock."""
    told: dict[str, Any] = club.call("coach", "GET", f"{filmed.path}/film").json()
    return told


def difference(one: list[int], other: list[int]) -> float:
    """Return by how much two pictures differ, on average."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def test_the_film_plays(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Play").first.click()
    screen.until("player.stage.video.currentTime > 1.5")
    assert screen.frames() > 20
    assert screen.ask("player.stage.video.videoWidth") > 0


@pytest.mark.parametrize("film_s", [6.02, 13.37])
def test_an_angle_shows_the_same_moment_to_the_frame(
    screen: Screen, watch: dict[str, Any], film_s: float
) -> None:
    screen.go_to(film_s)
    moment_s = game_s(watch, screen.shown())
    off_s = []
    for number, angle in enumerate(watch["angles"], 1):
        screen.press(str(number), angle["take_id"])
        off_s.append(game_s(watch, screen.shown()) - moment_s)
    screen.press("0", "film")
    off_s.append(game_s(watch, screen.shown()) - moment_s)
    assert max(map(abs, off_s)) <= FRAME_S


def test_the_angle_that_the_film_shows_is_the_same_picture(screen: Screen, watch: dict[str, Any]) -> None:
    shot = max(watch["film"]["shots"], key=lambda one: one["end_s"] - one["start_s"])
    number = [angle["take_id"] for angle in watch["angles"]].index(shot["take_id"]) + 1
    screen.go_to((shot["start_s"] + shot["end_s"]) / 2)
    of_film = screen.pixels()
    screen.press(str(number), shot["take_id"])
    here_s, here = screen.shown().at_s, difference(of_film, screen.pixels())
    apart = []
    for frames in (-6, 6):
        screen.go_to(here_s + frames * FRAME_S)
        apart.append(difference(of_film, screen.pixels()))
    assert here < min(apart)


def test_a_step_is_one_frame_both_ways(screen: Screen) -> None:
    screen.go_to(5.0)
    at_s = [screen.shown().at_s]
    for key in (".", ".", ","):
        screen.step(key)
        at_s.append(screen.shown().at_s)
    steps_s = [after - before for before, after in pairwise(at_s)]
    assert steps_s == pytest.approx([FRAME_S, FRAME_S, -FRAME_S], abs=0.002)


def test_changing_over_while_it_plays_goes_on_at_the_same_moment(
    screen: Screen, watch: dict[str, Any]
) -> None:
    screen.go_to(5.0)
    screen.ask(
        "player.stage.addEventListener('changed', () => { window.met = player.stage.videoS; }),"
        "player.stage.change = ((change) => function (slot, goesOn) {"
        " window.left = this.gameS; window.came = slot.source.clock.toGame(slot.frames.shownS);"
        " change.call(this, slot, goesOn); })(player.stage.change), null"
    )
    screen.page.keyboard.press("Space")
    screen.until("!player.stage.isPaused && player.stage.videoS > 5.3")
    screen.press("1", watch["angles"][0]["take_id"])
    left_s, came_s = screen.page.evaluate("[window.left, window.came]")
    assert abs(left_s - came_s) <= 3 * FRAME_S
    assert screen.ask("player.stage.isPaused") is False


def test_keys_do_what_they_say(screen: Screen) -> None:
    keys = screen.page.keyboard
    screen.go_to(12.0)
    for key, at_s in (("ArrowLeft", 7), ("l", 17), ("j", 7), ("ArrowRight", 12), ("Home", 0)):
        keys.press(key)
        screen.until(f"!player.stage.isSeeking && Math.abs(player.stage.videoS - {at_s}) < 0.05")
    second_s, third_s, end_s = screen.ask(
        "[...player.filmClock.shots.slice(1, 3).map((shot) => shot.start_s), player.timeline.durationS]"
    )
    for key, at_s in (("n", second_s), ("n", third_s), ("p", second_s), ("End", end_s)):
        keys.press(key)
        screen.until(f"!player.stage.isSeeking && Math.abs(player.filmS - {at_s}) < 0.1")
    keys.press("Home")
    keys.press("k")
    screen.until("player.stage.video.currentTime > 0.2")
    keys.press("k")
    screen.until("player.stage.video.paused")
    keys.press("f")
    screen.until("document.fullscreenElement !== null")
    keys.press("f")
    screen.until("document.fullscreenElement === null")
    keys.press("m")
    assert screen.ask("player.stage.video.muted") is True
    keys.press("Shift+<")
    assert screen.ask("player.stage.video.playbackRate") == 0.75
    keys.press("?")
    assert screen.page.get_by_role("dialog", name="All keys").is_visible()
    keys.press("Escape")
    assert screen.page.get_by_role("dialog", name="All keys").is_hidden()


def test_the_reason_of_a_cut_is_said_when_it_is_asked_for(screen: Screen, watch: dict[str, Any]) -> None:
    caption = screen.page.locator("#caption")
    assert caption.is_hidden()
    screen.page.keyboard.press("w")
    shot = watch["film"]["shots"][-1]
    screen.go_to(shot["start_s"] + 1)
    screen.until(f"document.getElementById('caption').textContent.startsWith('{shot['letter']}: ')")
    assert shot["reason"] in caption.inner_text()


def test_small_pictures_play_along(screen: Screen) -> None:
    screen.go_to(8.0)
    screen.page.keyboard.press("Space")
    small = "document.querySelector('[data-angle] video')"
    screen.until(f"{small}.getVideoPlaybackQuality().totalVideoFrames > 10")
    screen.page.keyboard.press("Space")
    screen.until(
        "player.stage.isPaused && "
        "[...document.querySelectorAll('[data-angle]:not(.is-away)')].every(tile => {"
        " const source = player.stage.sources.get(tile.dataset.source);"
        " const late = source.clock.toVideo(player.stage.gameS) - tile.querySelector('video').currentTime;"
        " return Math.abs(late) < 0.1; })"
    )
    assert screen.page.locator("[data-angle] video").evaluate_all("all => all.every(one => one.muted)")


def test_a_new_version_takes_over_at_the_same_moment(
    visit: Visits, club: Club, filmed: FilmedGame, watch: dict[str, Any]
) -> None:
    page = visit("/sign-in", club.people["coach"].email)
    newer = watch | {"film": watch["film"] | {"id": str(filmed.game.id), "version": 2}}
    told = {"version": "another", "is_making": True, "sentence": "Film ready in about 3 minutes."}
    page.route("**/film/progress", lambda route: route.fulfill(json=told))
    page.route(f"**/api/v1{filmed.path}/film", lambda route: route.fulfill(json=newer))
    page.goto(f"{filmed.path}/film")
    screen = Screen(page).open()
    screen.go_to(9.0)
    moment_s = game_s(watch, screen.shown())
    screen.until(f"player.stage.source.version.startsWith('{filmed.game.id}')")
    assert game_s(newer, screen.shown()) == pytest.approx(moment_s, abs=FRAME_S)
    assert page.locator("#progress").inner_text() == "Film ready in about 3 minutes."


def test_one_comes_back_to_where_one_was(screen: Screen, watch: dict[str, Any]) -> None:
    take_id = watch["angles"][1]["take_id"]
    screen.go_to(11.0)
    screen.press("2", take_id)
    moment_s = game_s(watch, screen.shown())
    screen.page.reload()
    screen.open()
    screen.until(f"player.stage.shown === '{take_id}'")
    assert game_s(watch, screen.shown()) == pytest.approx(moment_s, abs=2 * FRAME_S)


def test_without_a_script_there_is_a_film_to_play_and_to_download(
    visit: Visits, club: Club, filmed: FilmedGame
) -> None:
    page = visit(f"{filmed.path}/film", club.people["parent"].email, java_script_enabled=False)
    assert page.locator("noscript video, video[controls]").count() == 1
    page.get_by_text("Download", exact=True).click()
    assert page.get_by_role("link", name="720p").is_visible()
    assert page.locator("[data-angle]").count() == 3


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_everybody_can_use_the_player(visit: Visits, club: Club, filmed: FilmedGame, size: str) -> None:
    screen = Screen(visit(f"{filmed.path}/film", club.people["coach"].email, size)).open()
    assert faults_of(screen.page) == []
    assert overflow_px(screen.page) <= 0
    screen.ask("player.clips.open()")
    assert faults_of(screen.page) == []
    screen.ask("player.shares.open()")
    assert faults_of(screen.page) == []
