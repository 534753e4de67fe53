"""A child that is erased takes its answers along: what they closed stays closed, what was open, open."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from factories import games_of_clubs, recorded_games
from factories.clubs import Club
from factories.erasing import erase
from factories.people import ports_of
from factories.recorded_games import RecordedGame
from touchline.base.clock import HandClock
from touchline.server.clubs import service as clubs
from touchline.server.clubs.models import ClosedForGood, FormerPlayer
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game


@pytest.fixture
def played(filmed: RecordedGame, club: Club, clock: HandClock) -> RecordedGame:
    """The filmed game, a month later."""
    with ports_of(club.client).database.writing() as session:
        game = session.get_one(Game, filmed.game.id)
        game.starts_at = filmed.game.starts_at = clock.now() - timedelta(days=30)
    return filmed


def film_of(club: Club, played: RecordedGame) -> tuple[int, str]:
    """Return how a look at the film is answered."""
    answer = club.call("coach", "GET", f"/videos/{played.film_id}/stream")
    return answer.status_code, answer.json().get("code", "")


def link_to(club: Club, played: RecordedGame) -> tuple[int, str]:
    """Return how sharing the film is answered."""
    answer = club.call("coach", "POST", f"/videos/{played.film_id}/share", {})
    return answer.status_code, answer.json().get("code", "")


def missing(club: Club, game: Game, purpose: Purpose = Purpose.FILM) -> clubs.MissingYes | None:
    """Return whose yes a game lacks."""
    with ports_of(club.client).database.reading() as session:
        return clubs.missing_yes(session, game.team_id, purpose, since=game.starts_at)


def test_a_film_that_was_open_stays_open(club: Club, played: RecordedGame) -> None:
    erase(club.client, club.child_id)
    assert film_of(club, played) == (200, "")
    assert link_to(club, played)[0] == 201


def test_a_film_that_a_no_had_closed_stays_closed_and_says_what_can_be_done(
    club: Club, played: RecordedGame
) -> None:
    recorded_games.refuse(club, Purpose.FILM)
    assert film_of(club, played) == (403, "CONSENT_MISSING")
    erase(club.client, club.child_id)
    assert film_of(club, played) == (403, "CONSENT_GONE")
    assert link_to(club, played) == (403, "CONSENT_GONE")
    told = club.call("parent", "GET", f"/games/{played.game.id}/film").json()
    assert told["film"] is None
    assert "A coach may delete its recordings." in told["problem"]
    assert [angle["stream_url"] for angle in told["angles"]] == [None, None]


def test_it_stays_closed_though_the_child_had_left_the_team_before_it_was_erased(
    club: Club, played: RecordedGame, clock: HandClock
) -> None:
    recorded_games.refuse(club, Purpose.FILM)
    assert club.call("coach", "DELETE", f"/teams/{club.team_id}/roster/{club.child_id}").status_code == 204
    with ports_of(club.client).database.writing() as session:
        session.scalars(select(FormerPlayer)).one().left_at = clock.now() - timedelta(days=7)
    between = games_of_clubs.schedule(club, starts_at=clock.now() - timedelta(days=2))
    erase(club.client, club.child_id)
    assert film_of(club, played) == (403, "CONSENT_GONE")
    assert missing(club, between) is None, "the child had left when this was played"


def test_a_child_whom_nobody_ever_answered_for_keeps_closed_what_it_was_in_and_nothing_later(
    club: Club, played: RecordedGame, clock: HandClock
) -> None:
    new = {"name": "Kim Nobody", "jersey_number": 21}
    added = club.call("coach", "POST", f"/teams/{club.team_id}/roster", new).json()
    assert film_of(club, played) == (403, "CONSENT_MISSING")
    erase(club.client, added["player_id"])
    assert film_of(club, played) == (403, "CONSENT_GONE")
    later = games_of_clubs.schedule(club, starts_at=clock.now() + timedelta(days=1))
    assert missing(club, later) is None
    assert missing(club, played.game) == clubs.MissingYes(0, of_erased=True)


def test_a_film_that_was_not_to_be_shared_is_seen_by_the_team_and_by_nobody_else(
    club: Club, played: RecordedGame
) -> None:
    link = club.call("coach", "POST", f"/videos/{played.film_id}/share", {}).json()["link"]
    recorded_games.refuse(club, Purpose.SHARE)
    erase(club.client, club.child_id)
    assert film_of(club, played) == (200, "")
    assert link_to(club, played) == (403, "SHARE_CONSENT_GONE")
    opened = club.client.get(f"/api/v1/shares/open/{link.rpartition('/')[2]}")
    assert opened.status_code == 404


def test_what_remains_says_neither_who_nor_how_many(
    club: Club, played: RecordedGame, clock: HandClock
) -> None:
    recorded_games.refuse(club, Purpose.FILM)
    new = {"name": "Kim Nobody", "jersey_number": 21}
    kim = club.call("coach", "POST", f"/teams/{club.team_id}/roster", new).json()["player_id"]
    erase(club.client, kim)
    clock.move(timedelta(days=1))
    erase(club.client, club.child_id)
    with ports_of(club.client).database.reading() as session:
        left = {one.purpose: (one.team_id, one.until) for one in session.scalars(select(ClosedForGood))}
    team_id, day = UUID(club.team_id), timedelta(days=1)
    assert left == {
        Purpose.FILM: (team_id, clock.now()),
        Purpose.ANALYSE: (team_id, clock.now() - day),
        Purpose.SHARE: (team_id, clock.now() - day),
    }


def test_a_coach_deletes_the_recordings_of_a_game_that_stays_closed(club: Club, played: RecordedGame) -> None:
    recorded_games.refuse(club, Purpose.FILM)
    erase(club.client, club.child_id)
    for take_id in (played.first_take_id, played.take_id):
        assert club.call("coach", "DELETE", f"/videos/{take_id}").status_code == 204
    assert club.call("coach", "GET", f"/games/{played.game.id}/takes").json()["total"] == 0
