"""Who does which job: claimed by one worker at a time, given back, taken from the dead, ended.

Every change of hands raises the job's token; every change is made under the token that the changer holds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.kit.jobs import repository
from touchline.server.kit.jobs.models import Job, JobState, Worker
from touchline.server.kit.jobs.running import Claim
from touchline.server.kit.jobs.task import LONGEST_BACKOFF, Task

_WAITING = {"state": JobState.PENDING, "token": Job.token + 1, "worker_id": None}


@dataclass(frozen=True, slots=True)
class Room:
    """How much a worker can carry, and how much of that is free."""

    capacity: int
    free: int


def claim_next(
    session: Session, worker_id: UUID, tasks: Iterable[str], room: Room, now: datetime
) -> Claim | None:
    """Claim the job whose turn it is. One that fits only into an emptier worker holds the line, so that no
    stream of light jobs keeps a heavy one waiting for ever; a more urgent one still goes before it."""
    job = repository.first_in_line(
        session, now=now, no_later_than=now + LONGEST_BACKOFF, capacity=room.capacity, tasks=tasks
    )
    if job is None or job.weight > room.free:
        return None
    claim = Claim(
        job_id=job.id,
        token=job.token + 1,
        task=job.task,
        ids={name: UUID(text) for name, text in job.arguments.items()},
        attempt=job.attempts + 1,
        weight=job.weight,
    )
    taken = {
        "state": JobState.PROCESSING,
        "token": claim.token,
        "attempts": claim.attempt,
        "worker_id": worker_id,
        "started_at": now,
        "stage": None,
        "progress_percent": 0,
        "diagnosis": None,
        "run_after": None,
    }
    was_free = repository.change(session, job.id, taken, token=job.token, while_in=JobState.PENDING)
    return claim if was_free else None


def complete(session: Session, claim: Claim, now: datetime) -> bool:
    """End a job well, unless its task did so itself or it is not ours any more."""
    ended = {"state": JobState.COMPLETED, "finished_at": now, "progress_percent": 100}
    return _change(session, claim, **ended)


def fail(session: Session, claim: Claim, diagnosis: str, now: datetime) -> bool:
    """End a job badly: no further attempt would go better."""
    return _change(session, claim, state=JobState.FAILED, diagnosis=diagnosis, finished_at=now)


def stop(session: Session, claim: Claim, now: datetime) -> bool:
    """End a job because somebody asked for it."""
    return _change(session, claim, state=JobState.CANCELLED, finished_at=now)


def try_later(session: Session, claim: Claim, task: Task, diagnosis: str, now: datetime) -> bool:
    """Have a job tried again after a while, or end it as dead if it was tried often enough."""
    if claim.attempt >= task.most_attempts:
        return fail(session, claim, f"{diagnosis} (Tried {claim.attempt} times.)", now)
    later = now + task.backoff(claim.attempt)
    return _change(session, claim, **_WAITING, run_after=later, diagnosis=diagnosis)


def hand_back(session: Session, claim: Claim) -> bool:
    """Give a job back as if it had never been claimed, because the worker stops."""
    return _change(session, claim, **_WAITING, attempts=Job.attempts - 1)


def bury(session: Session, job: Job, cause: str, now: datetime) -> bool:
    """Take a job from a worker that died doing it: to be tried again, or ended if it kills every worker."""
    cause = f"{cause} in the stage “{job.stage}”." if job.stage else f"{cause}."
    if job.cancel_requested:
        after = {"state": JobState.CANCELLED, "finished_at": now, "token": Job.token + 1}
    elif job.attempts < job.most_attempts:
        after = {**_WAITING, "diagnosis": cause}
    else:
        after = {"state": JobState.FAILED, "finished_at": now, "token": Job.token + 1}
        after["diagnosis"] = (
            f"{cause} This happened {job.attempts} times, so it is not tried again by itself. "
            "The computer may have too little memory for it; the worker's log says more."
        )
    return repository.change(session, job.id, after, token=job.token, while_in=JobState.PROCESSING)


def bury_claim(session: Session, claim: Claim, cause: str, now: datetime) -> bool:
    """Take back a job whose process died, if it had not ended it before."""
    job = repository.find_job(session, claim.job_id, None)
    if job is None or job.token != claim.token or job.state is not JobState.PROCESSING:
        return False
    return bury(session, job, cause, now)


def bury_all_of(session: Session, worker_id: UUID, cause: str, now: datetime) -> int:
    """Take all jobs of a worker that is known to be dead, so that nobody need wait for its silence; count."""
    held = [job for job in repository.list_processing(session) if job.worker_id == worker_id]
    return sum(bury(session, job, cause, now) for job in held)


@dataclass(frozen=True, slots=True)
class Asked:
    """What others want of a worker's jobs."""

    lost: frozenset[UUID]
    cancelled: frozenset[UUID]


def look_at(session: Session, worker_id: UUID, claims: Collection[Claim], now: datetime) -> Asked:
    """Return which jobs a worker has lost, and which are to stop.

    One that is this worker's by the row, and that it knows nothing of, was claimed in a transaction whose
    end never became known: it is given back.
    """
    rows = {(job.id, job.token): job for job in repository.list_processing(session)}
    known = {(claim.job_id, claim.token) for claim in claims}
    for key, job in rows.items():
        if job.worker_id == worker_id and key not in known:
            bury(session, job, "Its worker was interrupted", now)
    return Asked(
        lost=frozenset(job_id for job_id, token in known if (job_id, token) not in rows),
        cancelled=frozenset(key[0] for key in known if key in rows and rows[key].cancel_requested),
    )


def beat(session: Session, worker_id: UUID, capacity: int, now: datetime) -> None:
    """Give a sign of life for a worker: its first signs it in."""
    if not repository.beat(session, worker_id, now):
        session.add(Worker(id=worker_id, capacity=capacity, started_at=now, heartbeat_at=now))


def refuse_too_heavy(session: Session, now: datetime) -> int:
    """Fail what is heavier than any worker can carry, and say so; return how many."""
    workers = repository.list_workers(session)
    if not workers:
        return 0
    largest = max(worker.capacity for worker in workers)
    heavier = repository.list_heavier(session, largest)
    for job in heavier:
        diagnosis = (
            f"This job weighs {job.weight} and the largest worker carries {largest}. Start a worker with "
            f"TOUCHLINE_WORKER_CAPACITY={job.weight} or more, then try the job again."
        )
        failed = {"state": JobState.FAILED, "diagnosis": diagnosis, "finished_at": now}
        repository.change(session, job.id, failed, token=job.token, while_in=JobState.PENDING)
    return len(heavier)


def _change(session: Session, claim: Claim, **values: object) -> bool:
    return repository.change(session, claim.job_id, values, token=claim.token, while_in=JobState.PROCESSING)
