"""What the API hears and says about people who log in."""

import functools
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

import email_validator
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from touchline.server.accounts.passwords import LONGEST
from touchline.server.accounts.user import Frequency, Units
from touchline.server.kit import examples
from touchline.server.kit.examples import example, example_of
from touchline.server.kit.fields import Name, Token


def normalised_email(address: str) -> str:
    """Return an address as accounts are found by it.

    Raises:
        ValueError: it is no address.
    """
    try:
        found = email_validator.validate_email(address, check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise ValueError("Enter an e-mail address such as name@example.org.") from None
    return found.normalized.lower()


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> str:
    """Return the name of a time zone.

    Raises:
        ValueError: there is none of this name.
    """
    if name not in _zones():
        raise ValueError("Enter a time zone such as Europe/Zurich.")
    return name


EmailAddress = Annotated[str, StringConstraints(max_length=254), AfterValidator(normalised_email)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(known_zone)]


Language = Annotated[str, StringConstraints(max_length=16, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
"""A tag of BCP 47; one that no page speaks yet is as good as none."""


class RegisterIn(BaseModel):
    """Somebody wants an account.

    `invitation` is the secret at the end of an invitation's link. A server that is for invited people asks
    for it, or for the address to which the invitation was mailed.
    """

    model_config = example(email="anna@example.org", password=examples.PASSWORD, display_name="Anna Keller")

    email: EmailAddress
    password: Password
    display_name: Name
    invitation: Token | None = None


class TokenIn(BaseModel):
    """The secret from a link in a mail."""

    model_config = example(token=examples.SECRET)

    token: Token


class VerifyIn(TokenIn):
    """The secret from the mail, and the password of the registration: both, or it was somebody else's."""

    model_config = example(token=examples.SECRET, password=examples.PASSWORD)

    password: Password


class LoginIn(BaseModel):
    """Somebody signs in; `device_token` is what the device was given when it last did."""

    model_config = example(email="anna@example.org", password=examples.PASSWORD)

    email: EmailAddress
    password: Password
    device_token: Annotated[str, Field(max_length=1000)] | None = None


class RefreshIn(BaseModel):
    """An app asks for a new access token."""

    model_config = example(refresh_token=examples.SECRET)

    refresh_token: Token


class PeopleFilter(BaseModel):
    """Whom somebody looks for: a part of a name or an address."""

    search: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = ""


class AdministratorIn(BaseModel):
    """Whether somebody is to run this server."""

    model_config = example(is_administrator=True)

    is_administrator: bool


class PersonOut(BaseModel):
    """A person with an account, as administrators of the server see them."""

    model_config = example(
        id=examples.PERSON_ID,
        email="anna@example.org",
        display_name="Anna Keller",
        is_administrator=False,
        created_at=examples.MADE_AT,
    )

    id: UUID
    email: str
    display_name: str
    is_administrator: bool
    created_at: datetime


class StorageOut(BaseModel):
    """What is kept, what there is room for, and when that is full at the present growth."""

    model_config = example(
        files=412,
        used_bytes=186_400_000_000,
        growth_bytes_per_day=6_100_000_000.0,
        room_bytes=402_000_000_000,
        disk_free_bytes=412_000_000_000,
        quota_bytes=None,
        full_at="2026-11-25T09:00:00Z",
        counted_at=examples.FILMED_AT,
    )

    files: int
    used_bytes: int
    growth_bytes_per_day: float
    room_bytes: int
    disk_free_bytes: int
    quota_bytes: int | None
    full_at: datetime | None
    counted_at: datetime


class ForgotIn(BaseModel):
    """Somebody has forgotten a password."""

    model_config = example(email="anna@example.org")

    email: EmailAddress


class ResetIn(TokenIn):
    """Somebody chooses a new password by a link."""

    model_config = example(token=examples.SECRET, new_password=examples.NEW_PASSWORD)

    new_password: Password


class PasswordIn(BaseModel):
    """Somebody changes their password."""

    model_config = example(present_password=examples.PASSWORD, new_password=examples.NEW_PASSWORD)

    present_password: Password
    new_password: Password


class ProfileIn(BaseModel):
    """What others see of a person."""

    model_config = example(display_name="Anna Keller")

    display_name: Name


_PREFERENCES = example(
    notification_frequency="daily",
    units="metric",
    time_zone="Europe/Zurich",
    language="de",
    max_heart_rate_bpm=188,
    resting_heart_rate_bpm=58,
)


class PreferencesIn(BaseModel):
    """How a person wants to be told things."""

    model_config = _PREFERENCES

    notification_frequency: Frequency
    units: Units
    time_zone: TimeZone
    language: Language | None = None
    max_heart_rate_bpm: Annotated[int, Field(ge=100, le=240)] | None = None
    resting_heart_rate_bpm: Annotated[int, Field(ge=25, le=110)] | None = None


class Told(BaseModel):
    """A sentence that is the same whether or not an address has an account."""

    model_config = example(message="Your address is confirmed. Sign in with your password.")

    message: str


class ResetOut(Told):
    """The password is changed; the device may show this token when it signs in."""

    model_config = example(message="Your password is changed. Sign in with it.", device_token=examples.SECRET)

    device_token: str


class TokensOut(BaseModel):
    """What an app signs its requests with; `expires_in` is the access token's life in seconds."""

    model_config = example(
        access_token=f"eyJhbGciOiJIUzI1NiJ9.{examples.SECRET}",
        token_type="Bearer",  # noqa: S106 (a word of RFC 6750)
        expires_in=600,
        refresh_token=examples.SECRET,
        device_token=examples.SECRET,
    )

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
    device_token: str


class CookieOut(BaseModel):
    """The cookie is set; this goes into the header X-CSRF-Token of every write."""

    model_config = example(csrf_token=examples.SECRET)

    csrf_token: str


class PreferencesOut(BaseModel):
    """How a person wants to be told things."""

    model_config = _PREFERENCES

    notification_frequency: Frequency
    units: Units
    time_zone: str
    language: str | None
    max_heart_rate_bpm: int | None
    resting_heart_rate_bpm: int | None


class ProfileOut(BaseModel):
    """A person, as they see themselves."""

    model_config = example(
        id=examples.PERSON_ID,
        email="anna@example.org",
        display_name="Anna Keller",
        is_administrator=False,
        preferences=example_of(PreferencesOut),
    )

    id: UUID
    email: str
    display_name: str
    is_administrator: bool
    preferences: PreferencesOut
