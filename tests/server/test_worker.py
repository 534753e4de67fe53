"""The worker as a program: it finds its database by its settings, signs in, and stops when told to."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from factories import databases, workers
from touchline.server import worker
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.jobs import repository
from touchline.server.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a club with a folder of its own."""
    return Settings(_env_file=None, data_dir=tmp_path)


@pytest.fixture
def program(settings: Settings) -> Iterator[ForkServerProcess]:
    """The worker, about to start."""
    program = multiprocessing.get_context("forkserver").Process(
        target=worker.run, args=(settings, MemoryEngine())
    )
    yield program
    program.kill()
    program.join()


def test_it_signs_in_and_stops_when_it_is_told_to(settings: Settings, program: ForkServerProcess) -> None:
    with databases.migrated(settings.database) as database:

        def has_signed_in() -> bool:
            with database.reading() as session:
                return [each.capacity for each in repository.list_workers(session)] == [4]

        program.start()
        workers.until(has_signed_in, program)
        program.terminate()
        program.join(workers.PATIENCE_S)
        assert program.exitcode == 0
