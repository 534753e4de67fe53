"""Teams: seen by their own members and by those of the whole club."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import permissions, repository
from touchline.server.clubs.errors import TeamNotFound
from touchline.server.clubs.models import Team
from touchline.server.clubs.schemas import NewTeamIn, TeamFilter, TeamIn
from touchline.server.clubs.service import diary, organizations
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.pagination import Page


def list_teams(session: Session, viewer: Viewer, which: TeamFilter, page: Page) -> tuple[Sequence[Team], int]:
    """Return the teams that the viewer sees."""
    return repository.list_teams(session, viewer, which, page)


def get_team(session: Session, viewer: Viewer, team_id: UUID) -> Team:
    """Return a team that the viewer sees.

    Raises:
        TeamNotFound: there is none, or not for this viewer.
    """
    team = repository.find_team(session, viewer, team_id)
    if team is None:
        raise TeamNotFound
    return team


def get_team_of_staff(session: Session, viewer: Viewer, team_id: UUID) -> Team:
    """Return a team that the viewer coaches or administers.

    Raises:
        TeamNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer sees it and is neither.
    """
    team = get_team(session, viewer, team_id)
    permissions.require_in_team(viewer, team, permissions.STAFF)
    return team


def create_team(session: Session, viewer: Viewer, wanted: NewTeamIn, *, now: datetime) -> Team:
    """Add a team to a club."""
    organization = organizations.get_organization(session, viewer, wanted.organization_id)
    permissions.require_in_organization(viewer, organization.id, permissions.STAFF)
    team = Team(id=new_id(), created_at=now, **wanted.model_dump())
    session.add(team)
    _note(session, viewer, "team.create", team, now)
    return team


def update_team(session: Session, viewer: Viewer, team_id: UUID, wanted: TeamIn, *, now: datetime) -> Team:
    """Change what a team is called and where it plays."""
    team = get_team_of_staff(session, viewer, team_id)
    for field, value in wanted.model_dump().items():
        setattr(team, field, value)
    _note(session, viewer, "team.update", team, now)
    return team


def archive_team(session: Session, viewer: Viewer, team_id: UUID, *, now: datetime) -> None:
    """Put a team away: nobody sees it any more; what hangs on it stays, and comes back with it."""
    team = get_team(session, viewer, team_id)
    permissions.require_in_organization(viewer, team.organization_id, permissions.ADMINS)
    team.archived_at = now
    _note(session, viewer, "team.archive", team, now)


def restore_team(session: Session, viewer: Viewer, team_id: UUID, *, now: datetime) -> Team:
    """Bring a team back that was put away; one that is there stays as it is.

    Raises:
        TeamNotFound: there is none, or its club is not the viewer's to run.
        RoleMissing: it is there, and the viewer does not run its club.
    """
    team = repository.find_archived_team(session, viewer, team_id)
    if team is None:
        team = get_team(session, viewer, team_id)
        permissions.require_in_organization(viewer, team.organization_id, permissions.ADMINS)
        return team
    team.archived_at = None
    _note(session, viewer, "team.restore", team, now)
    return team


def _note(session: Session, viewer: Viewer, action: str, team: Team, now: datetime) -> None:
    diary.note(session, viewer, action, organization_id=team.organization_id, subject_id=team.id, now=now)
