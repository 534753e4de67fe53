"""All routes of recordings."""

from uuid import UUID

from fastapi import APIRouter

from touchline.server.clubs.deps import CurrentViewer
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.recordings import deleting
from touchline.server.recordings.clips import endpoints as clips
from touchline.server.recordings.films import endpoints as films
from touchline.server.recordings.shares import endpoints as shares
from touchline.server.recordings.takes import endpoints as takes

router = APIRouter()
router.include_router(takes.router)
router.include_router(films.router)
router.include_router(clips.router)
router.include_router(shares.router)


@router.delete("/videos/{video_id}", status_code=204, tags=["Films"])
def delete_video(
    video_id: UUID, viewer: CurrentViewer, session: DbSession, ports: PortsOfApp, clock: Now
) -> None:
    """Delete a film; or a take with all that shows it: clips go, films are made anew without it."""
    deleting.delete_video(session, ports.storage, viewer, video_id, now=clock.now())
