"""Tables of clubs. Of a player no more is kept than a roster needs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from touchline.base.ids import new_id
from touchline.server.clubs.viewer import Purpose, Role
from touchline.server.kit.db import Base, Identified, words

_USER = "users.id"
_ORGANIZATION = "organizations.id"
_TEAM = "teams.id"
_PLAYER = "players.id"


class Organization(Identified, Base):
    """A club."""

    __tablename__ = "organizations"

    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]


class Team(Identified, Base):
    """A team of a club in one season; archived, it is seen by nobody until an administrator restores it."""

    __tablename__ = "teams"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(_ORGANIZATION, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    sport: Mapped[str] = mapped_column(String(40))
    league: Mapped[str | None] = mapped_column(String(40))
    age_group: Mapped[str | None] = mapped_column(String(40))
    season: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    viewing_grant: Mapped[UUID] = mapped_column(default=new_id)
    """Stands in the addresses of the team's videos; replaced, none of them opens any more."""
    organization: Mapped[Organization] = relationship(lazy="raise")


class Player(Identified, Base):
    """Somebody who plays, most often a child without an account."""

    __tablename__ = "players"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(_ORGANIZATION, ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(100))


class RosterEntry(Base):
    """A player's place in a team."""

    __tablename__ = "roster_entries"
    __table_args__ = (UniqueConstraint("team_id", "jersey_number"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey(_TEAM, ondelete="CASCADE"), primary_key=True)
    player_id: Mapped[UUID] = mapped_column(
        ForeignKey(_PLAYER, ondelete="CASCADE"), primary_key=True, index=True
    )
    jersey_number: Mapped[int | None]
    position: Mapped[str | None] = mapped_column(String(40))
    player: Mapped[Player] = relationship(lazy="raise")


class FormerPlayer(Base):
    """When a player left a team: they are in the films of its games until then, and are asked for them."""

    __tablename__ = "former_players"

    team_id: Mapped[UUID] = mapped_column(ForeignKey(_TEAM, ondelete="CASCADE"), primary_key=True)
    player_id: Mapped[UUID] = mapped_column(
        ForeignKey(_PLAYER, ondelete="CASCADE"), primary_key=True, index=True
    )
    left_at: Mapped[datetime]


class Guardian(Base):
    """A parent and their child."""

    __tablename__ = "guardians"

    user_id: Mapped[UUID] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)
    player_id: Mapped[UUID] = mapped_column(
        ForeignKey(_PLAYER, ondelete="CASCADE"), primary_key=True, index=True
    )


class Member(Identified, Base):
    """A user's role in a team or, where there is no team, in the whole organisation.

    `scope_id` is the one or the other: unique constraints do not see empty columns.
    """

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("user_id", "scope_id", "role"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(_ORGANIZATION, ondelete="CASCADE"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(_TEAM, ondelete="CASCADE"), index=True)
    scope_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(words(Role))
    organization: Mapped[Organization] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(lazy="raise")


class Consent(Base):
    """A yes to one purpose; where there is no row, the answer is no."""

    __tablename__ = "consents"

    player_id: Mapped[UUID] = mapped_column(ForeignKey(_PLAYER, ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(words(Purpose), primary_key=True)
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    given_at: Mapped[datetime]


class ClosedForGood(Base):
    """Up to when a team's games stay closed for a purpose: somebody of it had not said yes, and is erased.

    It leads to nobody: it says neither who nor how many they were. Nor since when, which no roster says: who
    is not known to have come later counts as having been there.
    """

    __tablename__ = "closed_for_good"

    team_id: Mapped[UUID] = mapped_column(ForeignKey(_TEAM, ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(words(Purpose), primary_key=True)
    until: Mapped[datetime]
    """When the last of them left the team: games that began later do not show them."""


class Invitation(Identified, Base):
    """A link that makes somebody a member, once."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(_ORGANIZATION, ondelete="CASCADE"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(_TEAM, ondelete="CASCADE"), index=True)
    player_id: Mapped[UUID | None] = mapped_column(ForeignKey(_PLAYER, ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(words(Role))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    organization: Mapped[Organization] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(lazy="raise")
