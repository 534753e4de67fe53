"""Forgetting people, and what has expired."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import repository
from touchline.server.accounts.errors import LastServerAdministrator
from touchline.server.accounts.service import ending
from touchline.server.accounts.throttle import FORGOTTEN_AFTER


def hold_person(session: Session, person_id: UUID) -> None:
    """Hold a user until the transaction ends: nothing new comes to be theirs while they are being erased.

    Raises:
        LastServerAdministrator: nobody else runs this server.
    """
    if list(repository.lock_administrators(session)) == [person_id]:
        raise LastServerAdministrator
    repository.lock_account(session, person_id)


def erase_person(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Remove a user and everything by which they signed in; from the commit on, it opens nothing."""
    ending.end_all(session, person_id, now=now)
    repository.delete_account(session, person_id)


def delete_expired(session: Session, *, now: datetime) -> None:
    """Remove what no longer opens anything; a periodic job calls it."""
    repository.delete_expired(session, now=now, forgotten_before=now - FORGOTTEN_AFTER)
