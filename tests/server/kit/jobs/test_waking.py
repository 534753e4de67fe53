"""Workers are woken after the commit, and only then."""

from datetime import UTC, datetime

import pytest

from touchline.server.kit.db import Database
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.jobs.waking import RememberingWaker, wake_after_commits

NOTE = Task("note", lambda job: None)


@pytest.fixture
def waker(database: Database) -> RememberingWaker:
    """Who is told of this database's commits."""
    waker = RememberingWaker()
    wake_after_commits(database.sessions, waker)
    return waker


def test_all_jobs_of_a_transaction_wake_when_it_is_committed_and_no_sooner(
    database: Database, waker: RememberingWaker
) -> None:
    with database.writing() as session:
        ids = [jobs.defer(session, NOTE).id for _ in range(2)]
        assert waker.woken == []
    assert waker.woken == ids


def test_a_job_that_was_rolled_back_wakes_nobody(database: Database, waker: RememberingWaker) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        jobs.defer(session, NOTE)
        raise RuntimeError
    with database.writing():
        pass
    assert waker.woken == []


def test_a_job_that_is_tried_again_wakes_too(database: Database, waker: RememberingWaker) -> None:
    with database.writing() as session:
        job = jobs.cancel(session, jobs.defer(session, NOTE), now=datetime.now(UTC))
    with database.writing() as session:
        jobs.retry(session, jobs.get_job(session, job.id, owner_ids=None))
    assert waker.woken == [job.id, job.id]
