"""The history of the database and the tables of the code say the same, on all three databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from factories import databases
from touchline.server import migrate
from touchline.server.kit.db import Database, connect
from touchline.server.models import metadata


def test_the_migrations_make_what_the_models_describe(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        command.check(migrate.config_for(connection))  # raises if anything differs
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_the_history_is_one_line() -> None:
    history = ScriptDirectory.from_config(migrate.config_for(None))
    assert len(history.get_heads()) == 1
    assert len(history.get_bases()) == 1


@pytest.mark.parametrize("kind", databases.KINDS)
def test_going_back_to_the_beginning_leaves_nothing(kind: str, tmp_path: Path) -> None:
    with databases.fresh_database(kind, tmp_path, "touchline_test_back") as url:
        engine = connect(url)
        migrate.upgrade(engine)
        with engine.connect() as connection:
            command.downgrade(migrate.config_for(connection), "base")
            connection.commit()
        assert inspect(engine).get_table_names() == ["alembic_version"]
        engine.dispose()
