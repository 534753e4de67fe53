"""All SQL about people who log in."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from touchline.server.accounts.models import (
    Account,
    Attempt,
    PasswordReset,
    PendingRegistration,
    RefreshToken,
    SignIn,
)
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page


def find_account(session: Session, user_id: UUID) -> Account | None:
    """Return the account of a user."""
    return session.get(Account, user_id)


def find_accounts(session: Session, user_ids: Collection[UUID]) -> Sequence[Account]:
    """Return the accounts of these users, in no order."""
    return session.scalars(select(Account).where(Account.id.in_(user_ids))).all()


def find_account_by_email(session: Session, email: str) -> Account | None:
    """Return the account of a normalised address, as it is now."""
    query = select(Account).where(Account.email == email)
    return session.scalar(query.execution_options(populate_existing=True))


def has_administrator(session: Session) -> bool:
    """Say whether anybody administers the server."""
    return session.scalar(select(Account.id).where(Account.is_administrator).limit(1)) is not None


def change_password(session: Session, user_id: UUID, *, old_hash: str, new_hash: str) -> bool:
    """Change a password that is still the old one; say whether it was."""
    same = (Account.id == user_id, Account.password_hash == old_hash)
    return rows.changed(session, update(Account).where(*same).values(password_hash=new_hash))


def list_accounts(session: Session, search: str, page: Page) -> tuple[Sequence[Account], int]:
    """Return a page of accounts by name, and how many there are."""
    query = select(Account).order_by(Account.display_name, Account.id)
    if search:
        wanted = (
            Account.display_name.icontains(search, autoescape=True),
            Account.email.icontains(search, autoescape=True),
        )
        query = query.where(or_(*wanted))
    return rows.page_of(session, query, page)


def lock_administrators(session: Session) -> Sequence[UUID]:
    """Return who runs this server, held until the transaction ends, so that never two step down at once."""
    query = select(Account.id).where(Account.is_administrator.is_(True)).with_for_update()
    return session.scalars(query).all()


def lock_account(session: Session, user_id: UUID) -> None:
    """Hold an account until the transaction ends: no row is added that points to it."""
    session.scalar(select(Account.id).where(Account.id == user_id).with_for_update())


def find_sign_in(session: Session, sign_in_id: UUID, *, now: datetime) -> tuple[SignIn, Account] | None:
    """Return a sign-in that still counts, and whose it is."""
    return _live_sign_in(session, SignIn.id == sign_in_id, now)


def find_sign_in_by_cookie(
    session: Session, cookie_hash: str, *, now: datetime
) -> tuple[SignIn, Account] | None:
    """Return the sign-in of a cookie that still counts, and whose it is."""
    return _live_sign_in(session, SignIn.cookie_hash == cookie_hash, now)


def _live_sign_in(
    session: Session, which: ColumnElement[bool], now: datetime
) -> tuple[SignIn, Account] | None:
    query = (
        select(SignIn, Account)
        .join(Account, Account.id == SignIn.user_id)
        .where(which, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def find_refresh_token(session: Session, token_hash: str) -> RefreshToken | None:
    """Return a refresh token, used or not."""
    return session.scalar(select(RefreshToken).where(RefreshToken.token_hash == token_hash))


def use_refresh_token(session: Session, token_id: UUID, *, now: datetime) -> bool:
    """Mark a refresh token as used; False if somebody was faster."""
    unused = (RefreshToken.id == token_id, RefreshToken.used_at.is_(None))
    return rows.changed(session, update(RefreshToken).where(*unused).values(used_at=now))


def revoke_sign_in(session: Session, sign_in_id: UUID, *, now: datetime) -> None:
    """End one sign-in."""
    rows.changed(session, update(SignIn).where(SignIn.id == sign_in_id).values(revoked_at=now))


def live_sign_ins(session: Session, user_id: UUID) -> Sequence[UUID]:
    """Return the sign-ins of a user that nobody has ended."""
    return session.scalars(
        select(SignIn.id).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None))
    ).all()


def revoke_all_sign_ins(session: Session, user_id: UUID, *, now: datetime) -> None:
    """End all sign-ins of a user."""
    live = (SignIn.user_id == user_id, SignIn.revoked_at.is_(None))
    rows.changed(session, update(SignIn).where(*live).values(revoked_at=now))


def find_registration(session: Session, token_hash: str, *, now: datetime) -> PendingRegistration | None:
    """Return what somebody registered with; None if it is unknown, too old or taken."""
    return session.scalar(
        select(PendingRegistration).where(
            PendingRegistration.token_hash == token_hash, PendingRegistration.expires_at > now
        )
    )


def take_registration(session: Session, token_hash: str, *, now: datetime) -> PendingRegistration | None:
    """Return what somebody registered with and remove it; None if it is unknown, too old or taken."""
    found = find_registration(session, token_hash, now=now)
    if found is None or not rows.changed(
        session, delete(PendingRegistration).where(PendingRegistration.id == found.id)
    ):
        return None
    return found


def find_reset(session: Session, token_hash: str, *, now: datetime) -> Account | None:
    """Return whose password a link resets."""
    live = (PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now)
    return session.scalar(
        select(Account).join(PasswordReset, PasswordReset.user_id == Account.id).where(*live)
    )


def take_reset(session: Session, token_hash: str, *, now: datetime) -> UUID | None:
    """Return whose password a link resets and remove all their links; None if it is unknown, old or taken."""
    live = (PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now)
    user_id = session.scalar(select(PasswordReset.user_id).where(*live))
    if user_id is None or not rows.changed(session, delete(PasswordReset).where(*live)):
        return None
    rows.changed(session, delete(PasswordReset).where(PasswordReset.user_id == user_id))
    return user_id


def lock_attempt(session: Session, key_hash: str, *, now: datetime) -> Attempt:
    """Return the attempts of a key, held until the transaction ends; made where there is none."""
    fresh = {"count": 0, "last_at": now, "blocked_until": now}
    rows.insert_unless_there(session, Attempt, {"key_hash": key_hash}, fresh)
    query = select(Attempt).where(Attempt.key_hash == key_hash).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def delete_attempt(session: Session, key_hash: str) -> None:
    """Forget the attempts of a key."""
    attempt = session.get(Attempt, key_hash)
    if attempt is not None:
        session.delete(attempt)


def delete_account(session: Session, user_id: UUID) -> None:
    """Remove a user with sign-ins, tokens and what they registered with."""
    account = session.get(Account, user_id)
    if account is None:
        return
    rows.changed(session, delete(PendingRegistration).where(PendingRegistration.email == account.email))
    rows.changed(session, delete(Account).where(Account.id == user_id))


def delete_expired(session: Session, *, now: datetime, forgotten_before: datetime) -> None:
    """Remove what no longer opens anything."""
    rows.changed(session, delete(PendingRegistration).where(PendingRegistration.expires_at < now))
    rows.changed(session, delete(PasswordReset).where(PasswordReset.expires_at < now))
    rows.changed(session, delete(SignIn).where(SignIn.expires_at < now))
    rows.changed(session, delete(Attempt).where(Attempt.last_at < forgotten_before))
