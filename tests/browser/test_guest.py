"""A guest in a real browser: code, name, file, "it has arrived"; also after the browser was closed."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from factories import games_of_clubs
from factories.browser_uploads import HalfWay, chosen, digest, send
from factories.browsers import Visits, faults_of
from factories.clubs import Club
from factories.games import ShotGame
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.recordings.takes.models import Take
from touchline.server.uploads.models import Upload


def take_part(visit: Visits, game: Game) -> Page:
    """Type the code, say whose phone it is, and come to the page for files."""
    page = visit(f"/join/{game.code.lower()}", size="phone")
    page.get_by_label("Whose phone is this?").fill("Kim")
    page.get_by_role("button", name="Take part and upload").click()
    expect(page).to_have_url(f"{visit.site.url}/join/{game.code}/upload")
    return page


def kept_of(visit: Visits, game: Game) -> list[tuple[str | None, str | None]]:
    """Return by whom what was recorded, and the digest of what arrived."""
    with visit.site.ports.database.reading() as session:
        takes = session.scalars(select(Take).where(Take.game_id == game.id)).all()
        guests = [take.participant_id for take in takes if take.participant_id is not None]
        names = games.names_of_guests(session, guests)
        return [
            (
                names.get(take.participant_id),
                session.get_one(Upload, take.upload_id).sha256 if take.upload_id else None,
            )
            for take in takes
            if take.participant_id is not None and take.recorded_by is None
        ]


def test_a_guest_sends_a_recording_without_an_account(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    page = take_part(visit, game)
    page.set_input_files("#files", [file])
    assert faults_of(page) == []
    send(page)
    assert kept_of(visit, game) == [("Kim", digest(file))]
    assert "Foxes" not in page.content()
    assert "bears" not in page.content()
    page.reload()
    expect(page.get_by_text("A recording of yours has arrived.")).to_be_visible()


def test_a_guest_goes_on_after_the_browser_was_closed(
    visit: Visits, club: Club, small_game: ShotGame
) -> None:
    game, file = games_of_clubs.schedule(club, opponent="Foxes"), chosen(small_game)
    first = take_part(visit, game)
    first.set_input_files("#files", [file])
    way = HalfWay(first, file["buffer"])
    way.begin()
    known = first.context.storage_state()
    visit.contexts.remove(first.context)
    first.context.close()

    second = visit(f"/join/{game.code}", size="phone", storage_state=known)
    second.get_by_role("link", name="Upload a recording").click()
    expect(second.locator("#unfinished-list").get_by_text("evening.mp4")).to_be_visible()
    second.set_input_files("#files", [file])
    expect(second.locator(".file-state")).to_have_text("Goes on at 50%")
    with second.expect_request(lambda request: request.method == "PATCH") as sent:
        send(second)
    assert int(sent.value.headers["upload-offset"]) == way.half
    assert kept_of(visit, game) == [("Kim", digest(file))]


def test_a_guest_without_a_script_sends_a_plain_form(visit: Visits, club: Club, small_game: ShotGame) -> None:
    game = games_of_clubs.schedule(club, opponent="Foxes")
    page = visit(f"/join/{game.code}", size="phone", java_script_enabled=False)
    page.get_by_label("Whose phone is this?").fill("Kim")
    page.get_by_role("button", name="Take part and upload").click()
    page.set_input_files("#plain-file", [chosen(small_game)])
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("A recording of yours has arrived.")).to_be_visible()
