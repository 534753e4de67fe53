"""Forgetting people, and tokens that open nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.games import repository


def erase_person(session: Session, person_id: UUID) -> None:
    """Remove a player from all line-ups, or a user from all games; games and formations stay the club's."""
    repository.erase_person(session, person_id)


def delete_expired(session: Session, *, now: datetime) -> None:
    """Forget the tokens of guests whose time is over; a periodic job calls it."""
    repository.forget_expired_tokens(session, now=now)
