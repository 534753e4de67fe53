"""Letters in the database."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from touchline.server.kit.outbox.models import Letter


def find(session: Session, letter_id: UUID) -> Letter | None:
    """Return a letter that waits."""
    return session.get(Letter, letter_id)


def list_all(session: Session) -> Sequence[Letter]:
    """Return all letters that wait."""
    return session.scalars(select(Letter)).all()


def remove(session: Session, letter_id: UUID) -> None:
    """Forget a letter."""
    session.execute(delete(Letter).where(Letter.id == letter_id))


def remove_older(session: Session, created_before: datetime) -> None:
    """Forget letters that nobody could deliver."""
    session.execute(delete(Letter).where(Letter.created_at < created_before))
