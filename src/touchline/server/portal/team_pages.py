"""A team: its roster, what it is called, putting it away and bringing it back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.schemas import TeamIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.pagination import MOST, Page
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import CurrentPage

router = APIRouter(prefix="/teams/{team_id}")

Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("")
def show_team(
    *, team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, offset: Offset = 0
) -> Response:
    """Show who plays in a team."""
    scene = scenes.of_team(session, viewer, team_id)
    part = Page(limit=MOST, offset=offset)
    _, entries, total = clubs.list_roster(session, viewer, team_id, part)
    consents = clubs.consents_of(session, [entry.player_id for entry in entries]) if scene.is_staff else {}
    return page.show(
        "team.html",
        scene=scene,
        roster=scenes.part(entries, total, part),
        consents=consents,
        own=viewer.child_ids | viewer.own_player_ids,
    )


@router.get("/edit")
def show_edit_team(team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what can be changed of a team."""
    scene = scenes.of_staff(session, viewer, team_id)
    values = scenes.values_of(scene.team, "name", "sport", "league", "age_group", "season")
    return page.show("team_edit.html", scene=scene, form=forms.empty(page.reader, **values))


@router.post("/edit")
def edit_team(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Change what a team is called and where it plays."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = forms.read(page.reader, sent, TeamIn)

    def change(told: TeamIn) -> None:
        clubs.update_team(session, viewer, team_id, told, now=clock.now())

    if not form.submit(session, change):
        return page.show("team_edit.html", status=422, scene=scene, form=form)
    return page.go(scene.path, "saved")


@router.get("/archive")
def ask_archive(team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Ask whether a team is really to be put away."""
    scene = scenes.of_team(session, viewer, team_id)
    permissions.require_in_organization(viewer, scene.club.id, permissions.ADMINS)
    return page.show("team_archive.html", scene=scene)


@router.post("/archive")
def archive_team(
    team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, clock: Now
) -> Response:
    """Put a team away."""
    scene = scenes.of_team(session, viewer, team_id)
    clubs.archive_team(session, viewer, team_id, now=clock.now())
    return page.go(f"/clubs/{scene.club.id}", "team.archived")


@router.post("/restore")
def restore_team(
    team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, clock: Now
) -> Response:
    """Bring a team back that was put away."""
    team = clubs.restore_team(session, viewer, team_id, now=clock.now())
    return page.go(f"/teams/{team.id}", "team.restored")
