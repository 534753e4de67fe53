"""A game's page kept up to date: server-sent events that carry its changing part whenever it has changed.

A stream ends by itself after a while, and the browser opens the next: so nobody who has signed out, left the
team or closed a laptop is listened to for long, and a server that is to stop need not wait.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from touchline.server.kit.errors import TooOften

EVERY_S = 1.0
LIFE_S = 30.0
QUIET_S = 10.0
"""After so long without news a line is sent all the same: whoever is gone is noticed."""
MOST_STREAMS = 8
"""So many pages of one person are kept up to date at once."""
MOST_IN_ALL = 200
"""So many of all people: each looks once a second."""
AGAIN_MS = 1000

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
MEDIA_TYPE = "text/event-stream"


@dataclass(slots=True)
class Listeners:
    """Who listens, and since when; a stream that was never begun is forgotten when its time is over."""

    present: list[tuple[UUID, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, user_id: UUID) -> float:
        """Count somebody in, and return since when they listen.

        Raises:
            TooOften: they, or all together, listen too often already.
        """
        now = time.monotonic()
        with self.lock:
            self.present = [one for one in self.present if one[1] > now - 2 * LIFE_S]
            if sum(who == user_id for who, _ in self.present) >= MOST_STREAMS:
                raise TooOften(
                    int(LIFE_S), "Too many of your pages are kept up to date at once. Close some of them."
                )
            if len(self.present) >= MOST_IN_ALL:
                raise TooOften(int(LIFE_S), "Many people are looking just now. The page is shown as it was.")
            self.present.append((user_id, now))
        return now

    def leave(self, user_id: UUID, began: float) -> None:
        """Count somebody out."""
        with self.lock, contextlib.suppress(ValueError):
            self.present.remove((user_id, began))


async def stream(
    look: Callable[[], str | None],
    leave: Callable[[], None],
    *,
    every_s: float = EVERY_S,
    life_s: float = LIFE_S,
) -> AsyncIterator[str]:
    """Yield what `look` returns whenever it has changed, until it returns None or the time is over."""
    clock = asyncio.get_running_loop().time
    ends_at, told_at, told = clock() + life_s, clock(), ""
    try:
        yield f"retry: {AGAIN_MS}\n\n"
        while clock() < ends_at:
            seen = await run_in_threadpool(look)
            if seen is None:
                yield "event: gone\ndata:\n\n"
                return
            if seen != told:
                told, told_at = seen, clock()
                yield _event(seen)
            elif clock() - told_at > QUIET_S:
                told_at = clock()
                yield ": still here\n\n"
            await asyncio.sleep(every_s)
    finally:
        leave()


def _event(content: str) -> str:
    return "event: game\n" + "".join(f"data: {line}\n" for line in content.splitlines()) + "\n"
