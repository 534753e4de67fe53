"""Routes of clips and marked segments."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse

from touchline.server.audit.deps import Trail
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.limits import limited
from touchline.server.kit.pagination import Listed, PageQuery, listed
from touchline.server.recordings.clips import keys, service, showing
from touchline.server.recordings.clips.schemas import ClipIn, ClipOut, NewClipIn, SegmentIn, SegmentOut
from touchline.server.recordings.clips.showing import Showing
from touchline.server.recordings.clips.tasks import CUT_CLIP

router = APIRouter(tags=["Clips"])


def _showing(viewer: CurrentViewer, session: DbSession, ports: PortsOfApp, clock: Now) -> Showing:
    return Showing(session, ports.storage, viewer, clock.now())


Shown = Annotated[Showing, Depends(_showing)]


@router.get("/games/{game_id}/clips")
def list_clips(game_id: UUID, shown: Shown, page: PageQuery, trail: Trail) -> Listed[ClipOut]:
    """List a game's clips, the newest first."""
    game, clips, total = service.list_clips(shown.session, shown.viewer, game_id, page)
    answer = listed(clips, total, page, shown.clips_of(game, clips))
    if any(clip.stream_url for clip in answer.items):
        _note(trail, shown, "clip.list", game.id, game.team.organization_id)
    return answer


@router.post("/games/{game_id}/clips", status_code=201, dependencies=[limited("60/hour", per="user")])
def create_clip(game_id: UUID, wanted: NewClipIn, shown: Shown, once: Once) -> ClipOut:
    """Have a clip cut from the film, or from a take's angle; it is ready in seconds."""

    def create() -> ClipOut:
        clip = service.create_clip(shown.session, shown.viewer, game_id, wanted, cut=CUT_CLIP, now=shown.now)
        return shown.clip(clip, clip.game)

    return once(ClipOut, create)


@router.get("/clips/{clip_id}")
def get_clip(clip_id: UUID, shown: Shown, trail: Trail) -> ClipOut:
    """Show a clip, and how to play it."""
    clip = service.get_clip(shown.session, shown.viewer, clip_id)
    answer = shown.clip(clip, clip.game)
    if answer.stream_url:
        _note(trail, shown, "clip.view", clip.id, clip.game.team.organization_id)
    return answer


@router.put("/clips/{clip_id}")
def update_clip(clip_id: UUID, wanted: ClipIn, shown: Shown) -> ClipOut:
    """Give a clip another title."""
    clip = service.update_clip(shown.session, shown.viewer, clip_id, wanted, now=shown.now)
    return shown.clip(clip, clip.game)


@router.delete("/clips/{clip_id}", status_code=204)
def delete_clip(clip_id: UUID, shown: Shown) -> None:
    """Delete a clip and all links to it, for good."""
    service.delete_clip(shown.session, shown.storage, shown.viewer, clip_id, now=shown.now)


@router.get("/clips/{clip_id}/download", status_code=302, response_class=RedirectResponse)
def download_clip(clip_id: UUID, shown: Shown, trail: Trail) -> RedirectResponse:
    """Lead to the clip's file, to be saved."""
    clip = service.get_ready_clip(shown.session, shown.viewer, clip_id)
    _note(trail, shown, "clip.download", clip.id, clip.game.team.organization_id)
    name = showing.file_name(clip, clip.game)
    return RedirectResponse(shown.address(clip, clip.game, keys.video(clip), name=name), status_code=302)


@router.get("/games/{game_id}/segments")
def list_segments(game_id: UUID, shown: Shown, page: PageQuery) -> Listed[SegmentOut]:
    """List what is marked in a game, in the order of the game."""
    game, segments, total = service.list_segments(shown.session, shown.viewer, game_id, page)
    return listed(segments, total, page, shown.segments_of(game))


@router.post("/games/{game_id}/segments", status_code=201)
def create_segment(game_id: UUID, wanted: SegmentIn, shown: Shown, once: Once) -> SegmentOut:
    """Mark a stretch of a game and say something about it."""

    def create() -> SegmentOut:
        segment = service.create_segment(shown.session, shown.viewer, game_id, wanted, now=shown.now)
        return shown.segments_of(segment.game)(segment)

    return once(SegmentOut, create)


@router.put("/segments/{segment_id}")
def update_segment(segment_id: UUID, wanted: SegmentIn, shown: Shown) -> SegmentOut:
    """Change a mark."""
    segment = service.update_segment(shown.session, shown.viewer, segment_id, wanted, now=shown.now)
    return shown.segments_of(segment.game)(segment)


@router.delete("/segments/{segment_id}", status_code=204)
def delete_segment(segment_id: UUID, shown: Shown) -> None:
    """Take a mark away."""
    service.delete_segment(shown.session, shown.viewer, segment_id, now=shown.now)


def _note(trail: Trail, shown: Showing, action: str, subject_id: UUID, organization_id: UUID) -> None:
    trail.record(
        action, actor_id=shown.viewer.user_id, subject_id=subject_id, organization_id=organization_id
    )
