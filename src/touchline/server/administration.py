"""What is done on the server's own machine, with its settings and without its web: `touchline admin`."""

import asyncio
import contextlib
from collections.abc import Iterator
from uuid import UUID

from touchline.base.clock import SystemClock
from touchline.base.errors import Invalid
from touchline.server import migrate, outside, wiring
from touchline.server.accounts import service as accounts
from touchline.server.accounts.keys import keys_of
from touchline.server.accounts.schemas import RegisterIn, normalised_email
from touchline.server.audit import service as audit
from touchline.server.audit.service import Verdict
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.privacy import service as privacy
from touchline.server.privacy.person import Person
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


def person_of(settings: Settings, who: str) -> Person:
    """Return whoever has this e-mail address, or whose account or player's id this is.

    Raises:
        Invalid: it is neither.
        PersonNotFound: nobody.
    """
    with database_of(settings) as database, database.reading() as session:
        if "@" in who:
            return privacy.find_person(session, accounts.find_by_email(session, _address_of(who)).id)
        try:
            person_id = UUID(who)
        except ValueError:
            raise Invalid(
                "Give the e-mail address of an account, or the id of a player: it ends the address of their "
                "page on the roster."
            ) from None
        return privacy.find_person(session, person_id)


def erase_person(settings: Settings, person: Person, film_engine: FilmEngine) -> None:
    """Erase somebody, with the server running or not.

    Raises:
        RunsClubAlone, LastServerAdministrator: somebody else must take over from them first.
    """
    ports = outside.connect(settings, film_engine)
    try:
        with ports.database.writing() as session:
            now = ports.clock.now()
            erased = privacy.erase_person(session, ports.sealer, person.id, by=None, now=now)
        asyncio.run(privacy.remove_files(wiring.intake_of(settings, ports), erased))
    finally:
        ports.database.close()


def _address_of(text: str) -> str:
    try:
        return normalised_email(text)
    except ValueError as error:
        raise Invalid(str(error)) from None


def has_administrator(database: Database) -> bool:
    """Say whether anybody administers this server."""
    with database.reading() as session:
        return accounts.has_administrator(session)


def verify_audit(settings: Settings) -> Verdict:
    """Go through the whole audit log."""
    with database_of(settings) as database, database.reading() as session:
        return audit.verify(session)
