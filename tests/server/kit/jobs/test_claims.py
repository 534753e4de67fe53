"""A job is one worker's at a time, and whoever has lost it writes nothing more."""

import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from factories import workers
from server.kit.jobs.conftest import Shop
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import claims, repository
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.errors import Cancelled, LostJob, UnknownStage
from touchline.server.kit.jobs.executing import execute
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.runner import Keeper, Rhythm
from touchline.server.kit.jobs.running import Claim, Running
from touchline.server.kit.jobs.task import Task, Workshop, table


class Steady:
    """A steady clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def workshop(database: Database, clock: HandClock, tmp_path: Path) -> Workshop:
    return workers.workshop_of(database, tmp_path, clock)


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def keepers(workshop: Workshop, steady: Steady) -> tuple[Keeper, Keeper]:
    """Two workers, both alive."""
    one, other = (Keeper(workshop, new_id(), 4, Rhythm(), steady) for _ in range(2))
    one.beat([])
    other.beat([])
    return one, other


def defer(workshop: Workshop, task: str = "note", **facts: object) -> UUID:
    with workshop.ports.database.writing() as session:
        return jobs.defer(session, workshop.tasks[task], **facts).id


def claimed(keeper: Keeper, free: int = 4) -> Claim:
    claim = keeper.claim(free)
    assert claim is not None
    return claim


def pass_time(
    steady: Steady, seconds: int, beating: Keeper | None, watching: Keeper, held: list[Claim]
) -> None:
    for _ in range(seconds):
        steady.now_s += 1
        if beating is not None:
            beating.beat(held)
        watching.sweep()


def job_of(workshop: Workshop, claim: Claim) -> Job:
    return workers.job_in(workshop.ports.database, claim.job_id)


def test_clocks_that_jump_an_hour_take_nothing_from_a_living_worker(
    workshop: Workshop, keepers: tuple[Keeper, Keeper], steady: Steady, clock: HandClock
) -> None:
    one, other = keepers
    defer(workshop)
    claim = claimed(one)
    for hours in (1, -2, 1):
        clock.move(timedelta(hours=hours))
        pass_time(steady, 30, one, other, [claim])
    job = job_of(workshop, claim)
    assert (job.state, job.token) == (JobState.PROCESSING, claim.token)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_dead_workers_job_is_taken_over_within_35_s_whatever_the_clocks_do(
    workshop: Workshop, keepers: tuple[Keeper, Keeper], steady: Steady, clock: HandClock, hours: int
) -> None:
    one, other = keepers
    defer(workshop)
    claim = claimed(one)
    pass_time(steady, 5, one, other, [claim])
    clock.move(timedelta(hours=hours))
    pass_time(steady, 25, None, other, [])
    assert other.claim(4) is None
    pass_time(steady, 3, None, other, [])
    assert claimed(other).job_id == claim.job_id


def test_the_jobs_of_a_worker_that_was_seen_to_die_are_free_at_once_and_nobody_elses(
    workshop: Workshop, keepers: tuple[Keeper, Keeper]
) -> None:
    one, other = keepers
    defer(workshop)
    defer(workshop)
    lost, kept = claimed(one), claimed(other)
    with workshop.ports.database.writing() as session:
        worker_id = job_of(workshop, lost).worker_id
        assert worker_id
        assert claims.bury_all_of(session, worker_id, "Its worker ended", workshop.ports.clock.now()) == 1
    assert job_of(workshop, lost).diagnosis == "Its worker ended."
    assert job_of(workshop, kept).state is JobState.PROCESSING
    assert claimed(other).job_id == lost.job_id


def test_a_worker_that_comes_back_from_the_dead_writes_nothing(
    workshop: Workshop, keepers: tuple[Keeper, Keeper], steady: Steady
) -> None:
    one, other = keepers
    defer(workshop)
    stale = claimed(one)
    pass_time(steady, 30, None, other, [])
    claimed(other)
    job = Running(workshop.ports, stale, {})
    with pytest.raises(LostJob), job.writing() as session:
        jobs.defer(session, workshop.tasks["note"], subject_id=stale.job_id)
    with pytest.raises(LostJob), job.writing() as session:
        job.finish(session)
    with pytest.raises(LostJob):
        job.keep("found", 1)
    with pytest.raises(LostJob):
        job.progress(0.5)
    execute(workshop, stale)
    assert one.beat([stale]).lost == {stale.job_id}
    assert job_of(workshop, stale).state is JobState.PROCESSING
    with workshop.ports.database.reading() as session:
        assert jobs.list_jobs(session, Filter())[1] == 1
        assert repository.kept(session, stale.job_id) == {}


def test_a_job_whose_claim_never_became_known_to_its_worker_is_given_back(
    workshop: Workshop, keepers: tuple[Keeper, Keeper]
) -> None:
    one, _ = keepers
    defer(workshop)
    claim = claimed(one)
    one.beat([])
    assert job_of(workshop, claim).state is JobState.PENDING


def test_a_dead_workers_job_that_was_to_stop_is_not_tried_again(
    workshop: Workshop, keepers: tuple[Keeper, Keeper], steady: Steady, clock: HandClock
) -> None:
    one, other = keepers
    defer(workshop)
    claim = claimed(one)
    with workshop.ports.database.writing() as session:
        jobs.cancel(session, jobs.get_job(session, claim.job_id, owner_ids=None), now=clock.now())
    pass_time(steady, 30, None, other, [])
    assert job_of(workshop, claim).state is JobState.CANCELLED


def test_a_heavy_job_holds_the_line_for_light_ones_but_not_for_urgent_ones(
    workshop: Workshop, keepers: tuple[Keeper, Keeper]
) -> None:
    one, _ = keepers
    heavy = defer(workshop, weight=4)
    defer(workshop, weight=1)
    assert one.claim(3) is None
    urgent = defer(workshop, weight=1, priority=jobs.Priority.REALTIME)
    assert claimed(one, 3).job_id == urgent
    assert claimed(one, 4).job_id == heavy


def test_work_notices_that_it_was_cancelled(
    workshop: Workshop, keepers: tuple[Keeper, Keeper], clock: HandClock
) -> None:
    defer(workshop)
    claim = claimed(keepers[0])
    job = Running(workshop.ports, claim, {"Listening": 1.0})
    job.progress(0.1)
    assert not job.is_cancelled()
    with workshop.ports.database.writing() as session:
        jobs.cancel(session, jobs.get_job(session, claim.job_id, owner_ids=None), now=clock.now())
    assert job.is_cancelled()
    with pytest.raises(Cancelled), job.stage("Listening"):
        pass


def test_a_stage_that_was_not_declared_is_a_mistake(
    workshop: Workshop, keepers: tuple[Keeper, Keeper]
) -> None:
    defer(workshop)
    job = Running(workshop.ports, claimed(keepers[0]), {"Listening": 1.0})
    with pytest.raises(UnknownStage, match="“Looking”"), job.stage("Looking"):
        pass


def test_two_tasks_of_one_name_are_refused() -> None:
    task = Task("film", lambda job: None)
    with pytest.raises(ValueError, match="different names"):
        table(task, task)


def test_many_workers_at_one_queue_get_each_job_once(shop: Shop) -> None:
    expected = {shop.defer("note") for _ in range(24)}
    got: list[UUID] = []

    def claim_all() -> None:
        worker_id = new_id()
        for _ in range(100):
            with shop.database.writing() as session:
                claim = claims.claim_next(
                    session,
                    worker_id,
                    shop.workshop.tasks,
                    claims.Room(1, 1),
                    shop.workshop.ports.clock.now(),
                )
            if claim is None and len(got) == len(expected):
                return
            if claim is not None:
                got.append(claim.job_id)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(expected)
    assert set(got) == expected
