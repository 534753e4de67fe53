"""Who may watch whom changes: what is open is closed at once, and nobody is forgotten."""

from datetime import timedelta

import pytest

from factories import filmed_games, recorded_games
from factories.clubs import Club
from factories.people import ports_of
from factories.recorded_games import RecordedGame
from touchline.server.games.models import Game


def stream_of(club: Club, video_id: object, who: str = "viewer") -> str:
    """Return the address at which somebody watches a video."""
    answer = club.call(who, "GET", f"/videos/{video_id}/stream")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


def status_of(club: Club, address: str, who: str = "viewer") -> int:
    """Return how an address answers somebody."""
    return club.client.get(address, headers=club.people[who].headers).status_code


@pytest.fixture
def address(club: Club, filmed: RecordedGame) -> str:
    """An address that is open."""
    address = stream_of(club, filmed.take_id)
    assert status_of(club, address) == 200
    return address


@pytest.mark.parametrize("way", ["/auth/logout", "/auth/logout-everywhere"])
def test_who_signs_out_closes_the_addresses_that_they_were_handed_and_nobody_elses(
    club: Club, filmed: RecordedGame, address: str, way: str
) -> None:
    clip = club.call("viewer", "GET", f"/games/{filmed.game.id}/film").json()["film"]["stream_url"]
    others = stream_of(club, filmed.take_id, "parent")
    assert club.call("viewer", "POST", way).status_code == 204
    assert [status_of(club, one) for one in (address, clip)] == [404, 404]
    assert status_of(club, others, "parent") == 200


def test_a_yes_that_is_taken_back_closes_every_open_address(club: Club, address: str) -> None:
    filmed_games.agree(club, film=False)
    assert status_of(club, address) == 404
    recorded_games.agree(club)
    assert status_of(club, address) == 404, "a new yes opens new addresses, not old ones"


def test_whoever_is_removed_from_the_club_watches_no_more(club: Club, address: str) -> None:
    members = club.call("admin", "GET", f"/teams/{club.team_id}/members").json()["items"]
    [viewer] = [one["id"] for one in members if one["role"] == "viewer"]
    removed = club.call("admin", "DELETE", f"/organizations/{club.organization_id}/members/{viewer}")
    assert removed.status_code == 204
    assert status_of(club, address) == 404


def test_a_link_ends_with_the_role_of_who_made_it(club: Club, filmed: RecordedGame) -> None:
    made = club.call("coach", "POST", f"/videos/{filmed.film_id}/share", {})
    token = made.json()["link"].rpartition("/")[2]
    assert club.client.get(f"/api/v1/shares/open/{token}").status_code == 200
    members = club.call("admin", "GET", f"/teams/{club.team_id}/members").json()["items"]
    [coach] = [one["id"] for one in members if one["role"] == "coach"]
    club.call("admin", "DELETE", f"/organizations/{club.organization_id}/members/{coach}")
    assert club.client.get(f"/api/v1/shares/open/{token}").status_code == 404


def test_a_child_without_a_yes_is_not_out_of_the_film_because_it_is_off_the_roster(
    club: Club, filmed: RecordedGame
) -> None:
    ports = ports_of(club.client)
    with ports.database.writing() as session:
        session.get_one(Game, filmed.game.id).starts_at = ports.clock.now() - timedelta(hours=2)
    filmed_games.agree(club, film=False)
    for child in (club.child_id, club.other_child_id):
        club.call("coach", "DELETE", f"/teams/{club.team_id}/roster/{child}")
    refused = club.call("coach", "GET", f"/videos/{filmed.film_id}/stream")
    assert (refused.status_code, refused.json()["code"]) == (403, "CONSENT_MISSING")
    later = club.call("coach", "POST", "/games", games_told_later(club)).json()
    assert "no consent" not in (
        club.call("coach", "GET", f"/games/{later['id']}/film").json()["problem"] or ""
    )


def games_told_later(club: Club) -> dict[str, object]:
    """Return a game that is played when the children have left."""
    return {"team_id": club.team_id, "starts_at": "2027-09-05T14:00:00Z", "time_zone": "UTC"}
