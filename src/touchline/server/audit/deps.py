"""Writing down what somebody only looked at: their request reads, so the entry has its own transaction."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.orm import Session

from touchline.server.accounts.deps import CurrentUser
from touchline.server.audit import service
from touchline.server.kit.deps import Now, PortsOfApp
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.ports import Ports


class AuditTrail:
    """Records in a transaction of its own, committed at once: nothing is shown that is not written down."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def record(
        self,
        action: str,
        *,
        actor_id: UUID | None,
        subject_id: UUID | None = None,
        organization_id: UUID | None = None,
        details: Mapping[str, str | int | bool | None] | None = None,
    ) -> None:
        """Write down what somebody sees, before they see it."""
        with self._ports.database.writing() as session:
            service.record(
                session,
                action,
                actor_id=actor_id,
                at=self._ports.clock.now(),
                subject_id=subject_id,
                organization_id=organization_id,
                details=details,
            )


NoteJob = Callable[[Session, str, Job], None]


def note_of_jobs(user: CurrentUser, clock: Now) -> NoteJob:
    """Return what writes down what an administrator of this server does to other people's jobs."""
    return lambda session, action, job: service.note_job(session, action, job, by=user.id, now=clock.now())


async def _trail(ports: PortsOfApp) -> AuditTrail:
    return AuditTrail(ports)


Trail = Annotated[AuditTrail, Depends(_trail)]
"""For endpoints that read; an endpoint that writes calls `service.record` in its own transaction."""
