"""A take as the API says it."""

from uuid import UUID

from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeOut


def shown(take: Take, viewer_id: UUID) -> TakeOut:
    """Return a take as somebody sees it."""
    return TakeOut(
        kind="take",
        id=take.id,
        game_id=take.game_id,
        letter=take.letter,
        state=take.state,
        camera=take.camera,
        position=take.position,
        is_mine=viewer_id in (take.recorded_by, take.participant_id),
        awaits_yes=take.awaits_yes,
        started_at=take.started_at,
        duration_s=take.duration_s,
        width_px=take.width_px,
        height_px=take.height_px,
        frame_rate_hz=take.frame_rate_hz,
        video_codec=take.video_codec,
        audio_codec=take.audio_codec,
        size_bytes=take.size_bytes,
        problem=take.problem,
        created_at=take.created_at,
    )
