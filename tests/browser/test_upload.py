"""Uploading in a real browser: chosen or dropped, one or several at once, and without a script."""

import base64
import itertools

from playwright.sync_api import Request, Route, expect

from factories import games_of_clubs
from factories.browser_uploads import UPLOADS, chosen, digest, kept, newest, send
from factories.browsers import Visits
from factories.clubs import Club
from factories.games import ShotGame


def test_a_recording_is_placed_on_the_pitch_and_sent_whole(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    file = chosen(small_game)
    page.set_input_files("#files", [file])
    page.locator("[data-place=goal_left]").click()
    expect(page.get_by_label("Place")).to_have_value("goal_left")
    page.get_by_role("textbox", name="Camera").fill("Kim's phone")
    send(page)
    upload = newest(club)
    assert upload["said"]["position"] == "goal_left"  # type: ignore[index]
    assert upload["sha256"] == digest(file)


def test_two_files_are_sent_at_once_and_the_third_waits_its_turn(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, files = (
        games_of_clubs.schedule(club, opponent="Foxes"),
        [chosen(small_game, number) for number in range(3)],
    )
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    held: list[Route] = []

    def hold_two(route: Route, request: Request) -> None:
        if request.method == "PATCH" and len(held) < 2:
            held.append(route)
        else:
            route.continue_()

    page.route(UPLOADS, hold_two)
    page.set_input_files("#files", files)
    patches = itertools.count(1)
    with page.expect_request(lambda request: request.method == "PATCH" and next(patches) == 2):
        page.get_by_role("button", name="Upload 3 recordings").click()
    rows = page.locator("#rows > .file")
    states = [rows.nth(number).get_attribute("data-state") for number in range(3)]
    assert states == ["sending", "sending", None]
    for route in held:
        route.continue_()
    expect(page.get_by_text("Everything is here.")).to_be_visible()
    assert kept(club, game.id) == {digest(file) for file in files}


def test_a_dropped_file_is_sent_like_a_chosen_one(visit: Visits, club: Club, small_game: ShotGame) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    carried = page.evaluate_handle(
        """([name, type, text]) => {
          const carried = new DataTransfer();
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          carried.items.add(new File([bytes], name, { type }));
          return carried;
        }""",
        [file["name"], file["mimeType"], base64.b64encode(file["buffer"]).decode()],
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": carried})
    expect(page.locator("#drop")).to_contain_class("is-over")
    page.dispatch_event("#drop", "drop", {"dataTransfer": carried})
    expect(page.locator("#drop")).not_to_contain_class("is-over")
    send(page)
    assert kept(club, game.id) == {digest(file)}


def test_a_file_that_is_no_video_is_refused_before_it_is_sent(visit: Visits, club: Club) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    page.set_input_files("#files", [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"notes"}])
    expect(page.get_by_text("This is no video.")).to_be_visible()
    expect(page.locator("#go")).to_be_hidden()


def test_without_a_script_a_plain_form_does(visit: Visits, club: Club, small_game: ShotGame) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email, java_script_enabled=False)
    page.set_input_files("#plain-file", [chosen(small_game)])
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page).to_have_url(f"{visit.site.url}/games/{game.id}")
    expect(page.locator("#live .letter")).to_have_text("A")
