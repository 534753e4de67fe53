"""`touchline serve`: one command, one folder; it stops when told to, and nobody is left behind."""

import json
import time
import urllib.request
from pathlib import Path
from uuid import UUID

import psutil

from factories.servers import ENDS_S, Served, serving
from factories.workers import job_in
from touchline.base.clock import SystemClock
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import claims, repository
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.task import Task

LOOKS_EVERY_S = 0.1


def ready(url: str) -> object:
    with urllib.request.urlopen(f"{url}/ready", timeout=30) as answer:
        return json.loads(answer.read())["status"]


def test_it_answers_replaces_a_dead_worker_at_its_job_and_ends_with_everybody_when_told_to(
    tmp_path: Path,
) -> None:
    with serving(tmp_path / "club") as served:
        assert ready(served.url) == "ok"
        database = Database(f"sqlite:///{tmp_path}/club/touchline.db")
        job = _job_of_a_killed_worker(served, database)
        database.close()
        everybody = served.everybody()
        served.process.terminate()
        assert served.process.wait(ENDS_S) == 0
        _, left = psutil.wait_procs(everybody, ENDS_S)
        assert left == []
    log = (tmp_path / "club.log").read_text()
    assert job.attempts == 2
    assert "job taken over" not in log, "the silence had to tell that its worker was dead"
    assert "Traceback" not in log


def _job_of_a_killed_worker(served: Served, database: Database) -> Job:
    """Have a job be the worker's, kill the worker, and return the job as the next worker leaves it."""
    worker_id = _worker_in(database)
    with database.writing() as session:
        jobs.defer(session, Task("forget_expired", lambda _job: None))
        session.flush()
        now = SystemClock().now()
        claim = claims.claim_next(session, worker_id, ["forget_expired"], claims.Room(1, 1), now)
        assert claim
        served.worker().kill()  # it has not seen yet that this job is its own
    while (job := job_in(database, claim.job_id)).state is not JobState.COMPLETED:
        assert served.process.is_running()
        time.sleep(LOOKS_EVERY_S)
    return job


def _worker_in(database: Database) -> UUID:
    while True:
        with database.reading() as session:
            for worker in repository.list_workers(session):
                return worker.id
        time.sleep(LOOKS_EVERY_S)


def test_whoever_kills_the_server_leaves_no_worker_behind(tmp_path: Path) -> None:
    with serving(tmp_path / "club") as served:
        everybody = served.everybody()
        served.process.kill()
        _, left = psutil.wait_procs(everybody, ENDS_S)
        assert left == []
