"""Tables of games."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from touchline.server.accounts.models import HASH
from touchline.server.clubs.models import Player, Team
from touchline.server.kit.db import Base, Identified, words

CODE_LENGTH = 6

_USER = "users.id"
_GAME = "games.id"


class GameKind(StrEnum):
    """A match against somebody, or a practice."""

    MATCH = "match"
    PRACTICE = "practice"


class GameState(StrEnum):
    """Where a game is on its way to the film."""

    SCHEDULED = "scheduled"
    RECORDING = "recording"
    PROCESSING = "processing"
    READY = "ready"
    CANCELLED = "cancelled"


class Game(Identified, Base):
    """One match or practice of a team. The scores are ours and theirs."""

    __tablename__ = "games"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    kind: Mapped[GameKind] = mapped_column(words(GameKind))
    state: Mapped[GameState] = mapped_column(words(GameState))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    opponent: Mapped[str | None] = mapped_column(String(100))
    is_home: Mapped[bool]
    place: Mapped[str | None] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    time_zone: Mapped[str] = mapped_column(String(64))
    played_on: Mapped[date]
    """The day on which it starts, by the clocks where it is played."""
    our_score: Mapped[int | None]
    their_score: Mapped[int | None]
    expected_takes: Mapped[int | None]
    """So many recordings are awaited: with the last one the film begins by itself."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    team: Mapped[Team] = relationship(lazy="raise")


class Participant(Identified, Base):
    """Whoever takes part in a game: somebody with an account, or a guest who is known by a token only.

    Of a guest nothing is kept but when they came, where they stand, and whose phone they say it is.
    """

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("game_id", "user_id"),)

    game_id: Mapped[UUID] = mapped_column(ForeignKey(_GAME, ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    token_hash: Mapped[str | None] = mapped_column(HASH, unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    """When a guest's token opens nothing any more."""
    position: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(100))
    """A guest's own word; forgotten with the token."""
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    game: Mapped[Game] = relationship(lazy="raise")


class Formation(Identified, Base):
    """How a club's sides stand: named slots, each with its place on the pitch as `formations.Slot` has it."""

    __tablename__ = "formations"
    __table_args__ = (UniqueConstraint("organization_id", "sport", "name"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    sport: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    slots: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]


class MatchLineup(Identified, Base):
    """Who begins a game, and who sits on the bench."""

    __tablename__ = "match_lineups"

    game_id: Mapped[UUID] = mapped_column(ForeignKey(_GAME, ondelete="CASCADE"), unique=True)
    formation_id: Mapped[UUID]
    """One of ours or of the club. Not a foreign key, since ours are in no table."""
    updated_at: Mapped[datetime]
    game: Mapped[Game] = relationship(lazy="raise")
    places: Mapped[list["LineupPlace"]] = relationship(lazy="raise", order_by="LineupPlace.number")


class LineupPlace(Base):
    """A player in a line-up: in a slot, or on the bench. Jersey number and place as they were that day."""

    __tablename__ = "lineup_places"

    lineup_id: Mapped[UUID] = mapped_column(
        ForeignKey("match_lineups.id", ondelete="CASCADE"), primary_key=True
    )
    player_id: Mapped[UUID] = mapped_column(
        ForeignKey("players.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    number: Mapped[int]
    """The order in which they were told."""
    slot: Mapped[str | None] = mapped_column(String(40))
    x: Mapped[float | None]
    y: Mapped[float | None]
    jersey_number: Mapped[int | None]
    is_captain: Mapped[bool]
    player: Mapped[Player] = relationship(lazy="raise")
