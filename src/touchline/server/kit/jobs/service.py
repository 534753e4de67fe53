"""Jobs as the rest of the server sees them: defer, look, cancel, try again."""

import statistics
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.kit.jobs import repository
from touchline.server.kit.jobs.errors import JobIsNotOver, JobIsOver, JobNotFound
from touchline.server.kit.jobs.models import Job, JobState, Priority
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.jobs.waking import note_deferred

REMEMBERED = timedelta(days=90)


def defer(
    session: Session,
    task: Task,
    *,
    priority: Priority = Priority.DEFAULT,
    weight: int = 1,
    subject_id: UUID | None = None,
    owner_id: UUID | None = None,
    occasion: str | None = None,
    **ids: UUID,
) -> Job:
    """Have a task done in the background, if and only if this transaction is committed."""
    job = Job(
        task=task.name,
        arguments={name: str(value) for name, value in ids.items()},
        priority=priority,
        weight=weight,
        subject_id=subject_id,
        owner_id=owner_id,
        occasion=occasion,
        most_attempts=task.most_attempts,
    )
    session.add(job)
    session.flush()
    note_deferred(session, job.id)
    return job


def get_job(session: Session, job_id: UUID, *, owner_ids: Collection[UUID] | None) -> Job:
    """Return one of these owners' jobs; None means that one may see all.

    Raises:
        JobNotFound: there is none.
    """
    job = repository.find_job(session, job_id, owner_ids)
    if job is None:
        raise JobNotFound(job_id)
    return job


def get_jobs(session: Session, job_ids: Collection[UUID]) -> dict[UUID, Job]:
    """Return those of these jobs that are remembered, by id: for who shows them beside what they make."""
    return {job.id: job for job in repository.find_jobs(session, job_ids)}


def list_jobs(
    session: Session, wanted: Filter, *, limit: int = 20, offset: int = 0
) -> tuple[Sequence[Job], int]:
    """Return a page of jobs, newest first, and how many there are in all."""
    return repository.list_jobs(session, wanted, limit=limit, offset=offset)


def list_dead(session: Session, *, limit: int = 20, offset: int = 0) -> tuple[Sequence[Job], int]:
    """Return the jobs that failed: each says why, and can be tried again."""
    return list_jobs(session, Filter(states=[JobState.FAILED]), limit=limit, offset=offset)


def cancel(session: Session, job: Job, *, now: datetime) -> Job:
    """Stop a job: at once if it waits, else at its next sign of progress.

    Raises:
        JobIsOver: there is nothing to stop.
    """
    ended = {"state": JobState.CANCELLED, "finished_at": now, "token": Job.token + 1}
    asked = {"cancel_requested": True}
    if not repository.change_in_state(
        session, job.id, ended, states=[JobState.PENDING]
    ) and not repository.change_in_state(session, job.id, asked, states=[JobState.PROCESSING]):
        session.refresh(job)
        raise JobIsOver(job.state)
    session.refresh(job)
    return job


def retry(session: Session, job: Job) -> Job:
    """Try a job again from the stage that failed, as if it had never been tried.

    Raises:
        JobIsNotOver: it waits, runs or is done.
    """
    fresh = {
        "state": JobState.PENDING,
        "attempts": 0,
        "diagnosis": None,
        "cancel_requested": False,
        "run_after": None,
        "finished_at": None,
        "token": Job.token + 1,
    }
    if not repository.change_in_state(session, job.id, fresh, states=[JobState.FAILED, JobState.CANCELLED]):
        session.refresh(job)
        raise JobIsNotOver(job.state)
    session.refresh(job)
    note_deferred(session, job.id)
    return job


def remaining_s(session: Session, job: Job, *, now: datetime) -> float | None:
    """Estimate how long a job still takes, by its own progress or others of its kind; None: no idea."""
    if job.state is JobState.PENDING:
        return _typical_s(session, job.task)
    if job.state is not JobState.PROCESSING or job.started_at is None:
        return None
    spent_s = max((now - job.started_at).total_seconds(), 0.0)
    if job.progress_percent >= 5:
        return spent_s * (100 - job.progress_percent) / job.progress_percent
    typical_s = _typical_s(session, job.task)
    return None if typical_s is None else max(typical_s - spent_s, 0.0)


def forget_old(session: Session, *, now: datetime) -> int:
    """Remove jobs that ended long ago; return how many."""
    return repository.forget(session, finished_before=now - REMEMBERED)


def erase_person(session: Session, person_id: UUID) -> None:
    """Have nobody be who asked for a person's jobs; what is under way goes on."""
    repository.forget_owner(session, person_id)


def _typical_s(session: Session, task: str) -> float | None:
    durations = repository.durations_s(session, task, latest=20)
    return statistics.median(durations) if durations else None
