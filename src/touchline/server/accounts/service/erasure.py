"""Forgetting people, and what has expired."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import repository
from touchline.server.accounts.throttle import FORGOTTEN_AFTER


def erase_person(session: Session, person_id: UUID) -> None:
    """Remove a user and everything by which they signed in."""
    repository.delete_account(session, person_id)


def delete_expired(session: Session, *, now: datetime) -> None:
    """Remove what no longer opens anything; a periodic job calls it."""
    repository.delete_expired(session, now=now, forgotten_before=now - FORGOTTEN_AFTER)
