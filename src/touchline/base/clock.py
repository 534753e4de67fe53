"""What time it is: a port, because a test must be able to say it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, in UTC and aware of it."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)


class HandClock:
    """A clock that only moves when it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return where the hands stand."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move the hands, forward or back."""
        self._now += by
