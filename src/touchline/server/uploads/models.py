"""Uploads and, of those that are joined from parts, the order of the parts.

How far an upload is stands in no row: it is the size of its file.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base, Identified, words

LONGEST_NAME = 255
LONGEST_KEY = 128


class State(StrEnum):
    """Whether all bytes are here."""

    UPLOADING = "uploading"
    FINISHED = "finished"


class Kind(StrEnum):
    """What the first bytes of a file say that it is."""

    MP4 = "mp4"
    QUICKTIME = "quicktime"
    MATROSKA = "matroska"
    WEBM = "webm"
    MPEG_TS = "mpeg_ts"
    AVI = "avi"
    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    JPEG = "jpeg"
    PNG = "png"
    OTHER = "other"


class Upload(Identified, Base):
    """A file on its way to us."""

    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_key"),
        Index(None, "owner_id", "state"),
        Index(None, "state"),
    )

    owner_id: Mapped[UUID]
    state: Mapped[State] = mapped_column(words(State))
    length_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """As the client said; unknown until it says so."""
    ends_at_length: Mapped[bool]
    """tus: the last byte ends it. Its successor: only the client's word does."""
    is_part: Mapped[bool]
    is_final: Mapped[bool]
    """Joined from parts."""
    client_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    """The client's own name for this upload, so that creating it twice creates it once."""
    name: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    """What the client calls the file: shown, and never part of a path."""
    said: Mapped[dict[str, str]] = mapped_column(JSON)
    """All that the client said about the file."""
    raw_metadata: Mapped[str | None] = mapped_column(String(4096))
    """The same as it was sent, since tus wants it back unchanged."""
    kind: Mapped[Kind | None] = mapped_column(words(Kind))
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the whole; may come a moment after the upload is finished."""
    expected_sha256: Mapped[str | None] = mapped_column(String(64))
    """What the client said it would be (Repr-Digest)."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class UploadPart(Base):
    """A part's place in the whole; a part belongs to one whole."""

    __tablename__ = "upload_parts"

    whole_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), unique=True)
