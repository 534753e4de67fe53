"""What the API hears and says about clips and marked segments."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from touchline.server.kit import examples
from touchline.server.kit.examples import example
from touchline.server.kit.fields import Label, Name
from touchline.server.kit.jobs.schemas import JobOut

SHORTEST_S, LONGEST_S = 0.5, 600.0
_DAY_S = 86_400.0

Seconds = Annotated[float, Field(ge=-_DAY_S, le=_DAY_S, allow_inf_nan=False)]
"""A moment on the game clock. Before the first recording that a film was made of, it is negative."""

Note = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"
    ),
]
"""A few sentences, in lines."""


class StretchIn(BaseModel):
    """A stretch of a game. `film_id` says by which version of the film its seconds count: the newest if none.

    Seconds of an angle that no film has placed yet are the recording's own.
    """

    start_s: Seconds
    end_s: Seconds
    film_id: UUID | None = None


class NewClipIn(StretchIn):
    """A clip that is to be cut: from the angle of a take, or from the film where no take is named."""

    model_config = example(
        start_s=1843.2,
        end_s=1858.0,
        film_id=examples.FILM_ID,
        take_id=examples.TAKE_ID,
        title="The winning goal",
    )

    take_id: UUID | None = None
    title: Name | None = None

    @model_validator(mode="after")
    def _of_a_length_to_watch(self) -> Self:
        if not SHORTEST_S <= self.end_s - self.start_s <= LONGEST_S:
            raise ValueError(f"A clip lasts from {SHORTEST_S} seconds to {LONGEST_S / 60:.0f} minutes.")
        return self


class ClipIn(BaseModel):
    """What may be changed of a clip."""

    model_config = example(title="The winning goal")

    title: Name | None = None


class ClipState(StrEnum):
    """How far a clip is."""

    CUTTING = "cutting"
    READY = "ready"
    FAILED = "failed"
    """`problem` says why and what to do."""


class ClipOut(BaseModel):
    """A clip. Its seconds are those of the present film's game clock; its addresses are for this viewer only.

    `stream_url` is an MP4 that plays at once, `poster_url` a still.
    """

    model_config = example(
        kind="clip",
        id=examples.CLIP_ID,
        game_id=examples.GAME_ID,
        take_id=examples.TAKE_ID,
        title="The winning goal",
        start_s=1843.2,
        end_s=1858.0,
        state="ready",
        problem=None,
        job=None,
        duration_s=14.8,
        size_bytes=11_240_118,
        stream_url=examples.FILE_URL + "clip.mp4",
        poster_url=examples.FILE_URL + "clip.jpg",
        is_mine=True,
        may_change=True,
        created_at=examples.FILMED_AT,
        ready_at="2026-09-20T15:44:46Z",
    )

    kind: Literal["clip"]
    id: UUID
    game_id: UUID
    take_id: UUID | None
    title: str | None
    start_s: float
    end_s: float
    state: ClipState
    problem: str | None
    job: JobOut | None
    duration_s: float | None
    size_bytes: int | None
    stream_url: str | None
    poster_url: str | None
    is_mine: bool
    may_change: bool
    created_at: datetime
    ready_at: datetime | None


class SegmentIn(StretchIn):
    """A stretch of a game, and what there is to say about it."""

    model_config = example(
        start_s=1790.0, end_s=1910.0, label="Power play", note="Two against one at the far post, twice."
    )

    label: Label
    note: Note | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end_s <= self.start_s:
            raise ValueError("A segment ends after it begins.")
        return self


class SegmentOut(BaseModel):
    """A marked segment, on the game clock of the present film."""

    model_config = example(
        id=examples.SEGMENT_ID,
        game_id=examples.GAME_ID,
        start_s=1790.0,
        end_s=1910.0,
        label="Power play",
        note="Two against one at the far post, twice.",
        made_by=examples.PERSON_ID,
        created_at=examples.FILMED_AT,
    )

    id: UUID
    game_id: UUID
    start_s: float
    end_s: float
    label: str
    note: str | None
    made_by: UUID | None
    created_at: datetime
