"""Who listens to whom, and what is done in the background: the one place that knows all domains."""

import functools
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.accounts.schemas import RegisterIn
from touchline.server.audit import service as audit
from touchline.server.clubs import service as clubs
from touchline.server.games import service as games
from touchline.server.kit import sweeping as kept
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.gauges import read_gauges
from touchline.server.kit.jobs.periodic import Daily, Every, Periodic
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.metrics import ReadGauges
from touchline.server.kit.outbox import posting
from touchline.server.kit.ports import Ports
from touchline.server.portal.letters import Letters
from touchline.server.recordings import tasks as recording_tasks
from touchline.server.recordings.films import tasks as films
from touchline.server.recordings.takes import tasks as takes
from touchline.server.recordings.takes.service import claimed_of, refuse_unwanted
from touchline.server.settings import Settings
from touchline.server.uploads import sweeping
from touchline.server.uploads.intake import Intake, Limits
from touchline.server.uploads.shelf import Shelf

GAUGES: tuple[ReadGauges, ...] = (read_gauges,)
"""What the domains count for `/metrics`, one line each."""

PERIODIC: tuple[Periodic, ...] = (
    *recording_tasks.PERIODIC,
    films.EVERY_MORNING,
    Every("sweep_uploads", timedelta(minutes=5)),
    Every("forget_expired", timedelta(hours=1)),
    Daily("forget_abandoned_files", time(3, 30)),
)
"""What is done by the calendar."""


def note_act(session: Session, act: accounts.Act) -> None:
    """Write into the audit log what an administrator of the server did to an account."""
    audit.record(session, act.action, actor_id=act.by, at=act.at, subject_id=act.about)


def is_invited(session: Session, wanted: RegisterIn, now: datetime) -> bool:
    """Say whether somebody who wants an account holds an open invitation to a club."""
    return clubs.is_invited(session, wanted.email, wanted.invitation, now=now)


def intake_of(settings: Settings, ports: Ports) -> Intake:
    """Return the intake of uploads that the settings describe."""
    shelf = Shelf(ports.folder / "uploads", reserve_bytes=settings.uploads_reserve_bytes)
    limits = Limits(
        most_bytes=settings.uploads_most_bytes,
        most_unfinished=settings.uploads_most_unfinished,
        most_unfinished_bytes=settings.uploads_most_unfinished_bytes,
        idle=timedelta(days=settings.uploads_idle_days),
        patience_s=settings.uploads_patience_s,
    )
    on_finished = functools.partial(takes.on_upload_finished, clock=ports.clock)
    return Intake(ports, shelf, limits, on_finished, refuse_unwanted, claimed_of)


def tasks_of(settings: Settings, ports: Ports) -> Sequence[Task]:
    """Return all that can be done in the background."""
    intake = intake_of(settings, ports)
    return (
        posting.SEND,
        *recording_tasks.TASKS,
        *films.telling(Letters(settings.public_url).film_ready),
        Task("sweep_uploads", lambda _job: sweeping.sweep(intake)),
        Task("forget_expired", _forget_expired),
        Task("forget_abandoned_files", _forget_abandoned_files),
    )


def _forget_expired(job: Running) -> None:
    now = job.ports.clock.now()
    with job.ports.database.writing() as session:
        kept.forget_expired(session, now)
        posting.forget_old(session, now)
        jobs.forget_old(session, now=now)
        accounts.delete_expired(session, now=now)
        clubs.delete_expired(session, now=now)
        games.delete_expired(session, now=now)


def _forget_abandoned_files(job: Running) -> None:
    job.ports.storage.forget_abandoned(job.ports.clock)
    job.ports.database.overwrite_deleted()
