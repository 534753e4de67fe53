"""Tables: jobs, what their stages kept, and the workers that are alive."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from touchline.base.clock import SystemClock
from touchline.server.kit.db import Base, Identified, words


class JobState(StrEnum):
    """Where a job stands."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


OVER = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)


class Priority(StrEnum):
    """Who goes first, the most urgent first."""

    REALTIME = "realtime"
    DEFAULT = "default"
    BULK = "bulk"


class Job(Identified, Base):
    """One piece of background work."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_queue", "state", "priority", "created_at"),)

    task: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(words(JobState), default=JobState.PENDING)
    priority: Mapped[Priority] = mapped_column(words(Priority))
    weight: Mapped[int]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    """What it is about: a game, a take, a session."""
    owner_id: Mapped[UUID | None] = mapped_column(index=True)
    """Whose it is: a club or a person; nobody's are the server's own."""
    occasion: Mapped[str | None] = mapped_column(String(160), unique=True)
    """Which turn of a periodic job it is: there is one job per turn."""

    stage: Mapped[str | None] = mapped_column(String(100))
    progress_percent: Mapped[int] = mapped_column(default=0)
    diagnosis: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    most_attempts: Mapped[int]
    cancel_requested: Mapped[bool] = mapped_column(default=False)

    token: Mapped[int] = mapped_column(default=0)
    """Rises whenever the job changes hands: what comes with an older one is refused."""
    worker_id: Mapped[UUID | None]

    created_at: Mapped[datetime] = mapped_column(default=SystemClock().now)
    run_after: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Kept(Base):
    """What a stage of a job found out, so that a retry need not."""

    __tablename__ = "job_results"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Worker(Identified, Base):
    """A worker that is alive, or was until a moment ago. Its heartbeat is that of all its jobs: were it in
    their rows, it would stand in line with the transactions that change them."""

    __tablename__ = "workers"

    capacity: Mapped[int]
    beats: Mapped[int] = mapped_column(default=0)
    """Rises while it lives. Silence is counted on the watcher's steady clock, not by times of day."""
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    """For people to read; nothing is decided by it."""
