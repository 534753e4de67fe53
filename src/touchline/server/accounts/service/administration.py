"""Who runs this server, and what they do with people's accounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import repository
from touchline.server.accounts.errors import LastServerAdministrator, PersonNotFound
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import PeopleFilter, RegisterIn
from touchline.server.accounts.service import ending, registration
from touchline.server.accounts.user import User
from touchline.server.kit.pagination import Page


@dataclass(frozen=True, slots=True)
class Act:
    """What an administrator of this server did to somebody's account."""

    action: str
    by: UUID
    about: UUID
    at: datetime


Note = Callable[[Session, Act], None]
"""Writes an act down, in the transaction that does it: whoever keeps the audit log lies above this domain."""


def make_administrator(
    session: Session, keys: Keys, wanted: RegisterIn, *, now: datetime
) -> tuple[Account, bool]:
    """Have an account run this server, made anew if there is none; say whether it was made.

    Asked for on the server's own machine, by whoever may do everything there anyway.
    """
    account = repository.find_account_by_email(session, wanted.email)
    if account is None:
        return registration.create_account(session, keys, wanted, now=now, is_administrator=True), True
    account.is_administrator = True
    return account, False


def has_administrator(session: Session) -> bool:
    """Say whether anybody runs this server."""
    return repository.has_administrator(session)


def list_people(
    session: Session, administrator: User, which: PeopleFilter, page: Page
) -> tuple[Sequence[Account], int]:
    """Return a page of the people with an account here, and how many there are."""
    _require(administrator)
    return repository.list_accounts(session, which.search, page)


def get_person(session: Session, administrator: User, person_id: UUID) -> Account:
    """Return somebody's account."""
    _require(administrator)
    account = repository.find_account(session, person_id)
    if account is None:
        raise PersonNotFound
    return account


def set_administrator(
    session: Session,
    administrator: User,
    person_id: UUID,
    note: Note,
    *,
    is_administrator: bool,
    now: datetime,
) -> Account:
    """Have somebody run this server, or no longer.

    Raises:
        LastServerAdministrator: nobody would be left.
    """
    account = get_person(session, administrator, person_id)
    running = repository.lock_administrators(session)
    if not is_administrator and list(running) == [account.id]:
        raise LastServerAdministrator
    if account.is_administrator is not is_administrator:
        account.is_administrator = is_administrator
        action = "account.make_administrator" if is_administrator else "account.unmake_administrator"
        note(session, Act(action, administrator.id, account.id, now))
    return account


def end_sign_ins(
    session: Session, administrator: User, person_id: UUID, note: Note, *, now: datetime
) -> None:
    """Sign somebody out on all devices: a phone was lost, an account is misused."""
    account = get_person(session, administrator, person_id)
    ending.end_all(session, account.id, now=now)
    note(session, Act("account.sign_out", administrator.id, account.id, now))


def _require(administrator: User) -> None:
    if not administrator.is_administrator:
        raise PersonNotFound
