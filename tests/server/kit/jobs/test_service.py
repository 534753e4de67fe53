"""Jobs as the rest of the server sees them, on all three databases."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from factories import workers
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.errors import JobIsNotOver, JobIsOver, JobNotFound
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.models import JobState
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task, Workshop, table

Work = Callable[[Running], None]


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Workshop:
    """A workshop with a clock that is moved by hand."""
    return workers.workshop_of(database, tmp_path, clock)


def nothing(_job: Running) -> None:
    pass


NOTE = Task("note", nothing)


def test_a_job_that_is_rolled_back_with_its_data_was_never_there(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        jobs.defer(session, NOTE)
        raise RuntimeError
    with database.reading() as session:
        assert jobs.list_jobs(session, Filter()) == ([], 0)


def test_an_owner_sees_only_their_own_jobs(session: Session) -> None:
    ours, theirs, game = new_id(), new_id(), new_id()
    job = jobs.defer(session, NOTE, owner_id=ours, subject_id=game)
    jobs.defer(session, NOTE, owner_id=theirs, subject_id=game)
    jobs.defer(session, NOTE)
    assert jobs.list_jobs(session, Filter(owner_ids=[ours])) == ([job], 1)
    assert jobs.list_jobs(session, Filter(owner_ids=[])) == ([], 0)
    assert jobs.list_jobs(session, Filter(subject_id=game))[1] == 2
    assert jobs.get_job(session, job.id, owner_ids=[ours]) is job
    with pytest.raises(JobNotFound):
        jobs.get_job(session, job.id, owner_ids=[theirs])


def test_a_waiting_job_is_cancelled_at_once_and_not_twice(session: Session, clock: HandClock) -> None:
    job = jobs.cancel(session, jobs.defer(session, NOTE), now=clock.now())
    assert job.state is JobState.CANCELLED
    with pytest.raises(JobIsOver, match="cancelled already"):
        jobs.cancel(session, job, now=clock.now())


def test_a_job_that_waits_cannot_be_tried_again(session: Session) -> None:
    with pytest.raises(JobIsNotOver, match="This job is pending"):
        jobs.retry(session, jobs.defer(session, NOTE))


def test_a_failed_job_that_is_tried_again_starts_at_the_stage_that_failed(shop: Workshop) -> None:
    done: list[str] = []

    def run(job: Running) -> None:
        assert job.once("Listening", lambda: done.append("Listening") or {"offset_ms": 12}) == {
            "offset_ms": 12
        }
        job.once("Rendering", lambda: done.append("Rendering") or 1 // (len(done) - 2))

    task = Task("film", run, {"Listening": 1, "Rendering": 3})
    runner = InlineRunner(Workshop(shop.ports, table(task)))
    with shop.ports.database.writing() as session:
        job_id = jobs.defer(session, task).id
    runner.run_all()
    failed = workers.job_in(shop.ports.database, job_id)
    assert (failed.state, failed.stage, failed.progress_percent) == (JobState.FAILED, "Rendering", 24)

    with shop.ports.database.writing() as session:
        jobs.retry(session, jobs.get_job(session, job_id, owner_ids=None))
    runner.run_all()
    assert workers.job_in(shop.ports.database, job_id).state is JobState.COMPLETED
    assert done == ["Listening", "Rendering", "Rendering"]


def test_a_retry_waits_three_times_longer_each_time_and_a_clock_that_went_back_does_not_hold_it_up(
    shop: Workshop, clock: HandClock
) -> None:
    with shop.ports.database.writing() as session:
        game_id = new_id()
        job_id = jobs.defer(session, shop.tasks["not_now"], game_id=game_id).id
    runner = InlineRunner(shop)
    assert runner.run_all() == 1
    assert runner.run_all() == 0
    clock.move(timedelta(hours=-1))
    assert runner.run_all() == 1
    clock.move(timedelta(seconds=0.14))
    assert runner.run_all() == 0
    clock.move(timedelta(seconds=0.02))
    assert runner.run_all() == 1
    assert workers.job_in(shop.ports.database, job_id).state is JobState.FAILED


def test_remaining_time_comes_from_progress_and_before_that_from_others_of_the_kind(
    shop: Workshop, clock: HandClock
) -> None:
    told: list[float | None] = []
    database = shop.ports.database

    def run(job: Running) -> None:
        for minutes in (0, 1, 1):
            clock.move(timedelta(minutes=minutes))
            with database.reading() as session:
                row = jobs.get_job(session, job.claim.job_id, owner_ids=None)
                told.append(jobs.remaining_s(session, row, now=clock.now()))
            job.progress(0.5)

    task = Task("film", run)
    with database.writing() as session:
        for _ in range(2):
            job = jobs.defer(session, task)
        assert jobs.remaining_s(session, job, now=clock.now()) is None
    InlineRunner(Workshop(shop.ports, table(task))).run_all()
    assert told[0] is None
    assert told[1] == pytest.approx(60 * 51 / 49)
    assert told[3] == 120
    with database.reading() as session:
        assert jobs.remaining_s(session, workers.job_in(database, job.id), now=clock.now()) is None


def test_jobs_that_ended_long_ago_are_forgotten_with_what_they_kept(shop: Workshop, clock: HandClock) -> None:
    task = Task("film", lambda job: job.keep("found", [1, 2]))
    with shop.ports.database.writing() as session:
        job_id = jobs.defer(session, task).id
    InlineRunner(Workshop(shop.ports, table(task))).run_all()
    clock.move(timedelta(days=91))
    with shop.ports.database.writing() as session:
        waiting = jobs.defer(session, task)
        assert jobs.forget_old(session, now=clock.now()) == 1
        assert jobs.list_jobs(session, Filter()) == ([waiting], 1)
        with pytest.raises(JobNotFound):
            jobs.get_job(session, job_id, owner_ids=None)
