"""Bringing a database up to date: `touchline serve` does it at its start, tests before the first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Run all migrations that this database has not seen."""
    with engine.connect() as connection:
        command.upgrade(config_for(connection), "head")
        connection.commit()


def config_for(connection: object) -> Config:
    """Return Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config
