"""What a database's driver says when the fault is not in our statement: turned into our own errors.

The driver's sentence is never passed on: it may hold what was to be written.
"""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from touchline.base.errors import Unavailable
from touchline.server.kit.errors import DatabaseAway
from touchline.server.kit.storage.errors import DiskFull

_FULL = frozenset({"53100", sqlite3.SQLITE_FULL, 1021, 1114})
"""The codes of a full disk: PostgreSQL's, SQLite's, and MariaDB's two."""

_MARIADB_AWAY = frozenset(
    {
        1020,
        1040,
        1053,
        1080,
        1152,
        1158,
        1159,
        1160,
        1161,
        1180,
        1184,
        1203,
        1205,
        1213,
        1290,
        1317,
        1792,
        1927,
    }
)
"""MariaDB's driver calls much else "operational", unknown columns too. From 2000 on it is the connection."""


def told(error: SQLAlchemyError) -> Unavailable | None:
    """Return what is to be told of an outage; None where the statement itself is at fault."""
    if isinstance(error, NoConnectionFree):
        return DatabaseAway()
    if not isinstance(error, DBAPIError):
        return None
    code = code_of(error)
    if code in _FULL:
        return DiskFull()
    is_away = isinstance(error, OperationalError | InterfaceError) and not _is_our_fault(code)
    return DatabaseAway() if is_away or error.connection_invalidated else None


def code_of(error: DBAPIError) -> int | str | None:
    """Return the code that the database gave its error."""
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        extended: int | None = getattr(cause, "sqlite_errorcode", None)
        return None if extended is None else extended & 0xFF
    first = next(iter(getattr(cause, "args", ())), None)
    sqlstate: str | None = getattr(cause, "sqlstate", None)
    return first if isinstance(first, int) else sqlstate  # MariaDB's numbers tell more than its states do


def _is_our_fault(code: int | str | None) -> bool:
    return code == sqlite3.SQLITE_ERROR or (
        isinstance(code, int) and 1000 <= code < 2000 and code not in _MARIADB_AWAY
    )
