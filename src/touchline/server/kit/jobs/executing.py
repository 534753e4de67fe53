"""Doing one claimed job, and turning how it ends into the job's state: the third table of the error kinds.

Only Unavailable is tried again. Other errors are sentences already; what nobody foresaw is logged and
told neutrally.
"""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from touchline.base.errors import TouchlineError, Unavailable
from touchline.server.kit import outages
from touchline.server.kit.jobs import claims
from touchline.server.kit.jobs.errors import Cancelled, LostJob
from touchline.server.kit.jobs.running import Claim, Running
from touchline.server.kit.jobs.task import Workshop

UNFORESEEN = "This is a fault of ours, and it has been logged. Nothing is lost; it can be tried again."

log = structlog.get_logger()


def execute(workshop: Workshop, claim: Claim) -> None:
    """Do a claimed job to its end, whatever that is."""
    task, now = workshop.tasks[claim.task], workshop.ports.clock.now
    job = Running(workshop.ports, claim, task.stages)
    try:
        task.run(job)
    except LostJob:
        log.info("job lost", job_id=str(claim.job_id), task=claim.task)
    except Cancelled:
        _settle(workshop, lambda session: claims.stop(session, claim, now()))
    except Exception as error:  # the outermost loop of a worker
        told = outages.told(error) if isinstance(error, SQLAlchemyError) else error
        if not isinstance(told, TouchlineError):
            log.exception("job failed", job_id=str(claim.job_id), task=claim.task, kind=type(error).__name__)
        sentence = str(told) if isinstance(told, TouchlineError) else UNFORESEEN
        if isinstance(told, Unavailable):
            _settle(workshop, lambda session: claims.try_later(session, claim, task, sentence, now()))
        else:
            _settle(workshop, lambda session: claims.fail(session, claim, sentence, now()))
    else:
        _settle(workshop, lambda session: claims.complete(session, claim, now()))


def _settle(workshop: Workshop, end: Callable[[Session], object]) -> None:
    with workshop.ports.database.writing() as session:
        end(session)
