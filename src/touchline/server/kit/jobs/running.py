"""A job from the inside: what a task is handed while it runs."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from touchline.server.kit.jobs import repository
from touchline.server.kit.jobs.errors import Cancelled, LostJob, UnknownStage
from touchline.server.kit.jobs.models import Job, JobState, Kept
from touchline.server.kit.ports import Ports

TOLD_EVERY_S = 1.0
"""How often progress is written at most; a cancellation is noticed as often."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do a job: good until the job's token rises."""

    job_id: UUID
    token: int
    task: str
    ids: Mapping[str, UUID]
    attempt: int
    weight: int


class Running:
    """The handle of a job that runs.

    Everything it writes, it writes under its token: once another worker has the job, `LostJob` is raised
    and the transaction is rolled back.
    """

    def __init__(
        self,
        ports: Ports,
        claim: Claim,
        stages: Mapping[str, float],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ports, self.claim = ports, claim
        self._stages, self._monotonic = stages, monotonic
        self._stage: str | None = None
        self._told_at = -float("inf")
        self._is_writing = self._is_finished = False

    @property
    def ids(self) -> Mapping[str, UUID]:
        """What the job is about."""
        return self.claim.ids

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that is committed only if this job is still ours."""
        with self.ports.database.writing() as session:
            self._is_writing, self._is_finished = True, False
            try:
                yield session
            finally:
                self._is_writing = False
            if not self._is_finished:
                self.hold(session)

    def hold(self, session: Session) -> None:
        """Make sure, to the end of this transaction, that the job is ours. Call it last: it locks the row.

        Raises:
            LostJob: it is not.
        """
        if not self._change(session, worker_id=Job.worker_id):
            raise LostJob

    def finish(self, session: Session) -> None:
        """Complete the job in the transaction of its result, so that there is never one without the other.

        Raises:
            LostJob: it is not ours any more.
        """
        ended = {"state": JobState.COMPLETED, "finished_at": self.ports.clock.now(), "progress_percent": 100}
        if not self._change(session, **ended):
            raise LostJob
        self._is_finished = True

    def once(self, stage: str, make: Callable[[], Any]) -> Any:
        """Do a stage and keep its result (JSON), or return what an earlier attempt kept."""
        known = self._kept()
        if stage in known:
            return known[stage]
        with self.stage(stage):
            value = make()
            self.keep(stage, value)
        return value

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[None]:
        """Enter a stage.

        Raises:
            Cancelled: somebody asked for the job to stop.
            UnknownStage: the task did not declare it.
        """
        if self._stages and title not in self._stages:
            raise UnknownStage(f"The stage “{title}” is none of the task's: add it to its table of stages.")
        self._stage = title
        self._tell(0.0)
        yield

    def progress(self, share: float) -> None:
        """Say how much of the stage is done, 0–1; as often as one likes.

        Raises:
            Cancelled: somebody asked for the job to stop.
        """
        if not self._is_writing and self._monotonic() - self._told_at >= TOLD_EVERY_S:
            try:
                self._tell(share)
            except OperationalError as error:
                log.warning("progress not written", job_id=str(self.claim.job_id), kind=type(error).__name__)

    def recall(self, name: str) -> Any | None:
        """Return what an earlier attempt kept under this name."""
        return self._kept().get(name)

    def keep(self, name: str, value: Any, session: Session | None = None) -> None:
        """Keep something (JSON) for a later attempt, in the transaction of `session` if one is given."""
        if session is not None:
            self.hold(session)  # before the new row locks the job's for reading, which could not be raised
            session.merge(Kept(job_id=self.claim.job_id, name=name, value=value))
            return
        with self.writing() as own:
            self.keep(name, value, own)

    def is_cancelled(self) -> bool:
        """Return whether somebody asked for the job to stop."""
        with self.ports.database.reading() as session:
            return repository.is_cancel_requested(session, self.claim.job_id)

    def _kept(self) -> dict[str, Any]:
        with self.ports.database.reading() as session:
            return repository.kept(session, self.claim.job_id)

    def _tell(self, share: float) -> None:
        self._told_at = self._monotonic()
        with self.ports.database.writing() as session:
            if not self._change(session, stage=self._stage, progress_percent=self._percent(share)):
                raise LostJob
            if repository.is_cancel_requested(session, self.claim.job_id):
                raise Cancelled

    def _percent(self, share: float) -> int:
        share = min(max(share, 0.0), 1.0)
        if self._stage is None or self._stage not in self._stages:
            return int(99 * share)
        titles = list(self._stages)
        done = sum(self._stages[title] for title in titles[: titles.index(self._stage)])
        return int(99 * (done + share * self._stages[self._stage]) / sum(self._stages.values()))

    def _change(self, session: Session, **values: Any) -> bool:
        claim = self.claim
        return repository.change(
            session, claim.job_id, values, token=claim.token, while_in=JobState.PROCESSING
        )
