"""Where a game is on its way to the film, and where it can go from there: one table."""

from types import MappingProxyType

from sqlalchemy.orm import Session

from touchline.server.games import repository
from touchline.server.games.errors import GameCancelled, GameCannotBecome, GameNotFound
from touchline.server.games.models import Game, GameState

NEXT = MappingProxyType(
    {
        # Recordings that are uploaded afterwards need nobody to have pressed a button.
        GameState.SCHEDULED: frozenset({GameState.RECORDING, GameState.PROCESSING, GameState.CANCELLED}),
        # Back to scheduled when nothing is left of what was recorded.
        GameState.RECORDING: frozenset({GameState.SCHEDULED, GameState.PROCESSING, GameState.CANCELLED}),
        # Back to recording when no film could be made of what is there.
        GameState.PROCESSING: frozenset({GameState.RECORDING, GameState.READY}),
        # A late take heals the film; a deleted film leaves its takes.
        GameState.READY: frozenset({GameState.PROCESSING, GameState.RECORDING}),
        GameState.CANCELLED: frozenset[GameState](),
    }
)


def set_state(session: Session, game: Game, wanted: GameState) -> None:
    """Move a game on; to where it is already, nothing happens. The game is held until the commit.

    Raises:
        GameCancelled: it does not take place.
        GameCannotBecome: it does not go there from where it is.
    """
    present = repository.lock_state(session, game)
    if present is None:
        raise GameNotFound
    if present is wanted:
        return
    if present is GameState.CANCELLED:
        raise GameCancelled
    if wanted not in NEXT[present]:
        raise GameCannotBecome(present, wanted)
    game.state = wanted
