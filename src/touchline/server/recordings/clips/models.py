"""Tables of clips and of marked segments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from touchline.server.games.models import Game
from touchline.server.kit.db import Base, Identified

_USER = "users.id"


class OnGameClock:
    """A stretch of a game: `start_s` to `end_s` of the game clock as it was when they were told.

    Another version of the film may count from another moment. The anchor is a take and its clock at that
    time; by it the stretch is found again on the clock of any film that has this take. Without one, the
    seconds are as they were told.
    """

    start_s: Mapped[float]
    end_s: Mapped[float]
    anchor_offset_s: Mapped[float]
    anchor_drift_ppm: Mapped[float]

    @declared_attr
    def anchor_take_id(cls) -> Mapped[UUID | None]:  # noqa: N805 (SQLAlchemy's way)
        """The take by whose clock the stretch is kept."""
        return mapped_column(ForeignKey("takes.id", ondelete="SET NULL"), index=True)


class Clip(OnGameClock, Identified, Base):
    """A cut-out of a film, or of an angle where there is a `take_id`; cut once, it stays as it is.

    Its files lie below `clips/<game id>/<clip id>/` in storage.
    """

    __tablename__ = "clips"

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), index=True)
    take_id: Mapped[UUID | None]
    """Not a foreign key: when the take goes, whoever removes the clip must find it with its files."""
    title: Mapped[str | None] = mapped_column(String(100))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    job_id: Mapped[UUID | None]
    """Who cuts it; not a foreign key, since jobs are forgotten."""
    duration_s: Mapped[float | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    game: Mapped[Game] = relationship(lazy="raise")


class ClipTake(Base):
    """A clip shows this take: when the take is deleted, so is the clip. Not a foreign key, as above."""

    __tablename__ = "clip_takes"

    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    take_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class MarkedSegment(OnGameClock, Identified, Base):
    """A stretch of a game that a coach has marked and said something about."""

    __tablename__ = "marked_segments"

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    game: Mapped[Game] = relationship(lazy="raise")
