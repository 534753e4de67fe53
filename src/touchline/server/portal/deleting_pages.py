"""Deleting what was made of recordings, each after a question: the film of a game, and its clips."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.portal import game_scene
from touchline.server.portal.page import CurrentPage
from touchline.server.recordings import deleting
from touchline.server.recordings.clips import service as clips
from touchline.server.recordings.clips.errors import ClipNotFound, NotTheMaker
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films.errors import NoFilmYet

router = APIRouter(prefix="/games/{game_id:uuid}")


@router.get("/film/delete")
def ask_delete_film(game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Ask whether the film of a game is really to be deleted."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    if films.film_of(session, game_id) is None:
        raise NoFilmYet
    return page.show("film_delete.html", scene=scene)


@router.post("/film/delete")
def delete_film(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
) -> Response:
    """Delete the film of a game in all its versions: an older one would be watched instead."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    for film in films.films_of(session, game_id):
        deleting.delete_video(session, ports.storage, viewer, film.id, now=clock.now())
    return page.go(scene.path, "film.deleted")


@router.get("/clips/{clip_id:uuid}/delete")
def ask_delete_clip(
    game_id: UUID, clip_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Ask whether a clip is really to be deleted."""
    clip = _clip_to_change(session, viewer, game_id, clip_id)
    scene = game_scene.of_game(session, viewer, page.reader, game_id)
    return page.show("clip_delete.html", scene=scene, clip=clip)


@router.post("/clips/{clip_id:uuid}/delete")
def delete_clip(
    *,
    game_id: UUID,
    clip_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
) -> Response:
    """Delete a clip, and go back to the others."""
    _clip_to_change(session, viewer, game_id, clip_id)
    clips.delete_clip(session, ports.storage, viewer, clip_id, now=clock.now())
    return page.go(f"/games/{game_id}/film", "clip.deleted")


def _clip_to_change(session: Session, viewer: Viewer, game_id: UUID, clip_id: UUID) -> Clip:
    clip = clips.get_clip(session, viewer, clip_id)
    if clip.game_id != game_id:
        raise ClipNotFound
    if not clips.may_change(viewer, clip, clip.game):
        raise NotTheMaker
    return clip
