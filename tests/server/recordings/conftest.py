"""What tests of recordings ask for: a club whose players agreed to be filmed, its games, another club."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from factories import clubs, databases, filmed_games, games_of_clubs, outside, recorded_games
from factories.apps import app_over
from factories.clubs import Club
from factories.recorded_games import RecordedGame
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        uploads_reserve_bytes=0,
        password_hash_memory_kib=8,
        password_hash_passes=1,
    )


@pytest.fixture
def engine() -> MemoryEngine:
    """A film engine that looks at no picture."""
    return MemoryEngine()


@pytest.fixture
def ports(database: Database, clock: HandClock, settings: Settings, engine: MemoryEngine) -> Ports:
    """The outside world, with a folder of the test's own."""
    return outside.ports_over(database, clock, folder=settings.data_dir, film_engine=engine)


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club whose players may be filmed."""
    club = clubs.found(client, "lions")
    filmed_games.agree(club)
    return club


@pytest.fixture
def other_club(client: TestClient) -> Club:
    """Another club, whose people are strangers here."""
    return clubs.found(client, "tigers")


@pytest.fixture
def game_id(club: Club) -> str:
    """A game of the club."""
    return str(games_of_clubs.schedule(club).id)


@pytest.fixture
def filmed(club: Club) -> RecordedGame:
    """A game of the club with a final film of two takes."""
    return recorded_games.recorded(club)


@pytest.fixture(params=databases.KINDS)
def separate_client(
    request: pytest.FixtureRequest, tmp_path: Path, settings: Settings, clock: HandClock
) -> Iterator[TestClient]:
    """A client over a database of its own: what a GET writes is not rolled back with what it reads."""
    name = f"touchline_recordings_{new_id().hex[:12]}"
    with (
        databases.fresh_database(request.param, tmp_path, name) as url,
        databases.migrated(url) as database,
    ):
        ports = outside.ports_over(database, clock, folder=tmp_path)
        with TestClient(app_over(settings, ports), raise_server_exceptions=False) as client:
            yield client
