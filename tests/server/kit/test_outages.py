"""A database that goes away, is busy or full, and a place for files that cannot be written."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import APIRouter
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factories import databases
from factories.apps import app_over
from factories.outside import ports_over
from touchline.base.clock import HandClock, SystemClock
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.kit.deps import DbSession
from touchline.server.kit.health import GOOD_FOR
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.room import Room
from touchline.server.settings import Settings

SERVERS = [kind for kind in databases.KINDS if kind != "sqlite"]
END_OF_MINE = {
    "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())",
    "mariadb": "KILL CONNECTION_ID()",
}
BERTA = "Berta Beispiel"


@pytest.fixture(params=databases.KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that several connections may use."""
    name = f"touchline_away_{new_id().hex[:12]}"
    with databases.fresh_database(request.param, tmp_path, name) as url, databases.migrated(url) as database:
        with database.writing() as session:
            session.execute(text("CREATE TABLE names (name VARCHAR(40) PRIMARY KEY)"))
        yield database


def statements() -> APIRouter:
    """Routes that do what a test says, in a request's own transaction."""
    router = APIRouter()

    @router.post("/end")
    def end(session: DbSession) -> None:
        session.execute(text("SELECT 1"))
        session.execute(text(END_OF_MINE[session.get_bind().dialect.name]))

    @router.post("/fill")
    def fill(session: DbSession) -> None:
        session.execute(text("PRAGMA max_page_count = 1"))
        for number in range(10_000):
            add(session, f"{number:040}")

    @router.get("/busy")
    def busy(session: DbSession) -> None:
        session.execute(text("PRAGMA busy_timeout = 1"))
        add(session, BERTA)

    @router.post("/twice")
    def twice(session: DbSession) -> None:
        for _ in range(2):
            add(session, BERTA)

    @router.post("/fault")
    def fault(session: DbSession) -> None:
        session.execute(text("SELECT nothing FROM nowhere"))

    @router.post("/misspelt")
    def misspelt(session: DbSession) -> None:
        session.execute(text("SELECT nothing FROM names"))

    return router


def add(session: Session, name: str) -> None:
    session.execute(text("INSERT INTO names VALUES (:name)"), {"name": name})


@pytest.fixture
def client(settings: Settings, shared: Database) -> Iterator[TestClient]:
    """A client of the application with these routes."""
    app = app_over(settings, ports_over(shared, SystemClock()), statements)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def told(answer: Response) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json()["code"], answer.headers.get("retry-after")


AWAY = (503, "DATABASE_AWAY", "5")


@pytest.mark.parametrize("shared", SERVERS, indirect=True)
def test_a_connection_that_is_ended_in_a_request_is_told_and_the_next_request_gets_another(
    client: TestClient,
) -> None:
    with structlog.testing.capture_logs() as lines:
        assert told(client.post("/end")) == AWAY
    assert "database did not answer" in [line["event"] for line in lines]
    assert client.get("/ready").status_code == 200


@pytest.mark.parametrize("shared", SERVERS, indirect=True)
def test_connections_that_were_ended_while_nobody_used_them_cost_no_request(
    client: TestClient, shared: Database
) -> None:
    assert client.get("/api/v1/invitations/0123456789abcdef").status_code == 404
    with shared.engine.connect() as other:
        end_others(other.dialect.name, other.exec_driver_sql)
    assert client.get("/api/v1/invitations/0123456789abcdef").status_code == 404


def end_others(kind: str, run: Callable[[str], CursorResult[Any]]) -> None:
    if kind == "postgresql":
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
        return
    mine = "DB = DATABASE() AND ID <> CONNECTION_ID()"
    for (connection_id,) in run(f"SELECT ID FROM information_schema.PROCESSLIST WHERE {mine}").all():
        run(f"KILL {connection_id}")


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "mariadb://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_not_there_is_told_too_and_nothing_is_ready(settings: Settings, url: str) -> None:
    database = Database(url)
    app = app_over(settings, ports_over(database, SystemClock()))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert told(client.get("/api/v1/invitations/0123456789abcdef")) == AWAY
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()["checks"]) == (
            503,
            {"database": "OperationalError", "storage": "ok"},
        )
        assert client.get("/health").status_code == 200
    database.close()


@pytest.mark.parametrize("shared", ["sqlite"], indirect=True)
def test_a_database_that_somebody_else_writes_to_for_too_long_is_told(
    client: TestClient, shared: Database
) -> None:
    with shared.writing() as session:
        add(session, "Anna")
        assert told(client.get("/busy")) == AWAY


@pytest.mark.parametrize("shared", ["sqlite"], indirect=True)
def test_a_database_without_room_is_a_full_disk(client: TestClient, shared: Database) -> None:
    assert told(client.post("/fill")) == (507, "DISK_FULL", "300")
    with shared.reading() as session:
        assert session.execute(text("SELECT count(*) FROM names")).scalar_one() == 0


def test_a_fault_in_a_statement_stays_a_fault_of_ours(client: TestClient) -> None:
    with structlog.testing.capture_logs():
        assert client.post("/fault").status_code == 500
        assert client.post("/misspelt").status_code == 500
        assert client.post("/twice").status_code == 500


def test_an_error_of_the_database_does_not_tell_what_was_to_be_written(shared: Database) -> None:
    with pytest.raises(IntegrityError) as refused, shared.writing() as session:
        for _ in range(2):
            add(session, BERTA)
    assert "parameters hidden" in str(refused.value)


@pytest.mark.parametrize("shared", SERVERS, indirect=True)
def test_a_transaction_sees_what_others_have_committed_meanwhile(shared: Database) -> None:
    with shared.writing() as session:
        count = text("SELECT count(*) FROM names")
        assert session.execute(count).scalar_one() == 0
        with shared.writing() as other:
            add(other, "Anna")
        assert session.execute(count).scalar_one() == 1


@pytest.mark.parametrize("shared", SERVERS, indirect=True)
def test_who_looks_for_a_row_in_vain_keeps_nobody_from_adding_one(shared: Database) -> None:
    missing = text("SELECT name FROM names WHERE name = :name FOR UPDATE")
    with shared.writing() as session, shared.writing() as other:
        assert session.execute(missing, {"name": "Carla"}).all() == []
        assert other.execute(missing, {"name": "Dora"}).all() == []
        add(session, "Carla")  # at REPEATABLE READ, MariaDB's gap locks make each wait for the other
        add(other, "Dora")


def readiness(settings: Settings, database: Database, storage: LocalStorage) -> tuple[int, str]:
    ports = dataclasses.replace(ports_over(database, SystemClock()), storage=storage)
    with TestClient(app_over(settings, ports)) as client, structlog.testing.capture_logs():
        answer = client.get("/ready")
    return answer.status_code, answer.json()["checks"]["storage"]


def test_files_that_cannot_be_written_make_the_server_not_ready_and_a_full_disk_does_not(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    links, folder = Links(Signer("a secret of tests"), SystemClock()), tmp_path / "files"
    full = LocalStorage(folder, links, Room(folder, quota_bytes=1))
    assert readiness(settings, database, full) == (200, "full")
    gone = LocalStorage(folder, links, Room(folder))
    assert readiness(settings, database, gone) == (200, "ok")
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    shutil.rmtree(folder)
    folder.write_text("something else lies here")
    assert readiness(settings, database, gone) == (503, "NotADirectoryError")


def test_however_often_strangers_ask_whether_it_is_ready_the_disk_is_tried_every_few_seconds_only(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    clock, folder = HandClock(datetime(2026, 9, 5, 12, tzinfo=UTC)), tmp_path / "files"
    links = Links(Signer("a secret of tests"), clock)
    ports = dataclasses.replace(
        ports_over(database, clock), storage=LocalStorage(folder, links, Room(folder))
    )
    with TestClient(app_over(settings, ports)) as client, structlog.testing.capture_logs():
        assert client.get("/ready").status_code == 200
        shutil.rmtree(folder)
        folder.write_bytes(b"no folder any more")
        assert [client.get("/ready").status_code for _ in range(20)] == [200] * 20, "nothing was written"
        clock.move(GOOD_FOR)
        assert client.get("/ready").status_code == 503
        folder.unlink()
        assert client.get("/ready").status_code == 503
        clock.move(-timedelta(hours=1))
        assert client.get("/ready").status_code == 200, "a clock that was put back holds nothing up"
