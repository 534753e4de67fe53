"""What accounts need of the server's settings (which stand above all domains)."""

from enum import StrEnum
from typing import Protocol

from pydantic import SecretStr


class Registration(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITED = "invited"
    """Whoever holds an open invitation to a club."""


class AccountSettings(Protocol):
    """The part of the settings that accounts read."""

    @property
    def secret_key(self) -> SecretStr:
        """What signatures are made with."""

    @property
    def older_secret_keys(self) -> tuple[SecretStr, ...]:
        """What signatures may still have been made with."""

    @property
    def public_url(self) -> str:
        """Where people reach the server."""

    @property
    def registration(self) -> Registration:
        """Who may make an account."""

    @property
    def access_token_minutes(self) -> int:
        """How long an access token is good."""

    @property
    def sign_in_days(self) -> int:
        """How long a device that is not used stays signed in."""

    @property
    def password_hash_memory_kib(self) -> int:
        """How much memory Argon2id takes for one password."""

    @property
    def password_hash_passes(self) -> int:
        """How often Argon2id goes over that memory."""
