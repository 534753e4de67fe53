"""Routes of jobs: for whoever a job belongs to, and for whoever runs the server."""

from collections.abc import Callable, Collection
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session

from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.jobs import service
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.schemas import JobFilter, JobOut
from touchline.server.kit.jobs.showing import shown
from touchline.server.kit.pagination import Listed, PageQuery, listed

Owners = Collection[UUID] | None
"""Whose jobs somebody sees; None: all."""


Note = Callable[[Session, str, Job], None]
"""Writes down what was done to a job, in the transaction that does it."""


def router_for(owners_seen: Callable[..., Any], note_of_jobs: Callable[..., Note]) -> APIRouter:
    """Return the routes of jobs.

    Both are dependencies: `owners_seen` says whose jobs the caller sees, `note_of_jobs` returns what writes
    down what they do to them.
    """
    router = APIRouter(tags=["Jobs"])

    @router.get("/jobs")
    def list_jobs(
        *,
        owners: Annotated[Owners, Depends(owners_seen)],
        session: DbSession,
        clock: Now,
        which: Annotated[JobFilter, Query()],
        page: PageQuery,
    ) -> Listed[JobOut]:
        """List background work, the newest first."""
        wanted = Filter(owners, which.subject_id, which.task, None if which.state is None else [which.state])
        jobs, total = service.list_jobs(session, wanted, limit=page.limit, offset=page.offset)
        return listed(jobs, total, page, lambda job: shown(session, job, now=clock.now()))

    @router.get("/jobs/{job_id}")
    def get_job(
        job_id: UUID, owners: Annotated[Owners, Depends(owners_seen)], session: DbSession, clock: Now
    ) -> JobOut:
        """Show how far a job is."""
        return shown(session, service.get_job(session, job_id, owner_ids=owners), now=clock.now())

    @router.post("/jobs/{job_id}/cancel")
    def cancel_job(
        job_id: UUID,
        owners: Annotated[Owners, Depends(owners_seen)],
        note: Annotated[Note, Depends(note_of_jobs)],
        session: DbSession,
        clock: Now,
    ) -> JobOut:
        """Stop a job: at once if it waits, within seconds if it runs."""
        job = service.get_job(session, job_id, owner_ids=owners)
        job = service.cancel(session, job, now=clock.now())
        note(session, "job.cancel", job)
        return shown(session, job, now=clock.now())

    @router.post("/jobs/{job_id}/retry")
    def retry_job(
        job_id: UUID,
        owners: Annotated[Owners, Depends(owners_seen)],
        note: Annotated[Note, Depends(note_of_jobs)],
        session: DbSession,
        clock: Now,
    ) -> JobOut:
        """Try a job again that failed or was cancelled; it goes on with the stage that failed."""
        job = service.get_job(session, job_id, owner_ids=owners)
        job = service.retry(session, job)
        note(session, "job.retry", job)
        return shown(session, job, now=clock.now())

    return router
