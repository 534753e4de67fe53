"""What every runner does, whoever it is: one contract, tried on each of them and on each database."""

import functools
from collections.abc import Callable

import pytest

from factories import workers
from server.kit.jobs.conftest import Shop
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.embedded import EmbeddedRunner
from touchline.server.kit.jobs.executing import UNFORESEEN
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.models import JobState, Priority
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.runner import Runner

MOST_TURNS = 2000


def inline(shop: Shop) -> Runner:
    return InlineRunner(shop.workshop, capacity=2, rhythm=workers.QUICK)


def embedded(shop: Shop) -> Runner:
    make = functools.partial(workers.workshop, shop.url, shop.folder)
    return EmbeddedRunner(make, capacity=2, preload=[workers.__name__], rhythm=workers.QUICK)


RUNNERS = [inline, embedded]
"""All runners; the embedded one can do more, which is tried below."""


def run(runner: Runner, holds: Callable[[], bool]) -> None:
    turns = iter(range(MOST_TURNS))
    runner.run_until(lambda: holds() or next(turns, None) is None)


def run_all(runner: Runner, shop: Shop) -> None:
    def is_done() -> bool:
        with shop.database.reading() as session:
            waiting = Filter(states=[JobState.PENDING, JobState.PROCESSING])
            return jobs.list_jobs(session, waiting)[1] == 0

    run(runner, is_done)


@pytest.mark.parametrize("runner", RUNNERS)
def test_whatever_becomes_of_one_job_the_queue_moves_and_each_says_what_became_of_it(
    shop: Shop, runner: Callable[[Shop], Runner]
) -> None:
    refused, fault, busy, heavy = (
        shop.defer("refuse"),
        shop.defer("fault"),
        shop.defer("not_now"),
        shop.defer("note", weight=3),
    )
    misspelt = shop.defer("misspell")
    dead = shop.defer("not_now", game_id=refused)
    good = [shop.defer("note") for _ in range(2)]
    run_all(runner(shop), shop)

    assert shop.told(refused) == (JobState.FAILED, 1, "The take has no picture. Upload it again.")
    assert shop.told(fault) == (JobState.FAILED, 1, UNFORESEEN)
    assert shop.told(misspelt) == (JobState.FAILED, 1, UNFORESEEN)
    assert shop.told(busy) == (JobState.COMPLETED, 2, None)
    assert shop.told(dead) == (
        JobState.FAILED, 3, "The disk is full. Free some space. (Tried 3 times.)"
    )  # fmt: skip
    state, attempts, diagnosis = shop.told(heavy)
    assert (state, attempts) == (JobState.FAILED, 0)
    assert "TOUCHLINE_WORKER_CAPACITY=3" in str(diagnosis)
    assert [shop.told(job_id) for job_id in good] == [(JobState.COMPLETED, 1, None)] * 2
    assert [shop.diary.lines().count(f"note {job_id}") for job_id in good] == [1, 1]


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_most_urgent_goes_first_and_then_the_oldest(shop: Shop, runner: Callable[[Shop], Runner]) -> None:
    order = [Priority.BULK, Priority.DEFAULT, Priority.REALTIME, Priority.DEFAULT]
    ids = [shop.defer("note", priority=priority, weight=2) for priority in order]
    run_all(runner(shop), shop)
    assert shop.diary.lines() == [f"note {ids[i]}" for i in (2, 1, 3, 0)]


def test_a_job_that_kills_its_process_ends_dead_while_the_queue_moves(shop: Shop) -> None:
    poison, vanish, good = shop.defer("poison"), shop.defer("vanish"), shop.defer("note")
    run_all(embedded(shop), shop)
    state, attempts, diagnosis = shop.told(poison)
    assert (state, attempts) == (JobState.FAILED, 3)
    assert "stopped unexpectedly (SIGKILL)" in str(diagnosis)
    assert "3 times" in str(diagnosis)
    assert shop.told(vanish)[:2] == (JobState.FAILED, 3)
    assert shop.told(good) == (JobState.COMPLETED, 1, None)
    with shop.database.reading() as session:
        assert {job.id for job in jobs.list_dead(session)[0]} == {poison, vanish}


def test_a_running_job_is_cancelled_even_if_it_does_not_listen(shop: Shop) -> None:
    listening, deaf = shop.defer("endless"), shop.defer("deaf")

    def cancel_both() -> bool:
        started = [shop.job(job_id).started_at for job_id in (listening, deaf)]
        if all(started) and shop.diary.says("going on"):
            with shop.database.writing() as session:
                for job_id in (listening, deaf):
                    job = jobs.get_job(session, job_id, owner_ids=None)
                    jobs.cancel(session, job, now=shop.workshop.ports.clock.now())
            return True
        return False

    asked: list[bool] = []

    def is_over() -> bool:
        if not asked and cancel_both():
            asked.append(True)
        return all(shop.job(job_id).state is JobState.CANCELLED for job_id in (listening, deaf))

    run(embedded(shop), is_over)
    assert [shop.told(job_id) for job_id in (listening, deaf)] == [(JobState.CANCELLED, 1, None)] * 2


def test_a_worker_that_is_told_to_stop_hands_back_what_it_could_not_end(shop: Shop) -> None:
    job_id = shop.defer("endless")
    run(embedded(shop), lambda: shop.diary.says("going on"))
    job = shop.job(job_id)
    assert (job.state, job.attempts, job.worker_id) == (JobState.PENDING, 0, None)
