"""Jobs as figures for Prometheus."""

from sqlalchemy.orm import Session

from touchline.server.kit.jobs import repository
from touchline.server.kit.metrics import Gauge


def read_gauges(session: Session) -> list[Gauge]:
    """Count jobs by state and task, and say since when the oldest one waits.

    A moment, not an age: `time() - touchline_jobs_oldest_pending_timestamp_seconds` is the age whenever it is
    asked; without a waiting job there is no value.
    """
    oldest = repository.oldest_pending_at(session)
    return [
        Gauge("jobs", "Jobs by state and task.", ("state", "task"), repository.count_by_state(session)),
        Gauge(
            "jobs_oldest_pending_timestamp_seconds",
            "When the job that has waited longest was made, in Unix time.",
            (),
            {} if oldest is None else {(): oldest.timestamp()},
        ),
    ]
