"""Routes of films, and of videos: takes and films, which are watched, downloaded and deleted alike."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse

from touchline.server.audit.deps import Trail
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.games.models import Game
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.film_engine.port import FORMATS
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.jobs import showing as jobs
from touchline.server.kit.jobs.schemas import JobOut
from touchline.server.kit.pagination import Listed, PageQuery, part_of
from touchline.server.recordings.films import service, tasks
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.films.schemas import StreamOut, SyncOut, VideoOut, WatchOut
from touchline.server.recordings.films.showing import shown
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeIn, TakeOut
from touchline.server.recordings.takes.showing import shown as takes_shown

router = APIRouter(tags=["Films"])

Format = Annotated[str, Query(pattern=f"^({'|'.join(FORMATS)})$", description="The size of a film.")]


@router.get("/games/{game_id}/film")
def watch_game(
    *,
    game_id: UUID,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    ports: PortsOfApp,
    trail: Trail,
) -> WatchOut:
    """Show all that can be watched of a game: the film, every angle, and how they belong together."""
    watched = service.watch(session, ports.storage, viewer, game_id, now=clock.now())
    game = takes.game_of(session, game_id)
    own = game.team.organization_id
    trail.record("game.watch", actor_id=viewer.user_id, subject_id=game_id, organization_id=own)
    return watched


@router.post("/games/{game_id}/film", status_code=202)
def order_film(game_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once) -> JobOut:
    """Have a game's film made of all takes that are ready."""
    now = clock.now()
    return once(
        JobOut, lambda: jobs.shown(session, tasks.order_film(session, viewer, game_id, now=now), now=now)
    )


@router.get("/games/{game_id}/sync")
def get_sync_certificate(game_id: UUID, viewer: CurrentViewer, session: DbSession) -> SyncOut:
    """Show where each take lies on the game clock, how surely, and by which evidence."""
    return service.sync_of(session, viewer, game_id)


@router.get("/videos/game/{game_id}")
def list_videos(
    game_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery
) -> Listed[VideoOut]:
    """List the films of a game, the newest first, then its takes as they came."""
    videos = service.list_videos(session, viewer, game_id)
    return part_of(videos, page, lambda video: shown(video, viewer.user_id))


@router.get("/videos/{video_id}")
def get_video(video_id: UUID, viewer: CurrentViewer, session: DbSession) -> VideoOut:
    """Show a take or a film."""
    return shown(service.find_video(session, viewer, video_id), viewer.user_id)


@router.put("/videos/{video_id}/settings")
def change_take(
    video_id: UUID, wanted: TakeIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> VideoOut:
    """Say what filmed a take, and where it stood; the next film is directed by it."""
    return shown(service.change_video(session, viewer, video_id, wanted, now=clock.now()), viewer.user_id)


@router.post("/videos/{video_id}/accept")
def accept_take(video_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> TakeOut:
    """Say yes to a take that came from outside the team; until then neither team nor film shows it."""
    return takes_shown(tasks.accept_take(session, viewer, video_id, now=clock.now()), viewer.user_id)


@router.get("/videos/{video_id}/stream")
def get_stream(
    *,
    video_id: UUID,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    ports: PortsOfApp,
    trail: Trail,
) -> StreamOut:
    """Say where to play a take or film: an HLS playlist whose address is good for hours, for oneself only."""
    video, game = service.open_video(session, viewer, video_id)
    address = service.stream_of(ports.storage, viewer, video, game)
    _note(trail, viewer.user_id, "video.watch", video, game)
    return StreamOut(url=address, expires_at=clock.now() + service.LIVES)


@router.get("/videos/{video_id}/download", status_code=302, response_class=RedirectResponse)
def download_video(
    *,
    video_id: UUID,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    trail: Trail,
    format: Format = "1080p",  # noqa: A002 (the parameter's name is part of the API)
) -> RedirectResponse:
    """Lead to the file: a final film in one of its sizes, or a take as it was recorded."""
    video, game = service.open_video(session, viewer, video_id)
    address = service.file_of(session, ports.storage, viewer, video, format)
    _note(trail, viewer.user_id, "video.download", video, game)
    return RedirectResponse(address, status_code=302)


def _note(trail: Trail, viewer_id: UUID, action: str, video: Take | Film, game: Game) -> None:
    own = game.team.organization_id
    trail.record(action, actor_id=viewer_id, subject_id=video.id, organization_id=own)
