"""What people say about themselves, and how they want to be told things."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import passwords, repository, throttle
from touchline.server.accounts.errors import PersonNotFound, WrongCredentials
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import PasswordIn, PreferencesIn, ProfileIn
from touchline.server.accounts.service import ending
from touchline.server.accounts.user import Addressee, Contact, Frequency, User
from touchline.server.kit.errors import NotSignedIn
from touchline.server.kit.unlocked import unlocked


def find(session: Session, user_id: UUID) -> Account:
    """Return the account of somebody who has signed in.

    Raises:
        NotSignedIn: it has been removed meanwhile.
    """
    account = repository.find_account(session, user_id)
    if account is None:
        raise NotSignedIn("This account has been removed.")
    return account


def find_by_email(session: Session, email: str) -> Account:
    """Return the account of a normalised address.

    Raises:
        PersonNotFound: nobody has it.
    """
    account = repository.find_account_by_email(session, email)
    if account is None:
        raise PersonNotFound
    return account


def contacts(session: Session, user_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Return how these users are called and reached; those who have left are missing."""
    accounts = repository.find_accounts(session, user_ids)
    return {account.id: Contact(account.email, account.display_name) for account in accounts}


def addressees(session: Session, user_ids: Collection[UUID], frequency: Frequency) -> list[Addressee]:
    """Return those of these users who want to be written to as often as this."""
    return [
        Addressee(account.email, account.language, account.time_zone)
        for account in repository.find_accounts(session, user_ids)
        if account.notification_frequency is frequency
    ]


def update_profile(session: Session, user: User, profile: ProfileIn) -> Account:
    """Change what others see."""
    account = find(session, user.id)
    account.display_name = profile.display_name
    return account


def update_preferences(session: Session, user: User, preferences: PreferencesIn) -> Account:
    """Change how they want to be told things."""
    account = find(session, user.id)
    for field, value in preferences.model_dump().items():
        setattr(account, field, value)
    return account


def change_password(session: Session, keys: Keys, user: User, change: PasswordIn, *, now: datetime) -> None:
    """Change a password and end all sign-ins.

    Raises:
        WrongCredentials: the present password is another.
    """
    account = find(session, user.id)
    guesses = keys.signer.mark("attempt", f"change {user.id}")
    throttle.count(session, guesses, throttle.PER_ADDRESS_AND_ACCOUNT, now=now)
    known_hash = account.password_hash
    with unlocked(session):
        is_right = keys.hasher.is_right(change.present_password, known_hash)
        new_hash = keys.hasher.hash(change.new_password) if is_right else None
    if new_hash is None:
        raise WrongCredentials
    throttle.forget(session, guesses)
    passwords.check_strength(change.new_password, email=account.email, display_name=account.display_name)
    if not repository.change_password(session, user.id, old_hash=known_hash, new_hash=new_hash):
        raise WrongCredentials
    ending.end_all(session, user.id, now=now)
