"""The page of a game, its certificate, and the page of its code."""

import pytest
from playwright.sync_api import expect

from factories import games_of_clubs, site_games
from factories.browsers import Site, Visits, faults_of, overflow_px
from factories.clubs import Club
from factories.site_games import FilmedGame

LOOKS = {"phone": "light", "desk": "dark"}


def test_a_recording_appears_on_the_open_page_by_itself(
    visit: Visits, site: Site, club: Club, filmed: FilmedGame
) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes", expected_takes=2)
    page = visit(f"/games/{game.id}", club.people["parent"].email)
    expect(page.get_by_text("No recording yet")).to_be_visible()
    take = filmed.shot.takes[0]
    site_games.upload(club, game.id, take.name, take.read_bytes(), position="center_high")
    expect(page.locator("#live .letter")).to_have_text("A")
    site_games.work(site)
    expect(page.locator("#live .badge", has_text="Ready")).to_be_visible()


def test_a_coach_changes_and_cancels_a_game(visit: Visits, club: Club) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/games/{game.id}", club.people["coach"].email)
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Opponent").fill("Red Foxes")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Red Foxes")
    page.get_by_role("link", name="Cancel the game").click()
    page.get_by_role("button", name="Cancel the game").click()
    expect(page.get_by_text("This game was cancelled")).to_be_visible()


@pytest.mark.parametrize("size", LOOKS)
@pytest.mark.parametrize("part", ["", "/sync", "/upload", "/edit", "/film/delete"])
def test_everybody_can_use_the_pages_of_a_game(
    visit: Visits, club: Club, filmed: FilmedGame, part: str, size: str
) -> None:
    page = visit(filmed.path + part, club.people["coach"].email, size, color_scheme=LOOKS[size])
    assert faults_of(page) == []
    assert overflow_px(page) <= 0


@pytest.mark.parametrize("size", LOOKS)
def test_everybody_can_use_the_pages_of_a_recording(
    visit: Visits, club: Club, filmed: FilmedGame, size: str
) -> None:
    page = visit(filmed.path, club.people["coach"].email, size, color_scheme=LOOKS[size])
    page.locator("#live .rows a").first.click()
    for heading in ("Camera and place", "Delete this recording?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert faults_of(page) == []
        assert overflow_px(page) <= 0
        if heading == "Camera and place":
            page.get_by_role("link", name="Delete this recording").click()


def test_a_clip_that_was_just_cut_is_deleted_from_the_list(
    visit: Visits, site: Site, club: Club, filmed: FilmedGame
) -> None:
    page = visit(f"{filmed.path}/film", club.people["parent"].email)
    page.get_by_role("button", name="Clip", exact=True).click()
    page.get_by_label("Title").fill("The last second")
    page.get_by_role("button", name="Save the clip").click()
    row = page.locator("#clip-list li", has_text="The last second")
    row.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this clip?")
    assert faults_of(page) == []
    page.get_by_role("button", name="Delete the clip").click()
    expect(page.get_by_text("The clip is deleted.")).to_be_visible()
    expect(page.locator("#clip-list", has_text="The last second")).to_have_count(0)


@pytest.mark.parametrize("size", LOOKS)
def test_whoever_scans_the_code_learns_what_it_is_for(visit: Visits, filmed: FilmedGame, size: str) -> None:
    page = visit(f"/join/{filmed.game.code}", size=size, color_scheme=LOOKS[size])
    expect(page.get_by_role("link", name="I have an account: sign in")).to_be_visible()
    assert faults_of(page) == []
    assert overflow_px(page) <= 0
