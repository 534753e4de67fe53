"""What accounts sign and hash with, and how long their tokens live: made of the settings."""

from dataclasses import dataclass
from datetime import timedelta

from touchline.server.accounts.passwords import Hasher
from touchline.server.accounts.settings import AccountSettings
from touchline.server.accounts.tokens import Signer


@dataclass(frozen=True, slots=True)
class Keys:
    """Signer, hasher and lifetimes."""

    signer: Signer
    hasher: Hasher
    public_url: str
    access_life: timedelta
    sign_in_life: timedelta


def keys_of(settings: AccountSettings) -> Keys:
    """Return what these settings say."""
    return Keys(
        signer=Signer(settings),
        hasher=Hasher(settings),
        public_url=settings.public_url.rstrip("/"),
        access_life=timedelta(minutes=settings.access_token_minutes),
        sign_in_life=timedelta(days=settings.sign_in_days),
    )
