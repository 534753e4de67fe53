"""Requests at the same moment: a secret is good once, and every guess is counted, on each database."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from factories import databases
from factories.people import PASSWORD
from factories.side_by_side import AT_ONCE, at_once
from server.conftest import NOON
from touchline.base.ids import new_id
from touchline.server.accounts import service
from touchline.server.accounts.errors import WrongCredentials
from touchline.server.accounts.keys import Keys, keys_of
from touchline.server.accounts.models import Account
from touchline.server.accounts.passwords import Hasher
from touchline.server.accounts.schemas import PasswordIn, RegisterIn
from touchline.server.accounts.user import User
from touchline.server.kit.db import Database
from touchline.server.kit.errors import TooOften
from touchline.server.kit.refusals import kept_when_refused
from touchline.server.settings import Settings


@pytest.fixture(params=databases.KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that several threads may use."""
    name = f"touchline_race_{new_id().hex[:12]}"
    with databases.fresh_database(request.param, tmp_path, name) as url, databases.migrated(url) as database:
        yield database


def make_anna(database: Database, keys: Keys) -> Account:
    wanted = RegisterIn(email="anna@example.org", password=PASSWORD, display_name="Anna")
    with database.writing() as session:
        return service.create_account(session, keys, wanted, now=NOON)


class Interrupted(Hasher):
    """Takes so long that somebody else's request is begun and ended meanwhile."""

    def __init__(self, settings: Settings, meanwhile: Callable[[], object]) -> None:
        super().__init__(settings)
        self._meanwhile = meanwhile

    def is_right(self, password: str, password_hash: str | None) -> bool:
        """Check a password, slowly."""
        self._meanwhile()
        return super().is_right(password, password_hash)

    def hash(self, password: str) -> str:
        """Hash a password, slowly."""
        self._meanwhile()
        return super().hash(password)


def attempts(keys: Keys) -> dict[str, Callable[[Session], object]]:
    """All that hashes while a request waits, except for making an account."""
    wanted = RegisterIn(email="berta@example.org", password=PASSWORD, display_name="Berta")
    login = service.Login("anna@example.org", PASSWORD, "192.0.2.1")
    return {
        "login": lambda session: service.check_credentials(session, keys, login, now=NOON),
        "register": lambda session: service.register(
            session, keys, lambda _: None, lambda *_: False, wanted, now=NOON
        ),
    }


@pytest.mark.parametrize("what", ["login", "register"])
def test_while_a_password_is_hashed_others_write(shared: Database, settings: Settings, what: str) -> None:
    keys = keys_of(settings)
    make_anna(shared, keys)
    written = []

    def write() -> None:
        with shared.writing() as session:  # would wait for a lock of ours until it is refused
            service.forgot(session, keys, written.append, "anna@example.org", now=NOON)

    slow = dataclasses.replace(keys, hasher=Interrupted(settings, write))
    with shared.writing() as session:
        attempts(slow)[what](session)
    assert written


def test_of_two_changes_of_a_password_the_second_must_know_the_new_one(
    shared: Database, settings: Settings
) -> None:
    keys = keys_of(settings)
    anna = make_anna(shared, keys)
    user = User(anna.id, anna.id, anna.email, anna.display_name, "UTC", None, is_administrator=False)

    def change(by: Keys, new_password: str) -> None:
        wanted = PasswordIn(present_password=PASSWORD, new_password=new_password)
        with shared.writing() as session, kept_when_refused(session):
            service.change_password(session, by, user, wanted, now=NOON)

    overtaking = [lambda: change(keys, "the quicker four words")]
    slow = dataclasses.replace(keys, hasher=Interrupted(settings, lambda: overtaking and overtaking.pop()()))
    with pytest.raises(WrongCredentials):
        change(slow, "the slower four words")
    login = service.Login("anna@example.org", "the quicker four words", "192.0.2.1")
    with shared.writing() as session:
        assert service.check_credentials(session, keys, login, now=NOON).id == anna.id


def test_of_refreshes_at_once_one_succeeds_and_guesses_are_all_counted(
    shared: Database, settings: Settings
) -> None:
    keys = keys_of(settings)
    anna = make_anna(shared, keys)
    with shared.writing() as session:
        refresh_token = service.open_tokens(session, keys, anna, now=NOON).refresh_token

    def refresh() -> None:
        with shared.writing() as session, kept_when_refused(session):
            service.refresh(session, keys, refresh_token, now=NOON)

    def guess() -> None:
        login = service.Login("anna@example.org", "not the password", "192.0.2.1")
        with shared.writing() as session, kept_when_refused(session):
            service.check_credentials(session, keys, login, now=NOON)

    assert at_once(refresh) == ["RefreshRefused"] * (AT_ONCE - 1) + ["done"]
    assert at_once(guess) == [TooOften.__name__] + [WrongCredentials.__name__] * (AT_ONCE - 1)
