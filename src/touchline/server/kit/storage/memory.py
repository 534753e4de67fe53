"""Files in memory, for tests."""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Self

from touchline.base.clock import Clock
from touchline.base.ids import new_id
from touchline.server.kit.storage.errors import DiskFull, NoSuchFile
from touchline.server.kit.storage.links import PLAIN, Link, Links
from touchline.server.kit.storage.port import Stored, key_to_read, key_to_write


class MemoryFile:
    """A file in memory, open for reading."""

    def __init__(self, stored: Stored, content: bytes) -> None:
        self.stored, self._content = stored, content

    def read(self, first: int, size: int) -> bytes:
        """Return up to `size` bytes from position `first` on."""
        return self._content[first : first + size]

    def close(self) -> None:
        """Let go of it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


class MemoryStorage:
    """Keeps files until the process ends."""

    def __init__(self, links: Links, clock: Clock, *, quota_bytes: int | None = None) -> None:
        self._links, self._clock, self._quota_bytes = links, clock, quota_bytes
        self._files: dict[str, MemoryFile] = {}

    def put(self, key: str, source: BinaryIO) -> Stored:
        """Keep what can be read from `source`."""
        key_to_write(key)
        content = source.read()
        others = sum(file.stored.size_bytes for other, file in self._files.items() if other != key)
        if self._quota_bytes is not None and others + len(content) > self._quota_bytes:
            raise DiskFull
        stored = Stored(key, len(content), self._clock.now(), f'"{new_id().hex}"')
        self._files[key] = MemoryFile(stored, content)
        return stored

    def adopt(self, key: str, path: Path) -> Stored:
        """Take over a finished file."""
        with path.open("rb") as file:
            stored = self.put(key, file)
        path.unlink()
        return stored

    def stat(self, key: str) -> Stored:
        """Return what is known of a file."""
        return self.open(key).stored

    def open(self, key: str) -> MemoryFile:
        """Open a file for reading."""
        try:
            return self._files[key_to_read(key)]
        except KeyError:
            raise NoSuchFile from None

    @contextlib.contextmanager
    def at_path(self, key: str) -> Iterator[Path]:
        """Yield the path of a copy."""
        opened = self.open(key)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(key).name
            path.write_bytes(opened.read(0, opened.stored.size_bytes))
            yield path

    def delete(self, key: str) -> None:
        """Forget a file."""
        self._files.pop(key_to_read(key), None)

    def list(self, prefix: str) -> Iterator[Stored]:
        """Yield all files whose keys begin with `prefix`."""
        for key in sorted(key for key in self._files if key.startswith(prefix)):
            yield self._files[key].stored

    def forget_abandoned(self, clock: Clock) -> int:  # noqa: ARG002
        """Do nothing: what was being written went with the process."""
        return 0

    def url(self, key: str, lives: timedelta, link: Link = PLAIN) -> str:
        """Return an address that our own server answers."""
        return self._links.url(key_to_read(key), lives, link)
