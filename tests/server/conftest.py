"""What tests of the server ask for: the application over a real database of each kind."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from factories import databases, outside
from factories.apps import app_over
from touchline.base.clock import HandClock
from touchline.server.kit.db import Database
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

NOON = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", params=databases.KINDS)
def migrated(request: pytest.FixtureRequest, database_of: Callable[[str], Database]) -> Database:
    """A database that the migrations made, of each kind."""
    return database_of(request.param)


@pytest.fixture
def database(migrated: Database) -> Iterator[Database]:
    """The database of one test: empty, and rolled back afterwards."""
    with migrated.engine.connect() as connection:
        outer = connection.begin()
        yield databases.RolledBack(connection)
        outer.rollback()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session to call services with."""
    with database.writing() as session:
        yield session


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at noon until it is moved."""
    return HandClock(NOON)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings as they are by default, whatever the environment says; only hashing is cheap."""
    return Settings(_env_file=None, data_dir=tmp_path, password_hash_memory_kib=8, password_hash_passes=1)


@pytest.fixture
def ports(database: Database, clock: HandClock, settings: Settings) -> Ports:
    """The outside world: a real database, and in-memory ports for all else."""
    return outside.ports_over(database, clock, folder=settings.data_dir)


@pytest.fixture
def client(settings: Settings, ports: Ports) -> Iterator[TestClient]:
    """A client of the whole application."""
    with TestClient(app_over(settings, ports), raise_server_exceptions=False) as client:
        yield client
