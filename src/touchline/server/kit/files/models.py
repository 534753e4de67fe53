"""Grants that were taken back: addresses that carry them are refused at once, not only when they expire."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base


class RevokedGrant(Base):
    """A grant that opens nothing any more; forgotten when the last address that carries it has expired."""

    __tablename__ = "revoked_grants"

    grant: Mapped[UUID] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
