"""The port of those who run jobs, and what all of them do besides: look after the queue.

The row is the truth, so runners need not know of each other: any number and any kind of them may run.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError

from touchline.server.kit.jobs import claims, repository, service
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.jobs.periodic import Periodic, occasion
from touchline.server.kit.jobs.running import Claim
from touchline.server.kit.jobs.task import Workshop
from touchline.server.kit.jobs.watching import Watch

log = structlog.get_logger()


class Runner(Protocol):
    """Runs jobs."""

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Claim jobs and do them until this is over; then finish or hand back what was begun."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a worker does what, in seconds. A dead worker's job is taken over within
    `silence_s` + 2 · `sweep_s` of its death where another one watches: 28 s of the 35 s promised."""

    poll_s: float = 0.5
    beat_s: float = 4.0
    sweep_s: float = 1.0
    silence_s: float = 26.0
    grace_s: float = 10.0
    """How long running jobs may go on when the worker is to stop."""
    cancel_s: float = 20.0
    """How long a cancelled job may take to notice."""


class Keeper:
    """Looks after the queue on behalf of one worker: claims, heartbeats, the dead, the calendar."""

    def __init__(
        self,
        workshop: Workshop,
        worker_id: UUID,
        capacity: int,
        rhythm: Rhythm,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workshop, self._worker_id, self._capacity = workshop, worker_id, capacity
        self._database, self._clock = workshop.ports.database, workshop.ports.clock
        self._silent: Watch[UUID] = Watch(rhythm.silence_s, monotonic)
        self._gone: Watch[UUID] = Watch(4 * rhythm.silence_s, monotonic)
        self._made: set[str] = set()

    def claim(self, free: int) -> Claim | None:
        """Claim the job whose turn it is, if there is one and it fits."""
        room = claims.Room(self._capacity, free)
        with self._database.writing() as session:
            return claims.claim_next(session, self._worker_id, self._workshop.tasks, room, self._clock.now())

    def beat(self, held: Collection[Claim]) -> claims.Asked:
        """Give a sign of life, and look what is wanted of the jobs that we do."""
        now = self._clock.now()
        with self._database.writing() as session:
            claims.beat(session, self._worker_id, self._capacity, now)
        with self._database.writing() as session:
            return claims.look_at(session, self._worker_id, held, now)

    def sweep(self) -> None:
        """Take what the dead held, refuse what nobody can carry, make the jobs whose time has come."""
        with self._database.reading() as session:
            jobs = repository.list_processing(session)  # first: a worker signs in before it claims
            beats = {worker.id: worker.beats for worker in repository.list_workers(session)}
        self._bury_the_dead(jobs, beats)
        with self._database.writing() as session:
            repository.forget_workers(session, self._gone.silent(beats))
            claims.refuse_too_heavy(session, self._clock.now())
        for periodic in self._workshop.periodic:
            self._make(periodic)

    def _bury_the_dead(self, jobs: Sequence[Job], beats: Mapping[UUID, int]) -> None:
        silent = self._silent.silent(beats)
        for job in jobs:
            if job.worker_id in silent or job.worker_id not in beats:
                with self._database.writing() as session:
                    claims.bury(session, job, "Its worker fell silent", self._clock.now())
                log.warning("job taken over", job_id=str(job.id), task=job.task, stage=job.stage)

    def _make(self, periodic: Periodic) -> None:
        turn = occasion(periodic, self._clock.now())
        if turn in self._made:
            return
        task = self._workshop.tasks[periodic.task_name]
        try:
            with self._database.writing() as session:
                if not repository.has_occasion(session, turn):
                    service.defer(session, task, occasion=turn)
        except IntegrityError:  # another worker was quicker
            log.debug("turn made by another worker", turn=turn)
        self._made.add(turn)
