"""A worker that is killed in a film job: another one goes on where it was, and there is one film."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from factories import clubs, databases, filmed_games, games_of_clubs, workers
from factories.film_workers import FatalEngine, film_worker
from factories.people import ports_of
from touchline.server import outside
from touchline.server.app import create_app
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.settings import Settings


@pytest.fixture
def engine(tmp_path: Path) -> FatalEngine:
    """An engine that waits to be killed."""
    return FatalEngine(tmp_path)


@pytest.fixture
def client(settings: Settings, engine: FatalEngine) -> Iterator[TestClient]:
    """A client of an application with a database and files of its own, as a club has it."""
    settings.data_dir.mkdir()
    with databases.migrated(settings.database):
        ports = outside.connect(settings, engine)
        with TestClient(create_app(settings, ports)) as client:
            yield client
        ports.database.close()


def test_a_film_that_was_killed_twice_goes_on_where_it_was(
    client: TestClient, settings: Settings, engine: FatalEngine, tmp_path: Path
) -> None:
    club, diary = clubs.found(client, "lions"), workers.Diary(tmp_path)
    filmed_games.agree(club)
    game_id = str(games_of_clubs.schedule(club, expected_takes=1).id)
    assert filmed_games.send(club, game_id, filmed_games.recording()).status_code == 201
    assert InlineRunner(filmed_games.workshop(ports_of(client))).run_one(), "the take is prepared here"
    for kind in ("instant cut", "film"):
        with film_worker(settings, engine) as worker:
            workers.until(lambda: diary.says(f"reached {kind}"), worker, patience_s=180)  # noqa: B023
            worker.kill()
    with film_worker(settings, engine) as worker:
        workers.until(lambda: filmed_games.watch(club, game_id)["job"] is None, worker, patience_s=180)
    watched = filmed_games.watch(club, game_id)
    assert (watched["film"]["version"], watched["film"]["is_final"]) == (1, True)
    assert diary.lines() == ["reached instant cut", "did instant cut", "reached film", "did film"]
