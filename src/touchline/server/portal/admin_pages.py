"""The administrator's corner: people, storage and its forecast, jobs, audit log, settings in force."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.accounts.admin_endpoints import forecast_of
from touchline.server.accounts.deps import Administrator, NoteOfActs
from touchline.server.accounts.schemas import AdministratorIn, PeopleFilter
from touchline.server.audit import service as audit
from touchline.server.audit.models import AuditEntry
from touchline.server.audit.schemas import AuditFilter
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import JobState
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.showing import shown
from touchline.server.kit.pagination import Page
from touchline.server.kit.told_settings import told
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import CurrentPage

router = APIRouter(prefix="/admin")

Offset = Annotated[int, Query(ge=0, le=1_000_000)]
PER_PAGE = 30
AUDITED = 50


@router.get("")
def show_corner(
    *, page: CurrentPage, _administrator: Administrator, request: Request, session: DbSession
) -> Response:
    """Show how the server is."""
    _, failed = jobs.list_dead(session, limit=1)
    _, waiting = jobs.list_jobs(session, Filter(states=[JobState.PENDING, JobState.PROCESSING]), limit=1)
    return page.show("admin.html", storage=forecast_of(request), failed=failed, waiting=waiting)


@router.get("/people")
def list_people(
    *,
    page: CurrentPage,
    administrator: Administrator,
    session: DbSession,
    search: Annotated[str, Query(max_length=100)] = "",
    offset: Offset = 0,
) -> Response:
    """Show the people with an account."""
    part = Page(limit=PER_PAGE, offset=offset)
    found = accounts.list_people(session, administrator, PeopleFilter(search=search), part)
    return page.show("admin_people.html", people=scenes.part(*found, part), search=search)


@router.get("/people/{person_id}")
def show_person(
    person_id: UUID, page: CurrentPage, administrator: Administrator, session: DbSession
) -> Response:
    """Show what can be done with somebody's account."""
    person = accounts.get_person(session, administrator, person_id)
    return page.show("admin_person.html", person=person, form=forms.empty(page.reader))


@router.post("/people/{person_id}")
def set_administrator(
    *,
    person_id: UUID,
    page: CurrentPage,
    administrator: Administrator,
    note: NoteOfActs,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Have somebody run this server, or no longer."""
    person = accounts.get_person(session, administrator, person_id)
    form = forms.read(page.reader, sent, AdministratorIn, switches=("is_administrator",))

    def change(told: AdministratorIn) -> None:
        wanted = told.is_administrator
        accounts.set_administrator(
            session, administrator, person_id, note, is_administrator=wanted, now=clock.now()
        )

    if not form.submit(session, change):
        return page.show("admin_person.html", status=409, person=person, form=form)
    return page.go("/admin/people", "saved")


@router.post("/people/{person_id}/sign-out")
def end_sign_ins(
    *,
    person_id: UUID,
    page: CurrentPage,
    administrator: Administrator,
    note: NoteOfActs,
    session: DbSession,
    clock: Now,
) -> Response:
    """Sign somebody out on all devices."""
    accounts.end_sign_ins(session, administrator, person_id, note, now=clock.now())
    return page.go(f"/admin/people/{person_id}", "person.signed.out")


@router.get("/storage")
def show_storage(page: CurrentPage, _administrator: Administrator, request: Request) -> Response:
    """Show what is kept, and when there is no room left."""
    return page.show("admin_storage.html", storage=forecast_of(request))


@router.get("/jobs")
def list_jobs(
    *,
    page: CurrentPage,
    _administrator: Administrator,
    session: DbSession,
    clock: Now,
    state: JobState | None = None,
    offset: Offset = 0,
) -> Response:
    """Show background work, the newest first."""
    which = Filter(states=None if state is None else [state])
    part = Page(limit=PER_PAGE, offset=offset)
    found, total = jobs.list_jobs(session, which, limit=part.limit, offset=part.offset)
    told_jobs = [shown(session, job, now=clock.now()) for job in found]
    return page.show(
        "admin_jobs.html", jobs=scenes.part(told_jobs, total, part), state=state, states=list(JobState)
    )


@router.post("/jobs/{job_id}/retry")
def retry_job(
    job_id: UUID, page: CurrentPage, administrator: Administrator, session: DbSession, clock: Now
) -> Response:
    """Try a job again, from the stage that failed."""
    job = jobs.retry(session, jobs.get_job(session, job_id, owner_ids=None))
    audit.note_job(session, "job.retry", job, by=administrator.id, now=clock.now())
    return page.go("/admin/jobs", "job.retried")


@router.post("/jobs/{job_id}/cancel")
def cancel_job(
    job_id: UUID, page: CurrentPage, administrator: Administrator, session: DbSession, clock: Now
) -> Response:
    """Stop a job."""
    job = jobs.cancel(session, jobs.get_job(session, job_id, owner_ids=None), now=clock.now())
    audit.note_job(session, "job.cancel", job, by=administrator.id, now=clock.now())
    return page.go("/admin/jobs", "job.cancelled")


@router.get("/audit")
def list_audit(
    *,
    page: CurrentPage,
    _administrator: Administrator,
    session: DbSession,
    action: Annotated[str, Query(max_length=64, pattern=r"^[a-z._\-]*$")] = "",
    verify: bool = False,
    offset: Offset = 0,
) -> Response:
    """Show who saw or changed what, the newest first; go through the whole chain if asked to."""
    part = Page(limit=AUDITED, offset=offset)
    entries, total = audit.list_entries(session, AuditFilter(action=action or None), part)
    rows = _with_names(session, list(entries))
    verdict = audit.verify(session) if verify else None
    return page.show(
        "admin_audit.html", entries=scenes.part(rows, total, part), action=action, verdict=verdict
    )


@router.get("/settings")
def list_settings(page: CurrentPage, _administrator: Administrator, request: Request) -> Response:
    """Show the settings in force."""
    return page.show("admin_settings.html", settings=told(request.app.state.settings))


def _with_names(session: Session, entries: list[AuditEntry]) -> list[tuple[AuditEntry, str, dict[str, Any]]]:
    """Entries carry ids; who is still here is shown by name."""
    contacts = accounts.contacts(session, {entry.actor_id for entry in entries if entry.actor_id})
    return [
        (
            entry,
            contacts[entry.actor_id].display_name if entry.actor_id in contacts else "",
            json.loads(entry.details),
        )
        for entry in entries
    ]
