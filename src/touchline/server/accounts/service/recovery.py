"""Choosing a new password by a link in a mail."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.accounts import letters, passwords, repository, throttle
from touchline.server.accounts.errors import LinkExpired
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.models import PasswordReset
from touchline.server.accounts.service import ending, signing_in
from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.kit.outbox.posting import Post
from touchline.server.kit.unlocked import unlocked

RESET_LIFE = timedelta(hours=1)


def reset_link(keys: Keys, token: str) -> str:
    """Return the page where a new password is chosen."""
    return f"{keys.public_url}/reset-password?token={token}"


def forgot(session: Session, keys: Keys, post: Post, email: str, *, now: datetime) -> None:
    """Send a link if the address has an account; do the same work if not."""
    throttle.count(session, keys.signer.mark("attempt", f"mailbox {email}"), throttle.PER_MAILBOX, now=now)
    token = new_secret()
    account = repository.find_account_by_email(session, email)
    if account is None:
        post(None)
        return
    session.add(PasswordReset(token_hash=hashed(token), user_id=account.id, expires_at=now + RESET_LIFE))
    post(letters.forgotten(email, reset_link(keys, token)))


def reset(session: Session, keys: Keys, token: str, new_password: str, *, now: datetime) -> str:
    """Set a new password, end all sign-ins, and return a device token.

    Whoever reads the mailbox is the owner: the device token lets them sign in while strangers guess.

    Raises:
        LinkExpired: the link is unknown, used or too old.
    """
    account = repository.find_reset(session, hashed(token), now=now)
    if account is None:
        raise LinkExpired
    passwords.check_strength(new_password, email=account.email, display_name=account.display_name)
    with unlocked(session):
        new_hash = keys.hasher.hash(new_password)
    if repository.take_reset(session, hashed(token), now=now) != account.id:
        raise LinkExpired
    account.password_hash = new_hash
    ending.end_all(session, account.id, now=now)
    return signing_in.device_token(keys, account.id, new_id(), now=now)
