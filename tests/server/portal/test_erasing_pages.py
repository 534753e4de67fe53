"""Whoever runs the server erases somebody on a page: it says what goes and stays, and has the name typed."""

import pytest
from fastapi.testclient import TestClient

from factories import games_of_clubs
from factories.clubs import Club
from factories.erasing import erase
from factories.people import ports_of, signed_in
from factories.visitors import Visitor, visitor
from server.portal.conftest import As
from touchline.server.accounts.models import Account


@pytest.fixture
def boss(client: TestClient, club: Club) -> Visitor:
    """A browser of whoever runs the server."""
    return visitor(client, signed_in(club.client, "boss", is_administrator=True).email)


def in_german(browser: Visitor, path: str) -> str:
    """Return a page as somebody reads it whose browser asks for German."""
    return browser.get(path, **{"accept-language": "de"}).text


def path_of(club: Club, who: str) -> str:
    """Return the page on which somebody is erased."""
    return f"/admin/people/{club.people[who].id}/erase"


def test_the_page_says_who_it_is_what_goes_and_what_stays(boss: Visitor, club: Club) -> None:
    told = boss.get(f"/admin/people/{club.people['player'].id}").text
    assert path_of(club, "player") in told
    told = boss.get(path_of(club, "player")).text
    for words in (
        "Erase Bears-Player?",
        "bears-player@example.org",
        "On the roster: Child 9 of bears",
        "Player · bears · bears U12",
        "they had open closes",
        "Backups that were made before.",
    ):
        assert words in told


def test_from_a_childs_page_whoever_runs_the_server_finds_the_way(client: TestClient, club: Club) -> None:
    coach, path = (
        visitor(client, club.people["coach"].email),
        f"/teams/{club.team_id}/players/{club.child_id}",
    )
    way = f'href="/admin/people/{club.child_id}/erase"'
    assert way not in coach.get(path).text
    with ports_of(client).database.writing() as session:
        session.get_one(Account, club.people["coach"].id).is_administrator = True
    assert way in coach.get(path).text
    assert coach.get(way[6:-1]).status_code == 200


def test_another_name_erases_nobody(boss: Visitor, club: Club) -> None:
    for typed in ("", "Bears-Parent"):
        refused = boss.post(path_of(club, "coach"), name=typed)
        assert refused.status_code == 422
    assert "This is not their name." in refused.text
    assert club.call("coach", "GET", "/users/me").status_code == 200


def test_with_the_name_they_are_gone(boss: Visitor, club: Club) -> None:
    done = boss.follow(boss.post(path_of(club, "coach"), name=" bears-coach "))
    assert "They are erased." in done.text
    assert "bears-coach" not in done.text
    assert club.call("coach", "GET", "/users/me").status_code == 401
    assert boss.get(path_of(club, "coach")).status_code == 404


def test_a_child_without_an_account_has_the_page_too(boss: Visitor, club: Club) -> None:
    path = f"/admin/people/{club.child_id}/erase"
    told = boss.get(path).text
    assert "Erase Child 7 of bears?" in told
    assert "they had open closes" not in told
    assert boss.post(path, name="Child 7 of bears").status_code == 303
    assert "Child 7" not in club.call("coach", "GET", f"/teams/{club.team_id}/roster").text


def test_who_alone_runs_a_club_or_the_server_is_not_erased_and_it_says_what_to_do_first(
    boss: Visitor, club: Club, client: TestClient
) -> None:
    refused = boss.post(path_of(club, "admin"), name="Bears-Admin")
    assert refused.status_code == 422
    assert "Nobody else runs the club bears. Make somebody else administrator of it first." in refused.text
    own = str(boss.client.get("/api/v1/users/me").json()["id"])
    refused = boss.post(f"/admin/people/{own}/erase", name="Boss")
    assert "The server needs an administrator. Make somebody else administrator first." in refused.text
    assert boss.get("/admin").status_code == 200


def test_it_speaks_german(boss: Visitor, club: Club) -> None:
    told = in_german(boss, path_of(club, "coach"))
    assert "Alles über Bears-Coach löschen?" in told
    assert "Das Konto. Die Person ist sofort auf allen Geräten abgemeldet" in told


def test_why_a_game_is_closed_is_in_german(club: Club, as_: As) -> None:
    game = games_of_clubs.schedule(club, starts_at=ports_of(club.client).clock.now())
    path = f"/games/{game.id}/film"
    assert "In diesem Team fehlt von 2 Spielern das Ja zum Filmen." in in_german(as_("coach"), path)
    for child in (club.child_id, club.other_child_id):
        erase(club.client, child)
    told = in_german(as_("coach"), path)
    assert "Niemand kann mehr für sie Ja sagen." in told
    assert "Ein Trainer darf seine Aufnahmen löschen." in told
