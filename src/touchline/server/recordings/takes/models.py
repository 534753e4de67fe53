"""Tables of takes: segments, gaps and clock samples come with them from the beginning."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base, Identified, words

_TAKE = "takes.id"


class TakeState(StrEnum):
    """How far a take is."""

    RECORDING = "recording"
    """It grows."""
    PREPARING = "preparing"
    """All of it is here; it is being read and made playable."""
    AWAITING = "awaiting_approval"
    """It could be watched, and waits for a coach's yes: it came from outside the team."""
    READY = "ready"
    REFUSED = "refused"
    """It cannot be used; `problem` says why and what to do."""


class Take(Identified, Base):
    """One camera's recording. What is read from the file stays empty until it has been read."""

    __tablename__ = "takes"
    __table_args__ = (
        UniqueConstraint("game_id", "letter"),
        UniqueConstraint("upload_id"),
        UniqueConstraint("game_id", "sha256"),
    )

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), index=True)
    letter: Mapped[str] = mapped_column(String(4))
    """What pages call it: A, B, … in the order in which takes came; never given twice in a game."""
    state: Mapped[TakeState] = mapped_column(words(TakeState))
    camera: Mapped[str | None] = mapped_column(String(100))
    """What filmed, in the words of who filmed."""
    position: Mapped[str | None] = mapped_column(String(40))
    """Where it stood: a named position of the sport."""
    upload_id: Mapped[UUID | None]
    """The upload that it was made of: one makes one take. Not a foreign key, since uploads go."""
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    participant_id: Mapped[UUID | None] = mapped_column(index=True)
    """The guest who recorded it, without an account. Not a foreign key: guests go with their game only."""
    awaits_yes: Mapped[bool] = mapped_column(default=False)
    """It came from outside the team and no coach has said yes: only they and who sent it see it."""
    started_at: Mapped[datetime | None]
    """When it began, by the camera's own clock."""
    duration_s: Mapped[float | None]
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    frame_rate_hz: Mapped[float | None]
    video_codec: Mapped[str | None] = mapped_column(String(40))
    audio_codec: Mapped[str | None] = mapped_column(String(40))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the recording as it was uploaded: a game has each recording once. None of what was refused, or
    came from outside before somebody of the team sent the same."""
    has_still: Mapped[bool] = mapped_column(default=False)
    """Whether a small picture of it lies in storage."""
    problem: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]


class TakeSegment(Base):
    """Media that was uploaded as a unit. `start_s` counts from the take's first frame."""

    __tablename__ = "take_segments"

    take_id: Mapped[UUID] = mapped_column(ForeignKey(_TAKE, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200))
    """Where it lies in storage."""
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    start_s: Mapped[float]
    duration_s: Mapped[float]


class TakeGap(Base):
    """A stretch in which the camera recorded nothing, in the take's own time."""

    __tablename__ = "take_gaps"

    take_id: Mapped[UUID] = mapped_column(ForeignKey(_TAKE, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_s: Mapped[float]
    end_s: Mapped[float]


class ClockSample(Identified, Base):
    """What the server's clock said when the take's own stood at `take_s`, give or take `bound_s`."""

    __tablename__ = "clock_samples"

    take_id: Mapped[UUID] = mapped_column(ForeignKey(_TAKE, ondelete="CASCADE"), index=True)
    take_s: Mapped[float]
    server_at: Mapped[datetime]
    bound_s: Mapped[float]


class TakeLetters(Base):
    """How many letters a game has given to takes. Whoever gives the next, or counts takes, holds this row."""

    __tablename__ = "take_letters"

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), primary_key=True)
    given: Mapped[int]
