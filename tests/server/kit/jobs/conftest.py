"""What tests of jobs ask for: a database that other processes see, and the diary of what was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from factories import databases, workers
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.task import Workshop


@dataclass
class Shop:
    """A database with its URL, tasks, and a diary of what they did."""

    kind: str
    url: str
    database: Database
    folder: Path
    workshop: Workshop

    @property
    def diary(self) -> workers.Diary:
        return workers.Diary(self.folder)

    def defer(self, task: str, **facts: object) -> UUID:
        with self.database.writing() as session:
            return jobs.defer(session, self.workshop.tasks[task], **facts).id

    def job(self, job_id: UUID) -> Job:
        return workers.job_in(self.database, job_id)

    def told(self, job_id: UUID) -> tuple[JobState, int, str | None]:
        job = self.job(job_id)
        return job.state, job.attempts, job.diagnosis


@pytest.fixture(params=databases.KINDS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A database that other processes see."""
    with (
        databases.fresh_database(request.param, tmp_path, "touchline_test_jobs") as url,
        databases.migrated(url) as database,
    ):
        yield Shop(request.param, url, database, tmp_path, workers.workshop_of(database, tmp_path))
