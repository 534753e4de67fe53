"""Becoming somebody who can sign in: no account exists until the address has answered."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.server.accounts import letters, passwords, repository, throttle
from touchline.server.accounts.errors import LinkExpired, OtherPassword
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.models import Account, PasswordReset, PendingRegistration
from touchline.server.accounts.schemas import RegisterIn
from touchline.server.accounts.service import recovery
from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.kit.outbox.posting import Post
from touchline.server.kit.unlocked import unlocked

REGISTRATION_LIFE = timedelta(days=1)

IsInvited = Callable[[Session, RegisterIn, datetime], bool]
"""Says whether somebody who wants an account holds an open invitation; clubs know, accounts do not."""


def register(
    session: Session, keys: Keys, post: Post, is_invited: IsInvited, wanted: RegisterIn, *, now: datetime
) -> None:
    """Send a link to an address that may have an account.

    What is sent depends on whether it has one, and is invited where only invited people register; the answer
    does not, so that nobody hears of either.
    """
    passwords.check_strength(wanted.password, email=wanted.email, display_name=wanted.display_name)
    mailbox = keys.signer.mark("attempt", f"mailbox {wanted.email}")
    throttle.count(session, mailbox, throttle.PER_MAILBOX, now=now)
    with unlocked(session):
        password_hash = keys.hasher.hash(wanted.password)
    token = new_secret()
    account = repository.find_account_by_email(session, wanted.email)
    if account is not None:
        expires_at = now + recovery.RESET_LIFE
        session.add(PasswordReset(token_hash=hashed(token), user_id=account.id, expires_at=expires_at))
        post(letters.already_registered(wanted.email, recovery.reset_link(keys, token)))
        return
    if not keys.is_registration_open and not is_invited(session, wanted, now):
        post(None)
        return
    session.add(
        PendingRegistration(
            token_hash=hashed(token),
            email=wanted.email,
            display_name=wanted.display_name,
            password_hash=password_hash,
            expires_at=now + REGISTRATION_LIFE,
        )
    )
    post(letters.welcome(wanted.email, f"{keys.public_url}/verify-email?token={token}"))


def verify(session: Session, keys: Keys, token: str, password: str, *, now: datetime) -> Account:
    """Make the account that was registered, for whoever reads the mailbox and knows the password.

    Anybody can register anybody's address. Were the link enough, its reader would confirm an account of
    which a stranger knows the password, and what the reader is invited to would be the stranger's.

    Raises:
        LinkExpired: the link is unknown, used or too old, or its address has an account by now.
        OtherPassword: another was chosen when the address was registered.
        TooOften: too many passwords were tried.
    """
    pending = repository.find_registration(session, hashed(token), now=now)
    if pending is None:
        raise LinkExpired
    guesses = keys.signer.mark("attempt", f"verify {pending.id}")
    throttle.count(session, guesses, throttle.PER_DEVICE, now=now)
    known_hash = pending.password_hash
    with unlocked(session):
        is_right = keys.hasher.is_right(password, known_hash)
    if not is_right:
        raise OtherPassword
    pending = repository.take_registration(session, hashed(token), now=now)
    if pending is None:
        raise LinkExpired
    throttle.forget(session, guesses)
    return _new_account(session, pending.email, pending.display_name, pending.password_hash, now)


def create_account(
    session: Session, keys: Keys, wanted: RegisterIn, *, now: datetime, is_administrator: bool = False
) -> Account:
    """Make an account without a mail: an administrator's command, not a request."""
    passwords.check_strength(wanted.password, email=wanted.email, display_name=wanted.display_name)
    account = _new_account(session, wanted.email, wanted.display_name, keys.hasher.hash(wanted.password), now)
    account.is_administrator = is_administrator
    return account


def _new_account(session: Session, email: str, name: str, password_hash: str, now: datetime) -> Account:
    account = Account(email=email, display_name=name, password_hash=password_hash, created_at=now)
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise LinkExpired from None
    return account
