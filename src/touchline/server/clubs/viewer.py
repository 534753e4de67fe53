"""Who is looking: a user, and what they are in which club. Plain data; every read starts from it."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is in a club or a team."""

    ADMIN = "admin"
    COACH = "coach"
    PARENT = "parent"
    PLAYER = "player"
    VIEWER = "viewer"


class Purpose(StrEnum):
    """What may be done with a player's picture and data."""

    FILM = "film"
    ANALYSE = "analyse"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in one team, or in the whole organisation where `team_id` is None."""

    organization_id: UUID
    team_id: UUID | None
    role: Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user with their memberships, the teams they see, their children and the player they are."""

    user_id: UUID
    memberships: tuple[Membership, ...] = ()
    team_ids: frozenset[UUID] = field(default_factory=frozenset)
    child_ids: frozenset[UUID] = field(default_factory=frozenset)
    own_player_ids: frozenset[UUID] = field(default_factory=frozenset)
    sign_in_id: UUID | None = None
    """By which they look: the addresses of files that they are handed end with it."""

    @property
    def organization_ids(self) -> frozenset[UUID]:
        """The organisations of which they are a member in any way."""
        return frozenset(one.organization_id for one in self.memberships)

    @property
    def administered_ids(self) -> frozenset[UUID]:
        """The organisations that they administer as a whole."""
        return frozenset(
            one.organization_id for one in self.memberships if one.team_id is None and one.role is Role.ADMIN
        )

    @property
    def grants(self) -> tuple[UUID, ...]:
        """What addresses that are handed to them hang on."""
        return () if self.sign_in_id is None else (self.sign_in_id,)

    def roles_in_organization(self, organization_id: UUID) -> frozenset[Role]:
        """Return the roles that hold in the whole organisation."""
        return frozenset(
            one.role
            for one in self.memberships
            if one.organization_id == organization_id and one.team_id is None
        )

    def roles_in_team(self, organization_id: UUID, team_id: UUID) -> frozenset[Role]:
        """Return the roles that hold in a team: its own and those of its organisation."""
        own = frozenset(one.role for one in self.memberships if one.team_id == team_id)
        return own | self.roles_in_organization(organization_id)
