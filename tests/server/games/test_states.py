"""A game goes from state to state as one table says, and no other way."""

import itertools

import pytest
from sqlalchemy.orm import Session

from factories import games_of_clubs
from factories.clubs import Club
from touchline.base.errors import Conflict
from touchline.server.clubs import service as clubs
from touchline.server.games import service
from touchline.server.games.models import Game, GameState
from touchline.server.games.service.states import NEXT

S = GameState


@pytest.fixture
def own_game(club: Club, game: Game, session: Session) -> Game:
    """The game as the test's own session knows it."""
    return service.get_game(session, clubs.load_viewer(session, club.people["coach"].id), game.id)


def test_a_game_goes_only_where_the_table_says(own_game: Game, session: Session) -> None:
    for present, wanted in itertools.product(S, S):
        own_game.state = present
        if wanted is present or wanted in NEXT[present]:
            service.set_state(session, own_game, wanted)
            session.flush()
            session.refresh(own_game, ["state"])
            assert own_game.state is wanted
        else:
            with pytest.raises(Conflict, match=r"\w+ \w+.*\."):
                service.set_state(session, own_game, wanted)
            assert own_game.state is present


def test_the_state_that_counts_is_the_one_in_the_database(
    own_game: Game, club: Club, session: Session
) -> None:
    club.call("coach", "DELETE", f"/games/{own_game.id}")
    assert own_game.state is S.SCHEDULED
    with pytest.raises(Conflict, match="cancelled"):
        service.set_state(session, own_game, S.RECORDING)


def test_a_game_with_a_film_is_not_cancelled(own_game: Game, club: Club, session: Session) -> None:
    own_game.state = S.READY
    session.commit()
    answer = club.call("coach", "DELETE", f"/games/{own_game.id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "GAME_CANNOT_BECOME")
    assert "Delete its film" in answer.json()["detail"]


def test_a_score_does_not_move_a_game(own_game: Game, club: Club) -> None:
    told = games_of_clubs.told(club) | {"our_score": 1, "their_score": 2}
    assert club.call("coach", "PUT", f"/games/{own_game.id}", told).json()["state"] == "scheduled"
