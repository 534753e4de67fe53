"""A job as the API says it; other domains put it beside what the job makes."""

from datetime import datetime

from sqlalchemy.orm import Session

from touchline.server.kit.jobs import service
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.jobs.schemas import JobOut


def shown(session: Session, job: Job, *, now: datetime) -> JobOut:
    """Return a job with an estimate of what it still takes."""
    return JobOut(
        id=job.id,
        task=job.task,
        state=job.state,
        stage=job.stage,
        progress_percent=job.progress_percent,
        attempts=job.attempts,
        diagnosis=job.diagnosis,
        remaining_s=service.remaining_s(session, job, now=now),
        subject_id=job.subject_id,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
