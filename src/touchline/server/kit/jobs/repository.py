"""All SQL about jobs. What a worker changes, it changes under its token, or not at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from touchline.server.kit.jobs.models import OVER, Job, JobState, Kept, Priority, Worker

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which jobs; None means all. `owner_ids` is whose: an empty collection sees nothing."""

    owner_ids: Collection[UUID] | None = None
    subject_id: UUID | None = None
    task: str | None = None
    states: Collection[JobState] | None = None


def find_job(session: Session, job_id: UUID, owner_ids: Collection[UUID] | None) -> Job | None:
    """Return a job, if it is one of these owners' (None: anybody's)."""
    return session.scalar(_matching(Filter(owner_ids)).where(Job.id == job_id))


def find_jobs(session: Session, job_ids: Collection[UUID]) -> Sequence[Job]:
    """Return those of these jobs that are remembered."""
    return session.scalars(select(Job).where(Job.id.in_(job_ids))).all()


def list_jobs(session: Session, wanted: Filter, *, limit: int, offset: int) -> tuple[Sequence[Job], int]:
    """Return a page of jobs, newest first, and how many there are."""
    statement = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    page = statement.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit).offset(offset)
    return session.scalars(page).all(), total


def _matching(wanted: Filter) -> Select[Job]:
    statement = select(Job)
    if wanted.owner_ids is not None:
        statement = statement.where(Job.owner_id.in_(wanted.owner_ids))
    if wanted.subject_id is not None:
        statement = statement.where(Job.subject_id == wanted.subject_id)
    if wanted.task is not None:
        statement = statement.where(Job.task == wanted.task)
    if wanted.states is not None:
        statement = statement.where(Job.state.in_(wanted.states))
    return statement


def has_occasion(session: Session, occasion: str) -> bool:
    """Return whether this turn of a periodic job has its job."""
    return session.scalar(select(Job.id).where(Job.occasion == occasion)) is not None


def count_by_state(session: Session) -> dict[tuple[str, ...], float]:
    """Return how many jobs there are, by (state, task)."""
    rows = session.execute(select(Job.state, Job.task, func.count()).group_by(Job.state, Job.task))
    return {(state.value, task): count for state, task, count in rows}


def oldest_pending_at(session: Session) -> datetime | None:
    """Return when the job that has waited longest was made."""
    return session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.PENDING))


def durations_s(session: Session, task: str, *, latest: int) -> list[float]:
    """Return how long the latest completed jobs of a task took."""
    rows = session.execute(
        select(Job.started_at, Job.finished_at)
        .where(Job.task == task, Job.state == JobState.COMPLETED)
        .order_by(Job.finished_at.desc())
        .limit(latest)
    )
    return [(end - start).total_seconds() for start, end in rows if start and end]


def first_in_line(
    session: Session, *, now: datetime, no_later_than: datetime, capacity: int, tasks: Iterable[str]
) -> Job | None:
    """Return the job whose turn it is, locked where the database can, so that others look past it.

    Each priority is asked for by itself: so the index of the queue leads to its first job, however many wait.
    A retry that is due after `no_later_than` was written before the clock went back: it is due.
    """
    due = or_(Job.run_after.is_(None), Job.run_after <= now, Job.run_after > no_later_than)
    waiting = (
        select(Job)
        .where(Job.state == JobState.PENDING, Job.weight <= capacity, Job.task.in_(list(tasks)), due)
        .order_by(Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    in_turn = (session.scalar(waiting.where(Job.priority == priority)) for priority in Priority)
    return next((job for job in in_turn if job is not None), None)


def change(session: Session, job_id: UUID, values: Values, *, token: int, while_in: JobState) -> bool:
    """Change a job that is in this state under this token; say whether it was."""
    return _changed(
        session,
        update(Job).where(Job.id == job_id, Job.token == token, Job.state == while_in).values(dict(values)),
    )


def change_in_state(session: Session, job_id: UUID, values: Values, *, states: Collection[JobState]) -> bool:
    """Change a job that is in one of these states, whoever has it; say whether it was."""
    return _changed(session, update(Job).where(Job.id == job_id, Job.state.in_(states)).values(dict(values)))


def is_cancel_requested(session: Session, job_id: UUID) -> bool:
    """Return whether somebody asked for the job to stop."""
    return bool(session.scalar(select(Job.cancel_requested).where(Job.id == job_id)))


def list_processing(session: Session) -> Sequence[Job]:
    """Return all jobs that somebody is doing, or was."""
    return session.scalars(select(Job).where(Job.state == JobState.PROCESSING)).all()


def beat(session: Session, worker_id: UUID, now: datetime) -> bool:
    """Give a sign of life for a worker; say whether it is known."""
    alive = update(Worker).where(Worker.id == worker_id)
    return _changed(session, alive.values(beats=Worker.beats + 1, heartbeat_at=now))


def list_workers(session: Session) -> Sequence[Worker]:
    """Return the workers that are alive, or were until a moment ago."""
    return session.scalars(select(Worker)).all()


def forget_workers(session: Session, worker_ids: Collection[UUID]) -> None:
    """Remove workers that are gone."""
    _changed(session, delete(Worker).where(Worker.id.in_(worker_ids)))


def list_heavier(session: Session, capacity: int) -> Sequence[Job]:
    """Return waiting jobs that no worker of this capacity can do."""
    return session.scalars(select(Job).where(Job.state == JobState.PENDING, Job.weight > capacity)).all()


def kept(session: Session, job_id: UUID) -> dict[str, Any]:
    """Return what the stages of a job kept, by name."""
    rows = session.execute(select(Kept.name, Kept.value).where(Kept.job_id == job_id))
    return {name: value for name, value in rows}  # noqa: C416 (rows are not pairs to mypy)


def forget(session: Session, *, finished_before: datetime) -> int:
    """Remove jobs that ended long ago, with what they kept; return how many."""
    old = delete(Job).where(Job.state.in_(OVER), Job.finished_at < finished_before)
    return _count(session, old)


def forget_owner(session: Session, owner_id: UUID) -> None:
    """Have the jobs of somebody be nobody's."""
    _changed(session, update(Job).where(Job.owner_id == owner_id).values(owner_id=None))


def _changed(session: Session, statement: Any) -> bool:
    return _count(session, statement) > 0


def _count(session: Session, statement: Any) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount
