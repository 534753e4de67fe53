"""The chain of entries, and its head: what was last appended, so that a missing end is noticed too."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base

HASH = String(64)
"""SHA-256 in hexadecimal."""


class AuditEntry(Base):
    """One thing that somebody saw or changed."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "organization_id", "number"), Index(None, "subject_id", "number"))

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[UUID | None]
    organization_id: Mapped[UUID | None]
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)


class AuditHead(Base):
    """The last entry's number and hash: one row, which whoever appends holds."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(HASH)
