"""Workers are killed as a power cut would; nothing is lost, nothing is done twice."""

import dataclasses
import functools

import psutil
import pytest

from factories import workers
from factories.workers import LAST, STAGES, until
from server.kit.jobs.conftest import Shop
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import JobState
from touchline.server.kit.jobs.repository import Filter

PATIENT = dataclasses.replace(workers.QUICK, grace_s=20.0)


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_worker_killed_in_every_stage_costs_no_stage_twice_and_there_is_one_result(shop: Shop) -> None:
    job_id = shop.defer("staged")
    for stage in (*STAGES, LAST):
        with workers.worker(shop.url, shop.folder) as victim:
            until(functools.partial(shop.diary.says, f"reached {stage}"), victim)
            victim.kill()
    with workers.worker(shop.url, shop.folder) as survivor:
        until(lambda: shop.job(job_id).state is JobState.COMPLETED, survivor)
    done = [line for line in shop.diary.lines() if line.startswith("did")]
    assert done == [f"did {stage}" for stage in (*STAGES, LAST)]
    with shop.database.reading() as session:
        _, results = jobs.list_jobs(session, Filter(subject_id=job_id))
    assert results == 1
    assert shop.job(job_id).attempts == len(STAGES) + 2


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_signal_to_all_processes_stops_the_worker_and_lets_its_job_end(shop: Shop) -> None:
    job_id = shop.defer("short")
    with workers.worker(shop.url, shop.folder, rhythm=PATIENT) as worker:
        until(functools.partial(shop.diary.says, "begun"), worker)
        for process in [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]:
            process.terminate()
        shop.diary.note("told to stop")
        worker.join(PATIENT.grace_s)
        assert worker.exitcode == 0
    assert shop.told(job_id) == (JobState.COMPLETED, 1, None)
    assert shop.diary.lines() == ["begun", "told to stop", "ended"]
