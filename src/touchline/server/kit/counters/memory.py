"""Counters in memory, for tests: they go by the clock that they are given."""

from datetime import datetime, timedelta

from limits.storage import Storage

from touchline.base.clock import Clock
from touchline.server.kit.counters.repository import CLOCKS_DIFFER


class MemoryCounters(Storage):
    """The storage of the `limits` library, in a dictionary."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._counters: dict[str, tuple[int, datetime]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing goes wrong here."""
        return ArithmeticError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return how high the counter is."""
        until = self._clock.now() + timedelta(seconds=expiry)
        counted, expires_at = self._read(key) or (0, until)
        if expires_at > until + CLOCKS_DIFFER:  # it was begun before the clock went back
            counted, expires_at = 0, until
        self._counters[key] = counted + amount, expires_at
        return counted + amount

    def get(self, key: str) -> int:
        """Return how high the counter is."""
        found = self._read(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """Return when the counter begins anew, in seconds of Unix time."""
        found = self._read(key)
        return (found[1] if found else self._clock.now()).timestamp()

    def check(self) -> bool:
        """It always works."""
        return True

    def reset(self) -> int:
        """Forget all counters."""
        count = len(self._counters)
        self._counters.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._counters.pop(key, None)

    def _read(self, key: str) -> tuple[int, datetime] | None:
        found = self._counters.get(key)
        return found if found and found[1] > self._clock.now() else None
