"""The tokens of guests' cameras: each is good for one game, is told once, and is stored hashed.

A token opens nothing when its time is over, when its guest has left, or when the game is cancelled.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.games import repository
from touchline.server.games.errors import GameCancelled
from touchline.server.games.models import Game, GameState, Participant
from touchline.server.kit.callers import CAMERA_TOKEN_PREFIX
from touchline.server.kit.errors import NotSignedIn

CAMERA_TOKEN_LIFE = timedelta(days=3)
"""Counted from the start: a phone whose battery was empty uploads the day after."""


def new_token() -> str:
    """Return a token that nobody can guess."""
    return CAMERA_TOKEN_PREFIX + new_secret()


def good_until(starts_at: datetime, *, now: datetime) -> datetime:
    """Return when a token that is given now opens nothing any more."""
    return max(now, starts_at) + CAMERA_TOKEN_LIFE


def keep_for(session: Session, game: Game, *, now: datetime) -> None:
    """Have the tokens of a game that was moved to a later day live until then."""
    repository.extend_tokens(session, game.id, until=good_until(game.starts_at, now=now), now=now)


def guest_of(session: Session, participant_id: UUID) -> Participant | None:
    """Return the guest who has this id; None where it is anybody else's."""
    return repository.find_guest(session, participant_id)


def names_of_guests(session: Session, participant_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what these guests call themselves; it is for staff only, and forgotten with their tokens."""
    return repository.names_of_guests(session, participant_ids)


def camera_of(session: Session, token: str, *, now: datetime) -> Participant:
    """Return the guest of a token, with the game they film.

    Raises:
        NotSignedIn: it is unknown, too old, or its guest has left.
        GameCancelled: there is nothing to film.
    """
    found = repository.find_camera(session, hashed(token), now=now)
    if found is None:
        raise NotSignedIn("This camera takes part in no game any more. Join again by the game's code.")
    if found.game.state is GameState.CANCELLED:
        raise GameCancelled
    return found
