"""What is done on the server's own machine, with its settings and without its web: `touchline admin`."""

import contextlib
from collections.abc import Iterator

from touchline.base.clock import SystemClock
from touchline.server import migrate
from touchline.server.accounts import service as accounts
from touchline.server.accounts.keys import keys_of
from touchline.server.accounts.schemas import RegisterIn
from touchline.server.audit import service as audit
from touchline.server.audit.service import Verdict
from touchline.server.kit.db import Database
from touchline.server.settings import Settings


@contextlib.contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """Open the database that the settings name, brought up to date."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database, pool_size=1)
    try:
        migrate.upgrade(database.engine)
        yield database
    finally:
        database.close()


def create_administrator(settings: Settings, email: str, name: str, password: str) -> str:
    """Make an account that administers the server, or an existing one administer it; say which.

    Raises:
        ValidationError, WeakPassword: the address, the name or the password cannot be used.
    """
    wanted = RegisterIn(email=email, password=password, display_name=name)
    now = SystemClock().now()
    with database_of(settings) as database, database.writing() as session:
        account, is_new = accounts.make_administrator(session, keys_of(settings), wanted, now=now)
        audit.record(session, "account.make_administrator", actor_id=None, at=now, subject_id=account.id)
    if is_new:
        return f"{wanted.email} administers this server. Sign in at {settings.public_url}."
    return f"{wanted.email} had an account, which administers this server now; its password stays."


def has_administrator(database: Database) -> bool:
    """Say whether anybody administers this server."""
    with database.reading() as session:
        return accounts.has_administrator(session)


def verify_audit(settings: Settings) -> Verdict:
    """Go through the whole audit log."""
    with database_of(settings) as database, database.reading() as session:
        return audit.verify(session)
