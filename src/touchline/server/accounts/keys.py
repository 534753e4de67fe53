"""What accounts sign and hash with, how long their tokens live, and who may have one: of the settings."""

from dataclasses import dataclass
from datetime import timedelta

from touchline.server.accounts.passwords import Hasher
from touchline.server.accounts.settings import AccountSettings, Registration
from touchline.server.accounts.tokens import Signer


@dataclass(frozen=True, slots=True)
class Keys:
    """Signer, hasher, lifetimes, and who may register."""

    signer: Signer
    hasher: Hasher
    public_url: str
    registration: Registration
    access_life: timedelta
    sign_in_life: timedelta

    @property
    def is_registration_open(self) -> bool:
        """Whether anybody may make an account."""
        return self.registration is Registration.OPEN


def keys_of(settings: AccountSettings) -> Keys:
    """Return what these settings say."""
    return Keys(
        signer=Signer(settings),
        hasher=Hasher(settings),
        public_url=settings.public_url.rstrip("/"),
        registration=settings.registration,
        access_life=timedelta(minutes=settings.access_token_minutes),
        sign_in_life=timedelta(days=settings.sign_in_days),
    )
