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


class Frequency(StrEnum):
    """How often something may reach a person."""

    INSTANT = "instant"
    DAILY = "daily"
    OFF = "off"


class Units(StrEnum):
    """How lengths and speeds are told."""

    METRIC = "metric"
    IMPERIAL = "imperial"
