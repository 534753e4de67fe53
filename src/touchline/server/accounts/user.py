"""Who is asking, as the rest of the server sees them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who has signed in, and by which sign-in."""

    id: UUID
    sign_in_id: UUID
    email: str
    display_name: str
    time_zone: str
    language: str | None
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """What a club's administrator sees of somebody."""

    email: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is written to, and how they read; no language: they have chosen none."""

    email: str
    language: str | None
    time_zone: str


class Frequency(StrEnum):
    """How often mails may reach a person that they did not ask for themself."""

    INSTANT = "instant"
    DAILY = "daily"
    OFF = "off"


class Units(StrEnum):
    """How lengths and speeds are told."""

    METRIC = "metric"
    IMPERIAL = "imperial"
