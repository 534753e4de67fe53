"""Finding out who is dead without asking what time it is.

A heartbeat is a number that rises. Whoever has watched it stand still for `silence_s`, on its own steady
clock, may take what its owner held. Clocks that jump, differ or stand in the wrong zone change nothing.
"""

import time
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)


class Watch(Generic[Who]):
    """Remembers since when each heartbeat has stood still."""

    def __init__(self, silence_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._silence_s, self._monotonic = silence_s, monotonic
        self._looked_at = -float("inf")
        self._still_since: dict[Who, tuple[int, float]] = {}

    def silent(self, beats: Mapping[Who, int]) -> set[Who]:
        """Return whose heartbeat has stood still too long; `beats` is all that are to be watched.

        After a gap in our own watching (the database was away, so nobody's heart could beat in it) all
        start afresh.
        """
        now = self._monotonic()
        if now - self._looked_at > self._silence_s / 2:
            self._still_since.clear()
        self._looked_at = now
        self._still_since = {
            who: known if (known := self._still_since.get(who)) and known[0] == count else (count, now)
            for who, count in beats.items()
        }
        return {who for who, (_, since) in self._still_since.items() if now - since >= self._silence_s}
