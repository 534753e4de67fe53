"""Clips and shared links, from the coach's click to the stranger's screen and back."""

import pytest
from playwright.sync_api import expect

from factories import site_games
from factories.browsers import Site, Visits, faults_of, overflow_px
from factories.clubs import Club
from factories.screens import Screen
from factories.site_games import FilmedGame


@pytest.fixture
def screen(visit: Visits, club: Club, filmed: FilmedGame) -> Screen:
    """The player of the filmed game, as its coach sees it."""
    return Screen(visit(f"{filmed.path}/film", club.people["coach"].email)).open()


def test_a_clip_is_chosen_on_the_timeline_and_can_be_downloaded(
    screen: Screen, site: Site, club: Club, filmed: FilmedGame
) -> None:
    page = screen.page
    screen.go_to(10.0)
    screen.cut("The first goal", 0.3, 0.5)
    row = page.locator("#clip-list li", has_text="The first goal")
    expect(row).to_be_visible()
    site_games.work(site)
    expect(row.get_by_role("link", name="Download")).to_be_visible()
    cut = club.call("coach", "GET", f"{filmed.path}/clips").json()["items"]
    clip = next(one for one in cut if one["title"] == "The first goal")
    length_s = screen.ask("player.timeline.durationS")
    assert clip["end_s"] - clip["start_s"] == pytest.approx(0.2 * length_s, abs=0.2)


def test_a_clip_without_a_title_is_refused_in_words(screen: Screen) -> None:
    screen.page.keyboard.press("c")
    screen.page.get_by_role("button", name="Save the clip").click()
    expect(screen.page.get_by_role("alert").filter(has_text="title")).to_be_visible()


def test_a_link_plays_for_a_stranger_until_it_is_withdrawn(screen: Screen, visit: Visits) -> None:
    link = screen.share()
    stranger = Screen(visit(link)).open()
    stranger.page.keyboard.press("Space")
    stranger.until("player.stage.video.currentTime > 0.5")
    assert stranger.frames() > 5
    assert stranger.page.locator("nav").count() == 0
    address = stranger.ask("player.film.stream_url")
    fetched = "async url => (await fetch(url)).status"
    assert stranger.page.evaluate(fetched, address) == 200

    screen.page.get_by_role("button", name="Withdraw").first.click()
    expect(screen.page.locator("#share-list").get_by_text("withdrawn")).to_be_visible()
    gone = stranger.page.context.request.get(address)
    assert gone.status == 404
    stranger.page.close()
    assert screen.page.context.request.get(link).status == 404
    visit.complaints.clear()  # the stranger's player asked in vain for the next stretch


def test_a_link_with_a_password_asks_for_it(screen: Screen, visit: Visits) -> None:
    link = screen.share("blue line 7")
    page = visit(link, size="phone")
    assert faults_of(page) == []
    page.get_by_label("Password").fill("something else")
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password").fill("blue line 7")
    page.get_by_role("button", name="Watch").click()
    shown = Screen(page).open()
    assert faults_of(page) == []
    assert overflow_px(page) <= 0
    assert shown.ask("player.stage.video.videoWidth") > 0


def test_a_shared_page_is_kept_out_of_search_engines(screen: Screen, visit: Visits) -> None:
    link = screen.share()
    answer = visit("/sign-in").request.get(link)
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "same-origin"
