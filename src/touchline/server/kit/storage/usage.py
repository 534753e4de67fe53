"""How much is kept, how fast it grows, and when there is no room left: for whoever runs the server."""

import shutil
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from touchline.base.clock import Clock
from touchline.server.kit.storage.port import Storage

LOOKED_BACK = timedelta(days=28)
"""Growth is what came in these days: a club's month has as many games as the next."""

FAR = timedelta(days=3650)
"""A forecast beyond this says nothing."""

RECOUNT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Usage:
    """What is kept. `came_bytes` is what came in the time looked back over."""

    files: int
    used_bytes: int
    came_bytes: int
    looked_back: timedelta
    counted_at: datetime

    @property
    def growth_bytes_per_day(self) -> float:
        """How much more is kept each day."""
        return self.came_bytes / max(self.looked_back / timedelta(days=1), 1.0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is kept, what there is room for, and when that is full at the present growth (None: not soon)."""

    usage: Usage
    room_bytes: int
    disk_free_bytes: int
    quota_bytes: int | None
    full_at: datetime | None


def measure(storage: Storage, now: datetime) -> Usage:
    """Go through all files."""
    files = used = came = 0
    oldest = now
    for stored in storage.list(""):
        files += 1
        used += stored.size_bytes
        oldest = min(oldest, stored.modified_at)
        if now - stored.modified_at <= LOOKED_BACK:
            came += stored.size_bytes
    return Usage(files, used, came, min(LOOKED_BACK, now - oldest), now)


def forecast(usage: Usage, *, free_bytes: int, keep_free_bytes: int, quota_bytes: int | None) -> Forecast:
    """Say when there is no room left; the disk and the quota both count."""
    room = max(free_bytes - keep_free_bytes, 0)
    if quota_bytes is not None:
        room = min(room, max(quota_bytes - usage.used_bytes, 0))
    growth = usage.growth_bytes_per_day
    lasts = timedelta(days=min(room / growth, FAR / timedelta(days=1))) if growth > 0 else FAR
    full_at = usage.counted_at + lasts if lasts < FAR else None
    return Forecast(usage, room, free_bytes, quota_bytes, full_at)


def free_bytes_at(folder: Path) -> int:
    """Return what is free on the disk of a folder, which need not be there yet."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


class Meter:
    """Counts what is kept, now and then: a hundred thousand files are not looked at for every page."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage, self._clock, self._lock = storage, clock, threading.Lock()
        self._last: Usage | None = None

    def read(self) -> Usage:
        """Return what is kept, counted ten minutes ago at most."""
        now = self._clock.now()
        with self._lock:
            if self._last is None or now - self._last.counted_at > RECOUNT_AFTER:
                self._last = measure(self._storage, now)
            return self._last
