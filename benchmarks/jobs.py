"""Background jobs: how fast they are claimed, how soon they start and are taken over."""

import functools
import importlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from touchline.base.clock import SystemClock
from touchline.base.ids import new_id
from touchline.server import migrate
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import claims, service
from touchline.server.kit.jobs.claims import Room
from touchline.server.kit.jobs.runner import Rhythm

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PAGE = ROOT / "docs" / "experiments" / "jobs.md"
sys.path.append(str(ROOT / "tests"))
workers = importlib.import_module("factories.workers")

NOW = SystemClock().now


@dataclass(frozen=True)
class Counts:
    """How much is tried."""

    claimed: int
    started: int
    killed: int


FULL = Counts(claimed=3000, started=60, killed=5)
QUICK = Counts(claimed=300, started=8, killed=1)


def main(quick: bool) -> None:
    """Print what was measured; without `quick` also write docs/experiments/jobs.md."""
    counts = QUICK if quick else FULL
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        rows = [row for measure in (_claimed, _started, _taken_over) for row in measure(counts, Path(folder))]
    table = "\n".join(["| measured | goal | found |", "|---|---|---|", *rows])
    print(table)
    if not quick:
        PAGE.write_text(_page(table), encoding="utf-8")


@contextmanager
def _shop(folder: Path) -> Iterator[tuple[str, Database, Path]]:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        url = f"sqlite:///{name}/jobs.db"
        database = Database(url)
        migrate.upgrade(database.engine)
        yield url, database, Path(name)
        database.close()


def _claimed(counts: Counts, folder: Path) -> Iterator[str]:
    """A claim and an end are a durable commit each; the file system allows so many of them and no more."""
    with _shop(folder) as (_, database, place):
        note, worker_id = workers.workshop_of(database, place).tasks["note"], new_id()
        with database.writing() as session:
            for _ in range(counts.claimed):
                service.defer(session, note)
        last = min(counts.claimed // 2, 200)
        first = _claim_and_end_s(database, worker_id, note.name, counts.claimed - last)
        tail = _claim_and_end_s(database, worker_id, note.name, last)
        ours = counts.claimed / (first + tail)
        slower = (first / (counts.claimed - last)) / (tail / last)
        theirs = _bare_commits_per_s(place / "bare.db", counts.claimed)
    yield (
        f"| jobs claimed and ended per second, two durable commits each; share of the {theirs:.0f} bare "
        f"commits of SQLite per second | at least 0.2 | {2 * ours / theirs:.2f} ({ours:.0f} jobs/s) |"
    )
    yield (
        f"| the time of one while up to {counts.claimed} wait, over that of the last {last} "
        f"| at most 1.2 | {slower:.2f} |"
    )


def _claim_and_end_s(database: Database, worker_id: UUID, task: str, count: int) -> float:
    began_s = time.perf_counter()
    for _ in range(count):
        with database.writing() as session:
            claim = claims.claim_next(session, worker_id, [task], Room(4, 4), NOW())
        assert claim
        with database.writing() as session:
            assert claims.complete(session, claim, NOW())
    return time.perf_counter() - began_s


def _bare_commits_per_s(path: Path, count: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT)")
    began_s = time.perf_counter()
    for number in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO jobs VALUES (?, 'PENDING')", (number,))
        connection.execute("COMMIT")
    connection.close()
    return count / (time.perf_counter() - began_s)


def _started(counts: Counts, folder: Path) -> Iterator[str]:
    with _shop(folder) as (url, database, place), workers.worker(url, place, rhythm=Rhythm()) as worker:
        note = workers.workshop_of(database, place).tasks["note"]
        diary, dice = workers.Diary(place), random.Random(1)
        took_ms = sorted(_start_ms(database, note, diary, worker, dice) for _ in range(counts.started))
    bare_ms = sorted(_process_ms() for _ in range(counts.started))
    half, most = took_ms[len(took_ms) // 2], took_ms[int(0.99 * (len(took_ms) - 1))]
    bare = bare_ms[len(bare_ms) // 2]
    yield f"| from the commit that defers a job to its first line: median | under 1,000 ms | {half:.0f} ms |"
    yield f"| the same: p99 | under 2,000 ms | {most:.0f} ms |"
    yield (
        f"| share of that median that the start and end of an empty process takes (`true`) "
        f"| – | {bare / half:.3f} ({bare:.1f} ms) |"
    )


def _start_ms(database: Database, note: Any, diary: Any, worker: Any, dice: random.Random) -> float:
    """One job, deferred at any moment between two looks of the worker."""
    time.sleep(dice.uniform(1.0, 2.0) * Rhythm().poll_s)
    with database.writing() as session:
        job_id = service.defer(session, note).id
    asked_s = time.perf_counter()
    _wait(functools.partial(diary.says, f"note {job_id}"), worker, every_s=0.002)
    return 1000.0 * (time.perf_counter() - asked_s)


def _process_ms() -> float:
    began_s = time.perf_counter()
    subprocess.run(["true"], check=True)
    return 1000.0 * (time.perf_counter() - began_s)


def _taken_over(counts: Counts, folder: Path) -> Iterator[str]:
    took_s = [_take_over_s(folder) for _ in range(counts.killed)]
    yield (
        f"| from `kill -9` of a worker until another one does its job, longest of {counts.killed} "
        f"| under 35 s | {max(took_s):.1f} s |"
    )


def _take_over_s(folder: Path) -> float:
    with _shop(folder) as (url, database, place):
        staged, diary = workers.workshop_of(database, place).tasks["staged"], workers.Diary(place)
        with database.writing() as session:
            service.defer(session, staged)
        with workers.worker(url, place, rhythm=Rhythm()) as victim:
            _wait(functools.partial(diary.says, f"reached {workers.STAGES[0]}"), victim)
            with workers.worker(url, place, rhythm=Rhythm()) as survivor:
                time.sleep(2.0)  # it looks around before somebody dies
                victim.kill()
                died_s = time.perf_counter()
                _wait(functools.partial(diary.says, f"did {workers.STAGES[0]}"), survivor)
                return time.perf_counter() - died_s


def _wait(
    holds: Callable[[], bool], worker: Any, *, every_s: float = 0.05, patience_s: float = 120.0
) -> None:
    until_s = time.perf_counter() + patience_s
    while not holds():
        assert worker.is_alive(), f"the worker ended with {worker.exitcode}"
        assert time.perf_counter() < until_s, "nothing happened"
        time.sleep(every_s)


def _page(table: str) -> str:
    return f"""# Jobs: how fast they are claimed, started and taken over

`./run bench jobs` works on SQLite in a folder of its own, with the rhythm of a real worker: it looks every
{Rhythm().poll_s:g} s and gives a sign of life every {Rhythm().beat_s:g} s, and a silence of
{Rhythm().silence_s:g} s is a death. Bare commits are SQLite's own, one row each, as durable as ours (WAL,
`synchronous = FULL`), in the same folder and the same run: what the disk allows.

{table}

A claim and an end cost the processor about 2 ms of Python however many jobs wait; where the disk allows more
than some 4,000 commits per second, that is what the first line shows, and its goal is missed. A club makes
some hundred jobs a day. A job that waits for a worker to look waits a quarter of a second on average; a queue
that is not empty is not looked at but worked off. Jobs are deferred at random moments between two looks.
`touchline serve` sees its own worker die and frees its jobs at once; the last line is about others' workers.
How it works: [ADR 0005](../adr/0005-jobs.md).
"""
