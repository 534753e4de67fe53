"""An upload in a real browser that is interrupted: paused by its button, gone on with in a browser that knows
nothing of the first, after a lost connection, and on a server that is full or busy for a while."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from factories import games_of_clubs
from factories.browser_uploads import UPLOADS, HalfWay, Refusing, chosen, digest, kept, newest, send
from factories.browsers import Visits
from factories.clubs import Club
from factories.games import ShotGame

ANOTHER_MINUTE_MS = 61_000
MOST_MINUTES = 2000
"""Of a page whose clock is turned on: more than it ever needs, so that a broken page ends the test."""
TRIES_OF_TUS = 7
"""So often the library tries; whatever comes then is up to the page."""


def test_what_was_begun_elsewhere_goes_on_where_it_was(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    half = len(file["buffer"]) // 2
    said = {"filename": "evening.mp4", "game_id": str(game.id)}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    begun = club.client.post(
        "/api/v1/uploads",
        content=file["buffer"][:half],
        headers={
            **club.people["coach"].headers,
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(file["buffer"])),
            "Upload-Metadata": metadata,
            "Content-Type": "application/offset+octet-stream",
        },
    )
    assert begun.status_code == 201, begun.text

    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    expect(page.locator("#unfinished-list").get_by_text("evening.mp4")).to_be_visible()
    page.set_input_files("#files", [file])
    expect(page.locator(".file-state")).to_contain_text("Goes on at")
    send(page)
    upload = newest(club)
    assert upload["id"] == begun.json()["id"]
    assert upload["sha256"] == digest(file)


def test_an_upload_is_paused_and_goes_on_by_its_button(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    page.set_input_files("#files", [file])
    way = HalfWay(page, file["buffer"])
    way.begin()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused at 50%. Nothing is lost.")).to_be_visible()
    assert newest(club)["offset_bytes"] == way.half
    way.let_go()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("All of it is here and safe.")).to_be_visible()
    assert way.offsets == [0, way.half, way.half]
    assert newest(club)["sha256"] == digest(file)


def test_an_upload_goes_on_in_another_browser_after_the_first_was_closed(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    first = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    first.set_input_files("#files", [file])
    way = HalfWay(first, file["buffer"])
    way.begin()
    begun = newest(club)
    visit.contexts.remove(first.context)
    first.context.close()

    second = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    expect(second.locator("#unfinished-list").get_by_text("evening.mp4")).to_be_visible()
    second.set_input_files("#files", [file])
    expect(second.locator(".file-state")).to_have_text("Goes on at 50%")
    with second.expect_request(lambda request: request.method == "PATCH") as sent:
        send(second)
    assert int(sent.value.headers["upload-offset"]) == way.half
    whole = newest(club)
    assert (whole["id"], whole["sha256"]) == (begun["id"], digest(file))


def test_a_lost_connection_is_told_and_mended(visit: Visits, club: Club, small_game: ShotGame) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/games/{game.id}/upload", club.people["coach"].email)
    lost = []

    def lose_the_first(route, request) -> None:  # type: ignore[no-untyped-def]
        if request.method == "PATCH" and not lost:
            lost.append(request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(UPLOADS, lose_the_first)
    page.set_input_files("#files", [chosen(small_game)])
    send(page)
    assert lost
    visit.complaints.clear()


def turn_on(page: Page, is_there: Callable[[], bool]) -> None:
    """Turn the page's clock on, minute by minute, until something is there."""
    for _ in range(MOST_MINUTES):
        if is_there():
            return
        page.clock.fast_forward(ANOTHER_MINUTE_MS)
    pytest.fail("it never came")


@pytest.mark.parametrize(
    ("status", "sentence"), [(507, "The server has no room at the moment."), (503, "Trying again")]
)
def test_a_server_without_room_is_waited_for(
    visit: Visits, club: Club, small_game: ShotGame, status: int, sentence: str
) -> None:
    game, file, server = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game), Refusing(status)
    page = visit("/games", club.people["coach"].email)
    page.clock.install()
    page.goto(f"/games/{game.id}/upload")
    page.route(UPLOADS, server.answer)
    page.set_input_files("#files", [file])
    page.get_by_role("button", name="Upload the recording").click()
    turn_on(page, lambda: server.refused > TRIES_OF_TUS + 2)
    row = page.locator("#rows > .file")
    expect(row.locator(".file-state")).to_contain_text(sentence)
    expect(row).to_have_attribute("data-state", "sending")
    server.has_room = True
    turn_on(page, lambda: row.get_attribute("data-state") == "done")
    assert kept(club, game.id) == {digest(file)}
    visit.complaints[:] = [said for said in visit.complaints if f"status of {status}" not in said]
