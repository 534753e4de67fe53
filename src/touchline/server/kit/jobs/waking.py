"""Telling workers that there is something to do: a favour, for they look by themselves too.

A waker is told after the commit, never before, so that no worker looks for a job that is not there yet.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

_DEFERRED = "touchline_deferred_jobs"


class Waker(Protocol):
    """Wakes workers; where nobody listens or nothing gets through, it does nothing."""

    def wake(self, job_ids: Sequence[UUID]) -> None:
        """Say that these jobs wait."""


class RememberingWaker:
    """Remembers who was to be woken."""

    def __init__(self) -> None:
        self.woken: list[UUID] = []

    def wake(self, job_ids: Sequence[UUID]) -> None:
        """Remember these jobs."""
        self.woken += job_ids


def note_deferred(session: Session, job_id: UUID) -> None:
    """Note a job that waits once this session is committed."""
    session.info.setdefault(_DEFERRED, []).append(job_id)


def wake_after_commits(sessions: sessionmaker[Session], waker: Waker) -> None:
    """Have a waker told of each job that is committed in these sessions (`Database.sessions`)."""

    def tell(session: Session) -> None:
        if job_ids := session.info.pop(_DEFERRED, None):
            waker.wake(job_ids)

    def drop(session: Session) -> None:
        session.info.pop(_DEFERRED, None)

    event.listen(sessions, "after_commit", tell)
    event.listen(sessions, "after_rollback", drop)
