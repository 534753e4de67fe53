"""The SQL of grants that were taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from touchline.server.kit.files.models import RevokedGrant


def keep_revoked(session: Session, grant: UUID, expires_at: datetime) -> None:
    """Remember that a grant was taken back."""
    session.merge(RevokedGrant(grant=grant, expires_at=expires_at))


def is_any_revoked(session: Session, grants: Collection[UUID]) -> bool:
    """Whether one of these grants was taken back."""
    revoked = select(RevokedGrant.grant).where(RevokedGrant.grant.in_(grants)).limit(1)
    return session.scalar(revoked) is not None


def forget_expired(session: Session, now: datetime) -> None:
    """Forget grants of which no address is good any more."""
    session.execute(delete(RevokedGrant).where(RevokedGrant.expires_at <= now))
