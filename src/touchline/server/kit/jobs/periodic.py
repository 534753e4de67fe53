"""Work by the calendar: each turn becomes one job, however many workers look at the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Periodic(Protocol):
    """A task that comes round. A turn that was missed while nothing ran is made up for, once."""

    @property
    def task_name(self) -> str:
        """The task to do."""

    def turn(self, now: datetime) -> datetime:
        """Return when the latest turn was, at or before `now`."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a time of day in UTC."""

    task_name: str
    at: time

    def turn(self, now: datetime) -> datetime:
        """Return today's turn, or yesterday's if that is still to come."""
        today = datetime.combine(now.astimezone(UTC).date(), self.at, UTC)
        return today if today <= now else today - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Every so often."""

    task_name: str
    period: timedelta

    def turn(self, now: datetime) -> datetime:
        """Return the latest whole number of periods."""
        return _EPOCH + (now - _EPOCH) // self.period * self.period


def occasion(periodic: Periodic, now: datetime) -> str:
    """Return the name of the latest turn, the same for all workers."""
    return f"{periodic.task_name} {periodic.turn(now).isoformat()}"
