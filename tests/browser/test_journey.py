"""The way of a film from its coach to a stranger and back, in one go, as people go it."""

from playwright.sync_api import expect

from factories import site_games
from factories.browsers import Site, Visits
from factories.clubs import Club
from factories.people import PASSWORD
from factories.screens import FRAME_S, Screen, game_s
from factories.site_games import FilmedGame


def test_a_coach_signs_in_watches_cuts_and_shares_and_what_is_withdrawn_is_gone_at_once(
    visit: Visits, site: Site, club: Club, filmed: FilmedGame
) -> None:
    page = visit("/games")
    page.get_by_label("E-mail address").fill(club.people["coach"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Wolves").first.click()
    page.get_by_role("link", name="Watch the film").click()

    screen = Screen(page).open()
    page.keyboard.press("Space")
    screen.until("player.stage.video.currentTime > 1.0")
    assert screen.frames() > 20
    page.keyboard.press("Space")
    screen.until("player.stage.video.paused")

    watch = club.call("coach", "GET", f"{filmed.path}/film").json()
    screen.go_to(6.0)
    moment_s = game_s(watch, screen.shown())
    screen.press("1", watch["angles"][0]["take_id"])
    assert abs(game_s(watch, screen.shown()) - moment_s) <= FRAME_S
    screen.press("0", "film")

    screen.cut("On the way", 0.4, 0.6)
    clip = page.locator("#clip-list li", has_text="On the way")
    expect(clip).to_be_visible()
    site_games.work(site)
    expect(clip.get_by_role("link", name="Download")).to_be_visible()

    link = screen.share()
    stranger = Screen(visit(link)).open()
    stranger.page.keyboard.press("Space")
    stranger.until("player.stage.video.currentTime > 0.5")
    addresses = (link, stranger.ask("player.film.stream_url"))
    ask = stranger.page.context.request.get
    assert [ask(address).status for address in addresses] == [200, 200]

    with page.expect_response(lambda answer: answer.request.method == "DELETE") as withdrawn:
        page.get_by_role("button", name="Withdraw").first.click()
    assert withdrawn.value.ok
    assert [ask(address).status for address in addresses] == [404, 404], "gone with the answer itself"
    stranger.page.close()
    visit.complaints.clear()  # the stranger's player asked in vain for the next stretch
