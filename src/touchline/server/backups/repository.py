"""All rows of all tables, as lines of JSON: the words of no database in particular."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import JSON, Column, Connection, Table, Uuid, delete, func, insert, null, select, text
from sqlalchemy.types import TypeEngine

from touchline.server.kit.db import UtcDateTime
from touchline.server.models import metadata

BATCH = 500
MADE_BY_MIGRATIONS = frozenset({"audit_head"})
"""Tables that are not empty in a new database."""


def rows_of_all(connection: Connection) -> Iterator[str]:
    """Yield a line for each table, then one for each of its rows, those that others point to first."""
    for table in metadata.sorted_tables:
        yield json.dumps({"table": table.name, "columns": [column.name for column in table.columns]})
        for row in connection.execute(select(table).execution_options(yield_per=BATCH)):
            yield json.dumps([_told(value) for value in row], ensure_ascii=False)


def bring_back(connection: Connection, lines: Iterable[str]) -> int:
    """Put all rows in, into empty tables; return how many there were."""
    for emptied in reversed(metadata.sorted_tables):
        connection.execute(delete(emptied))
    count, columns = 0, list[Column[Any]]()
    waiting: list[dict[str, Any]] = []
    table: Table | None = None
    for line in lines:
        said = json.loads(line)
        if isinstance(said, dict):
            _put(connection, table, waiting)
            table = metadata.tables[said["table"]]
            columns = [table.columns[name] for name in said["columns"]]
            continue
        waiting.append(
            {column.name: _heard(value, column.type) for column, value in zip(columns, said, strict=True)}
        )
        count += 1
        if len(waiting) >= BATCH:
            _put(connection, table, waiting)
    _put(connection, table, waiting)
    return count


def is_empty(connection: Connection) -> bool:
    """Whether nobody has used this database yet."""
    return not any(
        connection.scalar(select(func.count()).select_from(table))
        for table in metadata.sorted_tables
        if table.name not in MADE_BY_MIGRATIONS
    )


def revision_of(connection: Connection) -> str:
    """Return which migration was the last."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _put(connection: Connection, table: Table | None, waiting: list[dict[str, Any]]) -> None:
    if waiting and table is not None:
        connection.execute(insert(table), waiting)
    waiting.clear()


def _told(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case Enum():
            return value.value
    return value


def _heard(value: Any, kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, JSON):
        return null() if value is None else value
    if value is None:
        return None
    match kind:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Uuid():
            return UUID(value)
        case sqlalchemy.Enum(enum_class=words) if words is not None:
            return words(value)
    return value
