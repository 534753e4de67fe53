"""Tables of films."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base, Identified, words


class FilmState(StrEnum):
    """How far a film is."""

    MAKING = "making"
    WATCHABLE = "watchable"
    """The instant cut can be watched; the final film is being rendered."""
    READY = "ready"
    FAILED = "failed"
    """None of the takes could be used; `problem` says what to do."""


class Film(Identified, Base):
    """One version of a game's film. The newest final one is watched, until then the newest instant cut.

    An older one goes when a newer one has replaced it for a while. Its files lie below
    `films/<game id>/<film id>/` in storage, laid out as docs/reference/outputs.md says.
    """

    __tablename__ = "films"
    __table_args__ = (UniqueConstraint("game_id", "version"),)

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    state: Mapped[FilmState] = mapped_column(words(FilmState))
    job_id: Mapped[UUID | None]
    """Who makes it; not a foreign key, since jobs are forgotten."""
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """None: it began by itself."""
    duration_s: Mapped[float | None]
    shots: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As `ShotOut` has them, without letters; those of the instant cut until the final film is there."""
    chapters: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    problem: Mapped[str | None] = mapped_column(String(500))
    has_instant: Mapped[bool]
    """Whether the files of the instant cut are in storage."""
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """Since when a newer version is what is watched: it goes when nobody can be in the middle of it."""

    @property
    def is_final(self) -> bool:
        """Whether it is rendered, in all sizes."""
        return self.state is FilmState.READY


class FilmTake(Base):
    """A take's part in a film: where it lies on the game clock, and how well that is known.

    `offset_s`, `drift_ppm` and `bound_s` are empty where the take could not be placed; `explanation` is one
    sentence for a coach either way.
    """

    __tablename__ = "film_takes"

    film_id: Mapped[UUID] = mapped_column(ForeignKey("films.id", ondelete="CASCADE"), primary_key=True)
    take_id: Mapped[UUID] = mapped_column(
        ForeignKey("takes.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_used: Mapped[bool]
    offset_s: Mapped[float | None]
    drift_ppm: Mapped[float | None]
    bound_s: Mapped[float | None]
    verdict: Mapped[str | None] = mapped_column(String(32))
    explanation: Mapped[str] = mapped_column(String(500))
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As `EvidenceOut` has it, without letters."""


class FilmNews(Base):
    """That a game has its first final film: people are told once, however often it is made anew."""

    __tablename__ = "film_news"

    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), primary_key=True)
    ready_at: Mapped[datetime]
    digested_at: Mapped[datetime | None] = mapped_column(index=True)
    """When those were told who want one mail a day."""
