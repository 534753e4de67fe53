"""Clubs and the teams in them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import FOUNDERS_ONLY, CurrentViewer
from touchline.server.clubs.models import Organization, Team
from touchline.server.clubs.schemas import NewTeamIn, OrganizationIn, TeamFilter
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.scenes import WHOLE

router = APIRouter()


@router.get("/teams")
def list_teams(page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show all teams that one sees, club by club."""
    found, _ = clubs.list_organizations(session, viewer, WHOLE)
    shown = [(club, teams_of(session, viewer, club), _may_add(viewer, club)) for club in found]
    return page.show("teams.html", clubs=shown)


@router.get("/clubs/new", dependencies=FOUNDERS_ONLY)
def show_new_club(page: CurrentPage) -> Response:
    """Show what a club needs."""
    return page.show("club_new.html", form=forms.empty(page.reader))


@router.post("/clubs/new", dependencies=FOUNDERS_ONLY)
def found_club(
    page: CurrentPage, viewer: CurrentViewer, sent: Sent, session: DbSession, clock: Now
) -> Response:
    """Found a club."""
    form = forms.read(page.reader, sent, OrganizationIn)
    made: list[Organization] = []

    def found(told: OrganizationIn) -> None:
        made.append(clubs.create_organization(session, viewer, told, now=clock.now()))

    if not form.submit(session, found):
        return page.show("club_new.html", status=422, form=form)
    return page.go(f"/clubs/{made[0].id}/teams/new", "club.founded")


@router.get("/clubs/{club_id}")
def show_club(club_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show a club's teams, and to whoever runs it those that were put away."""
    scene = scenes.of_club(session, viewer, club_id)
    teams, away = (teams_of(session, viewer, scene.club, is_archived=one) for one in (False, True))
    return page.show("club.html", scene=scene, teams=teams, away=away)


@router.get("/clubs/{club_id}/edit")
def show_edit_club(club_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what can be changed of a club."""
    scene = scenes.of_administrator(session, viewer, club_id)
    form = forms.empty(page.reader, name=scene.club.name)
    return page.show("club_edit.html", scene=scene, form=form)


@router.post("/clubs/{club_id}/edit")
def edit_club(
    *,
    club_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Rename a club."""
    scene = scenes.of_administrator(session, viewer, club_id)
    form = forms.read(page.reader, sent, OrganizationIn)

    def rename(told: OrganizationIn) -> None:
        clubs.update_organization(session, viewer, club_id, told, now=clock.now())

    if not form.submit(session, rename):
        return page.show("club_edit.html", status=422, scene=scene, form=form)
    return page.go(f"/clubs/{club_id}", "saved")


@router.get("/clubs/{club_id}/teams/new")
def show_new_team(club_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what a team needs."""
    scene = scenes.of_club(session, viewer, club_id)
    permissions.require_in_organization(viewer, club_id, permissions.STAFF)
    return page.show("team_new.html", scene=scene, form=forms.empty(page.reader))


@router.post("/clubs/{club_id}/teams/new")
def add_team(
    *,
    club_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Add a team to a club."""
    scene = scenes.of_club(session, viewer, club_id)
    form = forms.read(page.reader, sent, NewTeamIn, organization_id=club_id)
    made: list[Team] = []

    def add(told: NewTeamIn) -> None:
        made.append(clubs.create_team(session, viewer, told, now=clock.now()))

    if not form.submit(session, add):
        return page.show("team_new.html", status=422, scene=scene, form=form)
    return page.go(f"/teams/{made[0].id}", "team.added")


def teams_of(session: Session, viewer: Viewer, club: Organization, *, is_archived: bool = False) -> list[Any]:
    """Return the teams of a club that the viewer sees, or may bring back."""
    which = TeamFilter(organization_id=club.id, is_archived=is_archived)
    teams, _ = clubs.list_teams(session, viewer, which, WHOLE)
    return list(teams)


def _may_add(viewer: Viewer, club: Organization) -> bool:
    return bool(viewer.roles_in_organization(club.id) & permissions.STAFF)
