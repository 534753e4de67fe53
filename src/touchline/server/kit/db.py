"""The database: SQLite, PostgreSQL or MariaDB by URL, the same for everything above.

Times are UTC and aware, keys are UUIDs, enums are words, and nothing is loaded behind one's back.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Engine, Enum, MetaData, Uuid, create_engine, event
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import DateTime, TypeDecorator

from touchline.base.errors import Unavailable
from touchline.base.ids import new_id

BUSY_TIMEOUT_MS = 10_000
"""How long a writer of SQLite waits for the other writer."""

_WRITES = "touchline_writes"
_DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mariadb+pymysql", "mariadb": "mariadb+pymysql"}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC to the microsecond; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """MariaDB forgets fractions of a second unless asked."""
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Python to database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware moment, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Database to Python."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[StrEnum]) -> Enum:
    """Return the column type of an enum: its words, as text, so that a new one needs no migration."""
    return Enum(kind, native_enum=False, create_constraint=False, length=32, values_callable=list)


class Base(DeclarativeBase):
    """What all tables have in common."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid(as_uuid=True)}  # noqa: RUF012 (SQLAlchemy's way)


class Identified:
    """A table whose key is a UUID made by us."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Database:
    """Hands out sessions; whoever asks says whether it will write."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = connect(url, pool_size=pool_size)
        self._writing = self.engine.execution_options(**{_WRITES: True})
        self.sessions = sessionmaker(expire_on_commit=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that is rolled back."""
        with self.sessions(bind=self.engine) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that is committed as a whole, or not at all.

        SQLite takes its one writer's place at the beginning: a transaction that reads first and writes
        later would be refused if another one wrote in between.
        """
        with self.sessions(bind=self._writing) as session:
            yield session
            session.commit()

    def overwrite_deleted(self) -> None:
        """Have nothing that was deleted be read from the disk any more, where that is ours to say.

        SQLite overwrites what it deletes (`secure_delete`: only some builds do so unasked), but its log keeps
        older pages until it is emptied, which waits while somebody reads: ask for it again then. The other
        two see to it by themselves, in their own time.

        Raises:
            Unavailable: somebody reads for long, a backup perhaps.
        """
        if self.engine.dialect.name == "sqlite":
            with contextlib.closing(self.engine.raw_connection()) as connection:
                is_busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_busy:
                raise Unavailable("The database's log is in use and could not be emptied. Try again later.")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """Return the engine of a database.

    MariaDB would keep each transaction's first view of the data, and lock gaps between rows: two requests
    that each look for a row that is not there, then insert it, would end each other. READ COMMITTED is
    what PostgreSQL does by itself; in SQLite a writer is alone. What a driver refuses is told without its
    values, which are people's.

    Raises:
        ValueError: the URL is none of the three databases.
    """
    parsed = _with_driver(make_url(url))
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
    )


def _with_driver(url: URL) -> URL:
    backend = url.get_backend_name()
    if backend not in ("sqlite", *_DRIVERS):
        raise ValueError(f"the database must be SQLite, PostgreSQL or MariaDB, got {backend!r}")
    return url.set(drivername=_DRIVERS[backend]) if backend in _DRIVERS else url


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say, below
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
