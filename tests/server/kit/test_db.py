"""The database does the same on SQLite, PostgreSQL and MariaDB."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from touchline.server import models
from touchline.server.kit.db import Database, UtcDateTime, connect

MOMENTS = Table("moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))


@pytest.fixture
def moments(session: Session) -> Iterator[Session]:
    """A session that sees a table of moments."""
    dialect = session.get_bind().dialect.name
    kind = {"sqlite": "DATETIME", "postgresql": "TIMESTAMPTZ"}.get(dialect, "DATETIME(6)")
    session.execute(text(f"CREATE TEMPORARY TABLE moments (id INTEGER PRIMARY KEY, at {kind})"))
    yield session
    # MariaDB commits what went before when it drops a table that is not said to be temporary.
    session.execute(text("DROP TEMPORARY TABLE moments" if dialect == "mariadb" else "DROP TABLE moments"))


def test_a_moment_comes_back_in_utc_to_the_microsecond(moments: Session) -> None:
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    moments.execute(insert(MOMENTS).values(id=1, at=at))
    (found,) = moments.execute(select(MOMENTS.c.at)).one()
    assert found == at
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(moments: Session) -> None:
    with pytest.raises(StatementError, match="expected an aware moment"):
        moments.execute(insert(MOMENTS).values(id=1, at=datetime(2026, 3, 29)))  # noqa: DTZ001


def test_a_database_of_another_make_is_refused() -> None:
    with pytest.raises(ValueError, match="must be SQLite, PostgreSQL or MariaDB"):
        connect("oracle://somewhere/db")


def test_writers_of_one_sqlite_wait_for_each_other_and_none_is_lost(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'count.db'}")
    with database.writing() as session:
        session.execute(text("CREATE TABLE counts (n INTEGER)"))
        session.execute(text("INSERT INTO counts VALUES (0)"))
    counts = Table("counts", MetaData(), Column("n", Integer))

    def count() -> None:
        for _ in range(25):
            with database.writing() as session:
                n = session.execute(select(counts.c.n)).scalar_one()
                session.execute(update(counts).values(n=n + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.execute(select(counts.c.n)).scalar_one() == 100
    database.close()


def test_what_a_test_commits_is_gone_when_it_ends(database: Database) -> None:
    assert models.metadata is not None
    with database.writing() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
