"""What the pages of a club or a team have in common: where they are, and what the viewer may do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.models import Organization, Team
from touchline.server.clubs.viewer import Role, Viewer
from touchline.server.kit.pagination import MOST, Page

WHOLE = Page(limit=MOST)
"""As much of a list as is asked for at once where a page shows all of it."""


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """A part of a list as a page shows it, and how long the whole is."""

    items: Sequence[Item]
    total: int
    limit: int
    offset: int


def part(items: Sequence[Item], total: int, page: Page) -> Part[Item]:
    """Return the part of a list that was asked for."""
    return Part(items, total, page.limit, page.offset)


@dataclass(frozen=True, slots=True)
class ClubScene:
    """A club as the viewer sees it."""

    club: Organization
    roles: frozenset[Role]

    @property
    def is_admin(self) -> bool:
        """Whether the viewer runs the club."""
        return bool(self.roles & permissions.ADMINS)

    @property
    def is_staff(self) -> bool:
        """Whether the viewer may add teams."""
        return bool(self.roles & permissions.STAFF)


@dataclass(frozen=True, slots=True)
class TeamScene:
    """A team as the viewer sees it, and its club."""

    team: Team
    club: Organization
    roles: frozenset[Role]

    @property
    def is_admin(self) -> bool:
        """Whether the viewer runs the club."""
        return bool(self.roles & permissions.ADMINS)

    @property
    def is_staff(self) -> bool:
        """Whether the viewer may change the roster and invite people."""
        return bool(self.roles & permissions.STAFF)

    @property
    def sees_names(self) -> bool:
        """Whether the viewer is told the players' names."""
        return bool(self.roles & permissions.SEES_NAMES)

    @property
    def path(self) -> str:
        """Where the team's pages begin."""
        return f"/teams/{self.team.id}"


def of_club(session: Session, viewer: Viewer, club_id: UUID) -> ClubScene:
    """Return a club that the viewer sees."""
    club = clubs.get_organization(session, viewer, club_id)
    return ClubScene(club, viewer.roles_in_organization(club.id))


def of_team(session: Session, viewer: Viewer, team_id: UUID) -> TeamScene:
    """Return a team that the viewer sees."""
    team = clubs.get_team(session, viewer, team_id)
    club = clubs.get_organization(session, viewer, team.organization_id)
    return TeamScene(team, club, viewer.roles_in_team(club.id, team.id))


def of_staff(session: Session, viewer: Viewer, team_id: UUID) -> TeamScene:
    """Return a team that the viewer coaches or administers; whoever only sees it is refused."""
    clubs.get_team_of_staff(session, viewer, team_id)
    return of_team(session, viewer, team_id)


def of_administrator(session: Session, viewer: Viewer, club_id: UUID) -> ClubScene:
    """Return a club that the viewer runs; whoever only sees it is refused."""
    scene = of_club(session, viewer, club_id)
    permissions.require_in_organization(viewer, club_id, permissions.ADMINS)
    return scene


def values_of(row: Any, *names: str) -> dict[str, Any]:
    """Return what a form of this row shows at first."""
    return {name: getattr(row, name) for name in names}
