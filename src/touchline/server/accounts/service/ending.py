"""Ending sign-ins, and with them the addresses of files that were handed to who had signed in."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import repository
from touchline.server.kit.files import revoking

LONGEST_ADDRESS = timedelta(days=1)
"""No address that carries a sign-in lives longer."""


def end(session: Session, sign_in_id: UUID, *, now: datetime) -> None:
    """End one sign-in."""
    repository.revoke_sign_in(session, sign_in_id, now=now)
    revoking.revoke(session, sign_in_id, now, LONGEST_ADDRESS)


def end_all(session: Session, user_id: UUID, *, now: datetime) -> None:
    """End all sign-ins of a user."""
    for sign_in_id in repository.live_sign_ins(session, user_id):
        revoking.revoke(session, sign_in_id, now, LONGEST_ADDRESS)
    repository.revoke_all_sign_ins(session, user_id, now=now)
