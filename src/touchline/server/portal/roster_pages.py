"""The players of a team: add, change, remove, and take a whole roster from a file."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from touchline.base.errors import TouchlineError
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.errors import FileTooLong, NumberTaken
from touchline.server.clubs.models import RosterEntry
from touchline.server.clubs.schemas import NewRosterEntryIn, RosterEntryIn
from touchline.server.clubs.service.roster_import import MOST_BYTES
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.language import translatable
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.scenes import TeamScene

router = APIRouter(prefix="/teams/{team_id}")

_ABOUT: dict[type[TouchlineError], str] = {NumberTaken: "jersey_number"}


@router.get("/players/new")
def show_new_player(team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what a player needs."""
    scene = scenes.of_staff(session, viewer, team_id)
    return page.show("player_new.html", scene=scene, form=forms.empty(page.reader))


@router.post("/players/new")
def add_player(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Put somebody on the roster."""
    scene = scenes.of_staff(session, viewer, team_id)
    form: Form[Any] = forms.read(page.reader, sent, RosterEntryIn)

    def add(told: RosterEntryIn) -> None:
        wanted = NewRosterEntryIn(**told.model_dump())
        clubs.add_player(session, viewer, team_id, wanted, now=clock.now())

    if not form.submit(session, add, about=_ABOUT):
        return page.show("player_new.html", status=422, scene=scene, form=form)
    goes_on = sent.get("then") == "another"
    return page.go(f"{scene.path}/players/new" if goes_on else scene.path, "player.added")


@router.get("/players/{player_id}")
def show_player(
    team_id: UUID, player_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Show what can be changed of a player."""
    scene, entry = _of_player(session, viewer, team_id, player_id)
    values = {"name": entry.player.name, **scenes.values_of(entry, "jersey_number", "position")}
    return page.show("player_edit.html", scene=scene, entry=entry, form=forms.empty(page.reader, **values))


@router.post("/players/{player_id}")
def edit_player(
    *,
    team_id: UUID,
    player_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Change a player's name, number or position."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = forms.read(page.reader, sent, RosterEntryIn)

    def change(told: RosterEntryIn) -> None:
        clubs.update_player(session, viewer, team_id, player_id, told, now=clock.now())

    if not form.submit(session, change, about=_ABOUT):
        scene, entry = _of_player(session, viewer, team_id, player_id)
        return page.show("player_edit.html", status=422, scene=scene, entry=entry, form=form)
    return page.go(scene.path, "saved")


@router.get("/players/{player_id}/remove")
def ask_remove_player(
    team_id: UUID, player_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Ask whether a player is really to be taken off the roster."""
    scene, entry = _of_player(session, viewer, team_id, player_id)
    return page.show("player_remove.html", scene=scene, entry=entry)


@router.post("/players/{player_id}/remove")
def remove_player(
    *,
    team_id: UUID,
    player_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> Response:
    """Take a player off the roster."""
    clubs.remove_player(session, viewer, team_id, player_id, now=clock.now())
    return page.go(f"/teams/{team_id}", "player.removed")


@router.get("/import")
def show_import(team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show which files can be read."""
    scene = scenes.of_staff(session, viewer, team_id)
    return page.show("roster_import.html", scene=scene, form=forms.empty(page.reader), report=None)


@router.post("/import")
def import_roster(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Take the good lines of a file, and show what is wrong with the others.

    The answer is the page itself: sending the same file once more changes nothing.
    """
    scene = scenes.of_staff(session, viewer, team_id)
    form, content, report = forms.empty(page.reader), _content(sent), None
    if not content:
        form.refuse(translatable("Choose a file first."), "file")
    else:
        try:
            report = clubs.import_roster(session, viewer, team_id, content, now=clock.now())
        except FileTooLong as refused:
            form.refuse(str(refused), "file")
    status = 422 if form.errors else 200
    return page.show("roster_import.html", status=status, scene=scene, form=form, report=report)


def _content(sent: FormData) -> bytes:
    file = sent.get("file")
    return file.file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""


def _of_player(
    session: Session, viewer: Viewer, team_id: UUID, player_id: UUID
) -> tuple[TeamScene, RosterEntry]:
    scene = scenes.of_staff(session, viewer, team_id)
    return scene, clubs.get_entry(session, viewer, team_id, player_id)
