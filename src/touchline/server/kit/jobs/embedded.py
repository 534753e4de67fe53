"""The runner that needs nothing installed: a worker that gives each job a process of its own.

So a job that is killed, runs out of memory or crashes in a library takes nothing with it.
"""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.kit.jobs import claims
from touchline.server.kit.jobs.child import be_child
from touchline.server.kit.jobs.forking import fork_server
from touchline.server.kit.jobs.runner import Keeper, Rhythm
from touchline.server.kit.jobs.running import Claim
from touchline.server.kit.jobs.task import Workshop

_Settle = Callable[[Session, Claim, datetime], bool]

log = structlog.get_logger()


@dataclass
class _Child:
    claim: Claim
    process: ForkServerProcess
    life: Connection
    started_s: float
    cancelled_s: float | None = None

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.close()

    def close(self) -> None:
        """Let go of a process that has ended."""
        self.life.close()
        self.process.close()


class EmbeddedRunner:
    """Claims jobs as long as their weights fit into its capacity, and does each in a child process.

    `make` builds the workshop anew in each child, so it must be importable: a function of a module, or a
    `functools.partial` of one. `worker_id` is what it signs in as, where somebody watches its process.
    """

    def __init__(
        self,
        make: Callable[[], Workshop],
        *,
        capacity: int,
        preload: Sequence[str] = (),
        rhythm: Rhythm | None = None,
        worker_id: UUID | None = None,
    ) -> None:
        self._make, self._capacity, self._rhythm = make, capacity, rhythm or Rhythm()
        self._workshop = make()
        self._database, self._clock = self._workshop.ports.database, self._workshop.ports.clock
        self._keeper = Keeper(self._workshop, worker_id or new_id(), capacity, self._rhythm)
        self._forks = fork_server([be_child.__module__, *preload])
        self._children: dict[UUID, _Child] = {}
        self._beat_at_s = self._swept_at_s = -float("inf")

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Do jobs until this is over, then let running ones end for a while and hand back the rest."""
        while not is_over():
            self._turn(is_claiming=True)
        stop_at_s = time.monotonic() + self._rhythm.grace_s
        while self._children and time.monotonic() < stop_at_s:
            self._turn(is_claiming=False)
        self._stop()

    def _stop(self) -> None:
        for child in self._children.values():
            child.kill()
        try:
            with self._database.writing() as session:
                for child in self._children.values():
                    claims.hand_back(session, child.claim)
        except DBAPIError as error:  # then others find out by the silence
            log.warning("stopped without a word", kind=type(error.orig).__name__)
        self._children.clear()
        self._database.close()

    def _turn(self, *, is_claiming: bool) -> None:
        try:
            self._reap()
            self._look_after()
            while is_claiming and self._start_next():
                pass
        except DBAPIError as error:  # the database is away or busy: it is asked again in a moment
            log.warning("database did not answer", kind=type(error.orig).__name__)
            time.sleep(self._rhythm.poll_s)
        wait([child.process.sentinel for child in self._children.values()], self._rhythm.poll_s)

    def _look_after(self) -> None:
        now_s = time.monotonic()
        if now_s - self._beat_at_s >= self._rhythm.beat_s:
            self._beat(now_s)
            self._beat_at_s = now_s
        if now_s - self._swept_at_s >= self._rhythm.sweep_s:
            self._keeper.sweep()
            self._swept_at_s = now_s

    def _beat(self, now_s: float) -> None:
        asked = self._keeper.beat([child.claim for child in self._children.values()])
        for job_id, child in list(self._children.items()):
            if child.process.exitcode is not None:
                continue  # it is reaped in a moment
            if job_id in asked.lost:
                child.kill()
                del self._children[job_id]
            elif job_id in asked.cancelled:
                child.cancelled_s = child.cancelled_s or now_s
                if now_s - child.cancelled_s >= self._rhythm.cancel_s:
                    self._end(child, claims.stop)
            elif now_s - child.started_s >= self._workshop.tasks[child.claim.task].longest_s:
                self._end(child, _fail_as_too_long)

    def _end(self, child: _Child, settle: _Settle) -> None:
        child.kill()
        del self._children[child.claim.job_id]
        with self._database.writing() as session:
            settle(session, child.claim, self._clock.now())

    def _start_next(self) -> bool:
        free = self._capacity - sum(child.claim.weight for child in self._children.values())
        claim = self._keeper.claim(free) if free > 0 else None
        if claim is None:
            return False
        theirs, ours = self._forks.Pipe(duplex=False)
        process = self._forks.Process(target=be_child, args=(self._make, claim, theirs), name=claim.task)
        process.start()
        theirs.close()
        self._children[claim.job_id] = _Child(claim, process, ours, time.monotonic())
        return True

    def _reap(self) -> None:
        for job_id, child in list(self._children.items()):
            exit_code = child.process.exitcode
            if exit_code is None:
                continue
            self._bury(child.claim, exit_code)
            del self._children[job_id]
            child.close()

    def _bury(self, claim: Claim, exit_code: int) -> None:
        how = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
        cause = f"Its process stopped unexpectedly ({how})"
        with self._database.writing() as session:
            died = claims.bury_claim(session, claim, cause, self._clock.now())
        if died:
            log.error("job's process died", job_id=str(claim.job_id), task=claim.task, how=how)


def _fail_as_too_long(session: Session, claim: Claim, now: datetime) -> bool:
    sentence = "This took longer than it ever should, so it was stopped. Try it again, or look at the log."
    return claims.fail(session, claim, sentence, now)
