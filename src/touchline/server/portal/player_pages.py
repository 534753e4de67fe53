"""The player: film and angles of a game; how far a film is that is being made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from touchline.server.audit.deps import Trail
from touchline.server.clubs import permissions
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.pagination import MOST, Page
from touchline.server.kit.storage.port import Storage
from touchline.server.portal import camera_words, game_scene, game_words, player_facts
from touchline.server.portal.language import Reader
from touchline.server.portal.page import CurrentPage
from touchline.server.recordings.clips import service as clips
from touchline.server.recordings.clips.showing import Showing
from touchline.server.recordings.films import service as films
from touchline.server.recordings.shares.service.sharing import SHARERS
from touchline.server.recordings.takes import service as takes

router = APIRouter(prefix="/games/{game_id:uuid}/film")


class Progress(BaseModel):
    """How far a film is: `version` changes when there is something new to watch."""

    version: str
    is_making: bool
    sentence: str


@router.get("")
def show_player(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
    trail: Trail,
) -> Response:
    """Show the film and all angles of a game."""
    scene = game_scene.of_game(session, viewer, page.reader, game_id)
    watch = films.watch(session, ports.storage, viewer, game_id, now=clock.now())
    listed = takes.list_takes(session, viewer, game_id)
    own = scene.game.team.organization_id
    trail.record("game.watch", actor_id=viewer.user_id, subject_id=game_id, organization_id=own)
    return page.show(
        "player.html",
        scene=scene,
        heading=scene.title,
        back_url=scene.path,
        watch=watch,
        downloads=player_facts.downloads(page.reader, watch),
        plain_url=player_facts.plain_url(watch),
        clips=_clips(session, ports.storage, viewer, game_id, clock.now()),
        may_share=permissions.has_in_team(viewer, scene.game.team, SHARERS),
        cameras=camera_words.of_takes(session, page.reader, scene.game, listed),
        place=lambda position: game_words.place(page.reader, position),
        moment=player_facts.moment,
        facts=player_facts.of_game(watch, progress=f"{scene.path}/film/progress"),
        progress=_progress(session, page.reader, game_id, clock.now()),
    )


@router.get("/progress")
def show_progress(
    game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, clock: Now
) -> Progress:
    """Say how far a game's film is, without anything that could be watched."""
    games.get_game(session, viewer, game_id)
    return _progress(session, page.reader, game_id, clock.now())


def _progress(session: Session, reader: Reader, game_id: UUID, now: datetime) -> Progress:
    film = films.film_of(session, game_id)
    job = films.job_in_progress(session, game_id)
    remaining_s = jobs.remaining_s(session, job, now=now) if job else None
    return Progress(
        version=f"{film.id} {film.is_final}" if film else "",
        is_making=job is not None,
        sentence=_sentence(reader, film is not None, remaining_s) if job else "",
    )


def _sentence(reader: Reader, is_watchable: bool, remaining_s: float | None) -> str:
    time = game_words.remaining(reader, remaining_s)
    if is_watchable and time:
        told = reader.gettext("You are watching the first cut. The final film is ready in {time}.")
    elif is_watchable:
        told = reader.gettext("You are watching the first cut. The final film is being made.")
    elif time:
        told = reader.gettext("Film ready in {time}. You can close this page.")
    else:
        told = reader.gettext("The film is being made. You can close this page.")
    return told.format(time=time)


def _clips(
    session: Session, storage: Storage, viewer: Viewer, game_id: UUID, now: datetime
) -> list[dict[str, Any]]:
    game, found, _ = clips.list_clips(session, viewer, game_id, Page(limit=MOST, offset=0))
    show = Showing(session, storage, viewer, now).clips_of(game, found)
    return [player_facts.clip(show(one)) for one in found]
