"""Routes of teams."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from touchline.server.clubs import service
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.endpoints.members import shown_members
from touchline.server.clubs.models import Team
from touchline.server.clubs.schemas import MemberOut, NewTeamIn, TeamFilter, TeamIn, TeamOut
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter()


@router.get("/users/me/teams")
def list_teams(
    viewer: CurrentViewer, session: DbSession, which: Annotated[TeamFilter, Query()], page: PageQuery
) -> Listed[TeamOut]:
    """List the teams that one sees, or those put away of the clubs that one administers."""
    teams, total = service.list_teams(session, viewer, which, page)
    return listed(teams, total, page, lambda team: _shown(team, viewer))


@router.post("/users/me/teams", status_code=201)
def create_team(
    wanted: NewTeamIn, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> TeamOut:
    """Add a team to a club."""
    return once(
        TeamOut, lambda: _shown(service.create_team(session, viewer, wanted, now=clock.now()), viewer)
    )


@router.get("/teams/{team_id}")
def get_team(team_id: UUID, viewer: CurrentViewer, session: DbSession) -> TeamOut:
    """Show a team."""
    return _shown(service.get_team(session, viewer, team_id), viewer)


@router.put("/teams/{team_id}")
def update_team(
    team_id: UUID, wanted: TeamIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> TeamOut:
    """Change what a team is called and where it plays."""
    return _shown(service.update_team(session, viewer, team_id, wanted, now=clock.now()), viewer)


@router.delete("/teams/{team_id}", status_code=204)
def archive_team(team_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> None:
    """Put a team away."""
    service.archive_team(session, viewer, team_id, now=clock.now())


@router.post("/teams/{team_id}/restore")
def restore_team(team_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> TeamOut:
    """Bring a team back that was put away."""
    return _shown(service.restore_team(session, viewer, team_id, now=clock.now()), viewer)


@router.get("/teams/{team_id}/members")
def list_team_members(
    team_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery
) -> Listed[MemberOut]:
    """List the members of a team."""
    return shown_members(session, *service.list_members_of_team(session, viewer, team_id, page), page)


def _shown(team: Team, viewer: Viewer) -> TeamOut:
    return TeamOut(
        id=team.id,
        organization_id=team.organization_id,
        name=team.name,
        sport=team.sport,
        league=team.league,
        age_group=team.age_group,
        season=team.season,
        roles=sorted(viewer.roles_in_team(team.organization_id, team.id)),
    )
