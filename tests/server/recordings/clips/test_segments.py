"""What a coach marks in a game stays where it was marked, whatever becomes of the film."""

from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from factories import recorded_games
from factories.clubs import Club
from factories.people import ports_of
from factories.recorded_games import RecordedGame
from touchline.server.recordings.clips import service
from touchline.server.recordings.clips.models import MarkedSegment
from touchline.server.recordings.films.models import FilmState

PRESS = {"start_s": 3.0, "end_s": 8.5, "label": "Forecheck", "note": "Too late.\nWatch the left side."}


def mark(club: Club, filmed: RecordedGame, **wanted: Any) -> Response:
    return club.call("coach", "POST", f"/games/{filmed.game.id}/segments", PRESS | wanted)


def seconds(club: Club, filmed: RecordedGame) -> list[tuple[float, float]]:
    items = club.call("viewer", "GET", f"/games/{filmed.game.id}/segments").json()["items"]
    return [(one["start_s"], one["end_s"]) for one in items]


def test_what_is_marked_is_read_in_the_order_of_the_game(club: Club, filmed: RecordedGame) -> None:
    mark(club, filmed, start_s=10.0, end_s=12.0)
    told = mark(club, filmed).json()
    assert (told["label"], told["note"], told["made_by"]) == (
        PRESS["label"],
        PRESS["note"],
        str(club.people["coach"].id),
    )
    assert seconds(club, filmed) == [(3.0, 8.5), (10.0, 12.0)]


def test_a_mark_is_changed_and_taken_away(club: Club, filmed: RecordedGame) -> None:
    segment = mark(club, filmed).json()
    changed = club.call("admin", "PUT", f"/segments/{segment['id']}", PRESS | {"end_s": 9.0, "note": None})
    assert (changed.json()["end_s"], changed.json()["note"]) == (9.0, None)
    assert club.call("coach", "DELETE", f"/segments/{segment['id']}").status_code == 204
    assert club.call("coach", "DELETE", f"/segments/{segment['id']}").status_code == 404
    assert seconds(club, filmed) == []


def test_a_film_that_is_healed_moves_the_marks_with_the_game(club: Club, filmed: RecordedGame) -> None:
    mark(club, filmed)
    recorded_games.healed(club, filmed, 20.0)
    assert seconds(club, filmed) == [(23.0, 28.5)]
    mark(club, filmed, start_s=1.0, end_s=2.0, film_id=str(filmed.film_id))
    assert seconds(club, filmed) == [(21.0, 22.0), (23.0, 28.5)]


def test_before_there_is_a_film_seconds_are_as_they_were_told(club: Club) -> None:
    filmed = recorded_games.recorded(club, FilmState.MAKING)
    mark(club, filmed, start_s=-4.0)
    assert seconds(club, filmed) == [(-4.0, 8.5)]


WRONG = {
    "backwards": {"end_s": 2.0},
    "after a day": {"end_s": 90_000.0},
    "without a label": {"label": " "},
    "a label of many words": {"label": "x" * 41},
    "a note that never ends": {"note": "x" * 2001},
    "a note with control characters": {"note": "a\x00b"},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mark_that_cannot_be_is_refused(what: str, club: Club, filmed: RecordedGame) -> None:
    assert mark(club, filmed, **WRONG[what]).status_code == 422


def test_an_erased_person_is_forgotten_and_the_mark_stays(club: Club, filmed: RecordedGame) -> None:
    segment_id, ports = UUID(mark(club, filmed).json()["id"]), ports_of(club.client)
    with ports.database.writing() as session:
        service.erase_person(session, club.people["coach"].id)
    with ports.database.reading() as session:
        assert session.get_one(MarkedSegment, segment_id).made_by is None
