"""Forgetting people, and invitations that open nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.clubs import repository


def erase_person(session: Session, person_id: UUID) -> None:
    """Remove a player with their places, parents and consents; or all that a user is in clubs.

    Call it before `accounts.service.erase_person`: invitations are found by the account's address.
    """
    contact = accounts.contacts(session, [person_id]).get(person_id)
    repository.erase_person(session, person_id, contact.email if contact else None)


def delete_expired(session: Session, *, now: datetime) -> None:
    """Remove invitations that open nothing; a periodic job calls it."""
    repository.delete_expired_invitations(session, now=now)
