"""Tables of people who log in. Secrets are stored hashed, so that a stolen database opens no door."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.accounts.user import Frequency, Units
from touchline.server.kit.db import Base, Identified, words

HASH = String(64)
"""SHA-256 in hexadecimal."""


class Account(Identified, Base):
    """A person who can sign in; `User` is what the rest of the server sees of them."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    notification_frequency: Mapped[Frequency] = mapped_column(words(Frequency), default=Frequency.INSTANT)
    units: Mapped[Units] = mapped_column(words(Units), default=Units.METRIC)
    language: Mapped[str | None] = mapped_column(String(16))
    """What they chose; None: as the browser asks."""
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    max_heart_rate_bpm: Mapped[int | None]
    resting_heart_rate_bpm: Mapped[int | None]


class PendingRegistration(Identified, Base):
    """Somebody who has not yet opened the link in the mail: no account until they do."""

    __tablename__ = "pending_registrations"

    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    display_name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasswordReset(Identified, Base):
    """A link by which its owner may choose a new password, once."""

    __tablename__ = "password_resets"

    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignIn(Identified, Base):
    """One sign-in on one device: the family of its refresh tokens, or the portal's cookie."""

    __tablename__ = "sign_ins"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    cookie_hash: Mapped[str | None] = mapped_column(HASH, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class RefreshToken(Identified, Base):
    """A token that is good for one refresh; a second use means that somebody copied it."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    sign_in_id: Mapped[UUID] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """How often something was tried for one key (a hash: neither address nor account can be read)."""

    __tablename__ = "attempts"

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]
