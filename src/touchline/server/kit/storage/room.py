"""How much may be kept: a quota for all files, and space of the disk that stays free for the database."""

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from touchline.server.kit.storage.errors import DiskFull

RECOUNT_AFTER_S = 600.0
"""Other processes keep files too; what they did is counted this often."""


class Room:
    """Knows how much is kept in a folder, and refuses what would be too much."""

    def __init__(self, folder: Path, *, quota_bytes: int | None = None, keep_free_bytes: int = 0) -> None:
        self._folder, self._quota_bytes, self._keep_free_bytes = folder, quota_bytes, keep_free_bytes
        self._lock = threading.Lock()
        self._used_bytes, self._counted_at_s = 0, float("-inf")

    @contextlib.contextmanager
    def claim(self) -> Iterator["Claim"]:
        """Yield a claim to room; when what is done with it fails, the room is free again."""
        claim = Claim(self)
        try:
            yield claim
        except BaseException:
            self.give(claim.taken_bytes)
            raise

    def take(self, size: int, *, is_here: bool) -> None:
        """Count `size` bytes more; `is_here`: they lie on this disk already.

        Raises:
            DiskFull: there is no room for them.
        """
        if not is_here and shutil.disk_usage(self._folder).free - size < self._keep_free_bytes:
            raise DiskFull
        with self._lock:
            if self._quota_bytes is not None:
                self._recount()
                if self._used_bytes + size > self._quota_bytes:
                    raise DiskFull
            self._used_bytes += size

    def give(self, size: int) -> None:
        """Count `size` bytes less."""
        with self._lock:
            self._used_bytes -= size

    def _recount(self) -> None:
        if time.monotonic() - self._counted_at_s > RECOUNT_AFTER_S:
            self._used_bytes = sum(p.stat().st_size for p in self._folder.rglob("*") if p.is_file())
            self._counted_at_s = time.monotonic()


class Claim:
    """What one file takes of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.taken_bytes = 0

    def take(self, size: int, *, is_here: bool = False) -> None:
        """Take `size` bytes more."""
        self._room.take(size, is_here=is_here)
        self.taken_bytes += size
