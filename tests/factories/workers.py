"""Real workers for tests: processes of their own, with tasks that note what they do in a folder."""

import contextlib
import functools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from factories.outside import ports_over
from touchline.base.clock import Clock, SystemClock
from touchline.base.errors import Invalid, Unavailable
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import embedded
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.embedded import EmbeddedRunner
from touchline.server.kit.jobs.forking import listen_for_stops
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.jobs.runner import Rhythm
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task, Workshop, table

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([embedded.__name__])  # a fork server does not find what lies in tests/

QUICK = Rhythm(poll_s=0.03, beat_s=0.1, sweep_s=0.1, silence_s=0.8, grace_s=0.3, cancel_s=0.3)
PATIENCE_S = 30.0
STAGES = ("Listening", "Rendering")
LAST = "Writing down"
"""Not a stage: the transaction of the result, in which a worker can be killed too."""


def _nothing(_job: Running) -> None:
    pass


RESULT = Task("result", _nothing)


class Diary:
    """Notes of what was done, in a file that survives whoever wrote them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "diary"
        self._folder = folder

    def note(self, *words: object) -> None:
        """Append a line."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(" ".join(map(str, words)) + "\n")

    def lines(self) -> list[str]:
        """Return all notes."""
        return self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else []

    def says(self, line: str) -> bool:
        """Return whether this was noted."""
        return line in self.lines()

    def is_first(self, name: str) -> bool:
        """Return whether this is asked for the first time."""
        with contextlib.suppress(FileExistsError), (self._folder / name).open("x"):
            return True
        return False


def workshop(url: str, folder: Path, clock: Clock | None = None) -> Workshop:
    """Return a workshop whose tasks note what they do in a folder."""
    return workshop_of(Database(url), folder, clock)


def workshop_of(database: Database, folder: Path, clock: Clock | None = None) -> Workshop:
    """Return a workshop over this database."""
    diary = Diary(folder)
    runs: dict[str, Callable[[Running], None]] = {
        "note": lambda job: diary.note("note", job.claim.job_id),
        "refuse": _refuse,
        "fault": _fault,
        "misspell": _misspell,
        "not_now": lambda job: _not_now(job, diary),
        "poison": lambda job: os.kill(os.getpid(), signal.SIGKILL),
        "deaf": lambda job: _wait_for_death(),
        "endless": lambda job: _go_on(job, diary),
        "short": lambda job: _until_told_to_stop(diary),
        "vanish": lambda job: os._exit(0),
    }
    tasks = [
        Task(name, run, most_attempts=3, backoff_s=0.05 if name == "not_now" else 10.0)
        for name, run in runs.items()
    ]
    staged = Task(
        "staged", functools.partial(_in_stages, diary=diary), dict.fromkeys(STAGES, 1.0), most_attempts=9
    )
    ports = ports_over(database, clock or SystemClock(), folder=folder)
    return Workshop(ports, table(*tasks, staged, RESULT))


def be_worker(url: str, folder: Path, capacity: int, rhythm: Rhythm) -> None:
    """Be a worker until told to stop."""
    is_over = listen_for_stops()
    make = functools.partial(workshop, url, folder)
    EmbeddedRunner(make, capacity=capacity, preload=[__name__], rhythm=rhythm).run_until(is_over)


@contextlib.contextmanager
def worker(
    url: str, folder: Path, *, capacity: int = 2, rhythm: Rhythm = QUICK
) -> Iterator[ForkServerProcess]:
    """Yield a worker that runs; what is left of it is killed afterwards."""
    process = _FORKS.Process(target=be_worker, args=(url, folder, capacity, rhythm))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def until(holds: Callable[[], bool], worker: ForkServerProcess, *, patience_s: float = PATIENCE_S) -> None:
    """Wait, beside a worker, until something holds."""
    for _ in range(int(patience_s / 0.05)):
        if holds():
            return
        assert worker.is_alive(), f"the worker ended with {worker.exitcode}"
        worker.join(0.05)
    raise AssertionError(f"not within {patience_s} s")


def job_in(database: Database, job_id: UUID) -> Job:
    """Return a job as it stands now."""
    with database.reading() as session:
        return jobs.get_job(session, job_id, owner_ids=None)


def _in_stages(job: Running, diary: Diary) -> None:
    for stage in STAGES:
        job.once(stage, functools.partial(_do, diary, stage))
    with job.writing() as session:
        jobs.defer(session, RESULT, subject_id=job.claim.job_id)
        _do(diary, LAST)
        job.finish(session)


def _do(diary: Diary, stage: str) -> str:
    if diary.is_first(f"reached {stage}"):
        diary.note("reached", stage)
        _wait_for_death()
    diary.note("did", stage)
    return stage


def _wait_for_death() -> None:
    threading.Event().wait(PATIENCE_S)


def _until_told_to_stop(diary: Diary) -> None:
    diary.note("begun")
    pause = threading.Event()
    while not diary.says("told to stop"):
        pause.wait(0.02)
    diary.note("ended")


def _go_on(job: Running, diary: Diary) -> None:
    diary.note("going on")
    pause = threading.Event()
    while not pause.wait(0.02):
        job.progress(0.5)


def _refuse(_job: Running) -> None:
    raise Invalid("The take has no picture. Upload it again.")


def _fault(_job: Running) -> None:
    raise ZeroDivisionError("the name of a child")


def _misspell(job: Running) -> None:
    """Ask for a column that is not there: SQLite's and MariaDB's drivers call that "operational"."""
    with job.writing() as session:
        session.execute(text("SELECT no_such_column FROM jobs"))


def _not_now(job: Running, diary: Diary) -> None:
    diary.note("not now", job.claim.attempt)
    if job.claim.attempt < 2 or job.ids:
        raise Unavailable("The disk is full. Free some space.")
