"""Signing in, staying signed in, signing out.

An app gets an access token of minutes and a refresh token that is good once; a browser gets a cookie.
Both belong to a row in `sign_ins`: when that is revoked, the next request is refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.accounts import repository, throttle
from touchline.server.accounts.errors import RefreshRefused, WrongCredentials
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.models import Account, RefreshToken, SignIn
from touchline.server.accounts.service import ending
from touchline.server.accounts.throttle import PER_ACCOUNT, PER_ADDRESS_AND_ACCOUNT, PER_DEVICE, Limit
from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.accounts.user import User
from touchline.server.kit.unlocked import unlocked

ACCESS, DEVICE = "access", "device"
DEVICE_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who says who they are, from a network address and perhaps a known device."""

    email: str
    password: str
    address: str
    device_token: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a device is given when it has signed in."""

    access_token: str
    refresh_token: str
    device_token: str


def check_credentials(session: Session, keys: Keys, login: Login, *, now: datetime) -> Account:
    """Return whose address and password these are.

    Raises:
        WrongCredentials: nobody's.
        TooOften: too many guesses from here.
    """
    account = repository.find_account_by_email(session, login.email)
    counted = _counted(keys, login, account, now)
    for key_hash, limit in counted:
        throttle.count(session, key_hash, limit, now=now)
    known_hash = account.password_hash if account else None
    with unlocked(session):
        is_right = keys.hasher.is_right(login.password, known_hash)
        newer_hash = keys.hasher.renewed(login.password, known_hash) if is_right else known_hash
    account = repository.find_account_by_email(session, login.email)
    if account is None or not is_right or account.password_hash != known_hash:
        raise WrongCredentials
    for key_hash, _ in counted:
        throttle.forget(session, key_hash)
    account.password_hash = newer_hash or account.password_hash
    return account


def open_tokens(session: Session, keys: Keys, account: Account, *, now: datetime) -> Tokens:
    """Sign a device in."""
    sign_in = _open(session, keys, account, now)
    return _next_tokens(session, keys, sign_in, now)


def open_cookie(session: Session, keys: Keys, account: Account, *, now: datetime) -> tuple[str, str]:
    """Sign a browser in; return its cookie and its device token."""
    cookie = _signed_cookie(keys, account.id)
    sign_in = _open(session, keys, account, now)
    sign_in.cookie_hash = hashed(cookie)
    return cookie, device_token(keys, account.id, sign_in.id, now=now)


def refresh(session: Session, keys: Keys, refresh_token: str, *, now: datetime) -> Tokens:
    """Exchange a refresh token for new tokens.

    A token that was used before was copied by somebody: its whole family ends.

    Raises:
        RefreshRefused: it is unknown, expired, revoked or used.
    """
    token = repository.find_refresh_token(session, hashed(refresh_token))
    found = repository.find_sign_in(session, token.sign_in_id, now=now) if token else None
    if token is None or found is None:
        raise RefreshRefused
    sign_in, _ = found
    if not repository.use_refresh_token(session, token.id, now=now):
        ending.end(session, sign_in.id, now=now)
        raise RefreshRefused
    sign_in.expires_at = now + keys.sign_in_life
    return _next_tokens(session, keys, sign_in, now)


def authenticate(
    session: Session, keys: Keys, *, bearer: str | None = None, cookie: str | None = None, now: datetime
) -> User | None:
    """Return who has signed in with an access token or a cookie, if anybody."""
    if bearer is not None:
        claims = keys.signer.read(ACCESS, bearer, now=now)
        found = repository.find_sign_in(session, UUID(claims["sid"]), now=now) if claims else None
    else:
        found = repository.find_sign_in_by_cookie(session, hashed(cookie), now=now) if cookie else None
    if found is None:
        return None
    sign_in, account = found
    return User(
        id=account.id,
        sign_in_id=sign_in.id,
        email=account.email,
        display_name=account.display_name,
        time_zone=account.time_zone,
        language=account.language,
        is_administrator=account.is_administrator,
    )


def signer_of(keys: Keys, *, bearer: str | None, cookie: str | None, now: datetime) -> str | None:
    """Return the id of whoever an access token or a cookie was made for, whether or not it is still good."""
    if bearer is not None:
        claims = keys.signer.read(ACCESS, bearer, now=now)
        return claims["sub"] if claims else None
    told, _, mark = (cookie or "").rpartition(".")
    return told.partition(".")[0] if told and keys.signer.is_mark(mark, "cookie", told) else None


def _signed_cookie(keys: Keys, user_id: UUID) -> str:
    told = f"{user_id}.{new_secret()}"
    return f"{told}.{keys.signer.mark('cookie', told)}"


def sign_out(session: Session, user: User, *, now: datetime) -> None:
    """End the sign-in that the user came with."""
    ending.end(session, user.sign_in_id, now=now)


def sign_out_everywhere(session: Session, user: User, *, now: datetime) -> None:
    """End all sign-ins of a user."""
    ending.end_all(session, user.id, now=now)


def device_token(keys: Keys, user_id: UUID, device_id: UUID, *, now: datetime) -> str:
    """Return what a device shows to be counted by itself."""
    claims = {"sub": str(user_id), "jti": str(device_id)}
    return keys.signer.token(DEVICE, claims, now=now, lifetime=DEVICE_LIFE)


def _open(session: Session, keys: Keys, account: Account, now: datetime) -> SignIn:
    sign_in = SignIn(id=new_id(), user_id=account.id, created_at=now, expires_at=now + keys.sign_in_life)
    session.add(sign_in)
    session.flush()
    return sign_in


def _next_tokens(session: Session, keys: Keys, sign_in: SignIn, now: datetime) -> Tokens:
    refresh_token = new_secret()
    session.add(RefreshToken(token_hash=hashed(refresh_token), sign_in_id=sign_in.id))
    claims = {"sub": str(sign_in.user_id), "sid": str(sign_in.id)}
    return Tokens(
        access_token=keys.signer.token(ACCESS, claims, now=now, lifetime=keys.access_life),
        refresh_token=refresh_token,
        device_token=device_token(keys, sign_in.user_id, sign_in.id, now=now),
    )


def _counted(keys: Keys, login: Login, account: Account | None, now: datetime) -> list[tuple[str, Limit]]:
    claims = keys.signer.read(DEVICE, login.device_token, now=now) if login.device_token else None
    if claims and account and claims["sub"] == str(account.id):
        return [(keys.signer.mark("attempt", f"device {claims['jti']}"), PER_DEVICE)]
    return [
        (keys.signer.mark("attempt", f"from {login.address} {login.email}"), PER_ADDRESS_AND_ACCOUNT),
        (keys.signer.mark("attempt", f"account {login.email}"), PER_ACCOUNT),
    ]
