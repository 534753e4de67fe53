"""Statements that say what they did: rows that several requests want at the same moment, pages of rows."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Delete, Select, Table, Update, func, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import Session

from touchline.server.kit.db import Base
from touchline.server.kit.pagination import Page

Row = TypeVar("Row")


def insert_unless_there(
    session: Session, model: type[Base], key: dict[str, Any], values: dict[str, Any]
) -> None:
    """Insert a row, or leave the one that already has this key as it is.

    On MariaDB the row is then locked for writing: with a plain INSERT, those who came second would share a
    lock, and each would wait for the others when they want more.
    """
    table = model.__table__
    assert isinstance(table, Table)
    row = {**key, **values}
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        session.execute(sqlite.insert(table).values(row).on_conflict_do_nothing(index_elements=list(key)))
    elif dialect == "postgresql":
        session.execute(postgresql.insert(table).values(row).on_conflict_do_nothing(index_elements=list(key)))
    else:
        session.execute(mysql.insert(table).values(row).on_duplicate_key_update(key))


def changed(session: Session, statement: Update | Delete) -> bool:
    """Run a statement; say whether there was a row to change, which of several requests only one is told."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


def page_of(session: Session, query: Select[Row], page: Page) -> tuple[Sequence[Row], int]:
    """Return a page of what a query finds, and how many there are."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return session.scalars(query.limit(page.limit).offset(page.offset)).all(), total
