"""Work by the calendar comes once per turn, however many workers there are and whatever their clocks do."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from factories import workers
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.periodic import Daily, Every
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.runner import Keeper, Rhythm
from touchline.server.kit.jobs.task import Workshop

NOON = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "turn"),
    [
        (time(3, 30), datetime(2026, 9, 5, 3, 30, tzinfo=UTC)),
        (time(13), datetime(2026, 9, 4, 13, tzinfo=UTC)),
    ],
)
def test_a_daily_turn_is_the_latest_one(at: time, turn: datetime) -> None:
    assert Daily("note", at).turn(NOON) == turn


def test_turns_of_a_period_fall_where_all_workers_agree() -> None:
    every = Every("note", timedelta(minutes=15))
    assert every.turn(NOON + timedelta(minutes=14, seconds=59)) == NOON


def test_two_workers_make_one_job_per_turn_and_a_clock_that_goes_back_makes_none(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    ports_and_tasks = workers.workshop_of(database, tmp_path, clock)
    workshop = Workshop(ports_and_tasks.ports, ports_and_tasks.tasks, [Daily("note", time(3, 30))])

    def sweep() -> int:
        for _ in range(2):
            Keeper(workshop, new_id(), 4, Rhythm()).sweep()
        with database.reading() as session:
            return jobs.list_jobs(session, Filter(task="note"))[1]

    assert sweep() == 1
    clock.move(timedelta(hours=-1))
    assert sweep() == 1
    clock.move(timedelta(hours=25))
    assert sweep() == 2
