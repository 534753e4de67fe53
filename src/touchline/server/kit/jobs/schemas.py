"""What the API says about jobs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from touchline.server.kit import examples
from touchline.server.kit.examples import example
from touchline.server.kit.jobs.models import JobState


class JobFilter(BaseModel):
    """Which jobs are asked for."""

    state: JobState | None = None
    task: Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9_.\-]*$")] | None = None
    subject_id: UUID | None = None


class JobOut(BaseModel):
    """One piece of background work. `remaining_s` is an estimate; none is better than a wrong one."""

    model_config = example(
        id=examples.JOB_ID,
        task="make_film",
        state="PROCESSING",
        stage="Rendering the film",
        progress_percent=62,
        attempts=1,
        diagnosis=None,
        remaining_s=214.0,
        subject_id=examples.GAME_ID,
        created_at=examples.STOPPED_AT,
        started_at="2026-09-20T15:31:14Z",
        finished_at=None,
    )

    id: UUID
    task: str
    state: JobState
    stage: str | None
    progress_percent: int
    attempts: int
    diagnosis: str | None
    remaining_s: float | None
    subject_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
