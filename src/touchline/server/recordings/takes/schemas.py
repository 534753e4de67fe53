"""What the API hears and says about takes."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from touchline.server.kit import examples
from touchline.server.kit.examples import example
from touchline.server.kit.fields import Label, Name
from touchline.server.recordings.takes.models import TakeState


class TakeIn(BaseModel):
    """What may be said of a take later: what filmed, and at which of the sport's positions it stood."""

    model_config = example(camera="Phone on the stand", position="center_high")

    camera: Name | None = None
    position: Label | None = None


class TakeOut(BaseModel):
    """A take. What is read from the recording is null until it has been read."""

    model_config = example(
        kind="take",
        id=examples.TAKE_ID,
        game_id=examples.GAME_ID,
        letter="A",
        state="ready",
        camera="Phone on the stand",
        position="center_high",
        is_mine=True,
        awaits_yes=False,
        started_at="2026-09-20T13:58:30Z",
        duration_s=5562.4,
        width_px=1920,
        height_px=1080,
        frame_rate_hz=29.97,
        video_codec="h264",
        audio_codec="aac",
        size_bytes=3_815_204_864,
        problem=None,
        created_at=examples.STOPPED_AT,
    )

    kind: Literal["take"]
    id: UUID
    game_id: UUID
    letter: str
    state: TakeState
    camera: str | None
    position: str | None
    is_mine: bool
    """Whether the viewer uploaded it."""
    awaits_yes: bool
    """Whether it came from outside the team and no coach has accepted it; the team does not see it."""
    started_at: datetime | None
    duration_s: float | None
    width_px: int | None
    height_px: int | None
    frame_rate_hz: float | None
    video_codec: str | None
    audio_codec: str | None
    size_bytes: int | None
    problem: str | None
    """Why it was refused, and what to do."""
    created_at: datetime
