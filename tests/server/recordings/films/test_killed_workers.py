"""A worker that is killed in each stage of a film job: another one goes on, and there is one film."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from factories import clubs, databases, filmed_games, games_of_clubs, workers
from factories.film_workers import FatalEngine, film_worker
from factories.people import ports_of
from touchline.server import outside
from touchline.server.app import create_app
from touchline.server.kit.film_engine.port import Stage
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.settings import Settings

STAGES = list(Stage)
LAST_QUICK = STAGES.index(Stage.CUTTING)


@pytest.fixture(params=[STAGES[:4], STAGES[4:7], STAGES[7:]], ids=lambda stages: stages[0].value)
def engine(tmp_path: Path, request: pytest.FixtureRequest) -> FatalEngine:
    """An engine that waits to be killed, in some stages: a job is not tried again for ever."""
    return FatalEngine(tmp_path, tuple(request.param))


@pytest.fixture
def client(settings: Settings, engine: FatalEngine) -> Iterator[TestClient]:
    """A client of an application with a database and files of its own, as a club has it."""
    settings.data_dir.mkdir()
    with databases.migrated(settings.database):
        ports = outside.connect(settings, engine)
        with TestClient(create_app(settings, ports)) as client:
            yield client
        ports.database.close()


def test_a_film_whose_worker_is_killed_in_every_stage_is_made_once(
    client: TestClient, settings: Settings, engine: FatalEngine, tmp_path: Path
) -> None:
    club, diary = clubs.found(client, "lions"), workers.Diary(tmp_path)
    filmed_games.agree(club)
    game_id = str(games_of_clubs.schedule(club, expected_takes=1).id)
    assert filmed_games.send(club, game_id, filmed_games.recording()).status_code == 201
    assert InlineRunner(filmed_games.workshop(ports_of(client))).run_one(), "the take is prepared here"
    for stage in engine.stages:
        with film_worker(settings, engine) as worker:
            workers.until(lambda: diary.says(f"reached {stage}"), worker, patience_s=180)  # noqa: B023
            worker.kill()
    with film_worker(settings, engine) as worker:
        workers.until(lambda: filmed_games.watch(club, game_id)["job"] is None, worker, patience_s=180)
    watched = filmed_games.watch(club, game_id)
    assert (watched["film"]["version"], watched["film"]["is_final"]) == (1, True)
    expected = [f"reached {stage}" for stage in engine.stages]
    is_after = STAGES.index(engine.stages[0]) > LAST_QUICK
    expected.insert(0 if is_after else len(expected), "did instant cut")
    assert diary.lines() == [*expected, "did film"]
