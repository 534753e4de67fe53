"""Real databases for tests: made by the migrations once per process, rolled back after each test."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker

from touchline.server import migrate
from touchline.server.kit.db import Database, connect

URLS = {"postgres": "TOUCHLINE_TEST_POSTGRES_URL", "mariadb": "TOUCHLINE_TEST_MARIADB_URL"}
"""Kind of server → the variable with the URL of one that may be written to."""

KINDS = ["sqlite", *(kind for kind, variable in URLS.items() if os.environ.get(variable))]


class RolledBack(Database):
    """A database of which a test sees all its own commits, and nobody else sees anything."""

    def __init__(self, connection: Connection) -> None:
        self.engine = connection.engine
        self._connection = connection
        self.sessions = sessionmaker(expire_on_commit=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session on the test's connection, rolled back."""
        with self._session() as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session on the test's connection; its commit ends with the test."""
        with self._session() as session:
            yield session
            session.commit()

    def overwrite_deleted(self) -> None:
        """Nothing was committed; a look at the file would wait for this very test."""

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Undo what is committed meanwhile."""
        savepoint = self._connection.begin_nested()
        yield
        savepoint.rollback()

    @contextlib.contextmanager
    def noting(self, beginning: str) -> Iterator[list[str]]:
        """Yield a list of the statements meanwhile that begin so, also those that a reader undoes."""
        noted: list[str] = []

        def note(*about: Any) -> None:
            noted.extend(word for word in about if isinstance(word, str) and word.startswith(beginning))

        event.listen(self._connection, "before_cursor_execute", note)
        yield noted
        event.remove(self._connection, "before_cursor_execute", note)

    def _session(self) -> Session:
        return self.sessions(bind=self._connection, join_transaction_mode="create_savepoint")


@contextlib.contextmanager
def fresh_database(kind: str, folder: Path, name: str) -> Iterator[str]:
    """Yield the URL of an empty database that no other process uses; it is dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.db"
        return
    name = f"{name}_{os.getpid()}"
    server = make_url(os.environ[URLS[kind]])
    drop = f"DROP DATABASE IF EXISTS {name}"
    url = server.render_as_string(hide_password=False)
    admin = connect(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(drop))
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(drop))
    admin.dispose()


@contextlib.contextmanager
def migrated(url: str) -> Iterator[Database]:
    """Yield a database that the migrations made."""
    database = Database(url)
    migrate.upgrade(database.engine)
    yield database
    database.close()
