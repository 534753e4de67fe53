"""What the server asks of a place for files, whichever it is: a disk, a memory, a bucket."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from touchline.base.clock import Clock
from touchline.server.kit.storage.errors import NoSuchFile
from touchline.server.kit.storage.links import Link

PIECE_BYTES = 256 * 1024
"""How much of a file is in memory at once."""

LONGEST_KEY = 400
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99})*")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept. `etag` changes whenever the content does."""

    key: str
    size_bytes: int
    modified_at: datetime
    etag: str


class Opened(Protocol):
    """A kept file, open for reading: the same content until it is closed, even if it is replaced."""

    @property
    def stored(self) -> Stored:
        """What is open."""

    def read(self, first: int, size: int) -> bytes:
        """Return up to `size` bytes from position `first` on; nothing at the end."""

    def close(self) -> None:
        """Let go of it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...


class Storage(Protocol):
    """Keeps files by key: lower-case letters, digits, `.`, `_`, `-` in parts with `/` between them.

    Raises NoSuchFile where there is none, DiskFull where there is no room, ValueError for a key to write
    that is none. Putting replaces what was there, as a whole and at once.
    """

    def put(self, key: str, source: BinaryIO) -> Stored:
        """Keep what can be read from `source`, which stays open."""

    def adopt(self, key: str, path: Path) -> Stored:
        """Take over a finished file: it moves here, at once where it lies on the same disk."""

    def stat(self, key: str) -> Stored:
        """Return what is known of a file."""

    def open(self, key: str) -> Opened:
        """Open a file for reading."""

    def at_path(self, key: str) -> AbstractContextManager[Path]:
        """Yield a path at which programs that need one may read the file, and not write."""

    def delete(self, key: str) -> None:
        """Forget a file; one that is not there is forgotten already."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """Yield all files whose keys begin with `prefix`, in the order of their keys."""

    def forget_abandoned(self, clock: Clock) -> int:
        """Remove what was being written when a program was killed, a day ago or more, and count it."""

    def url(self, key: str, lives: timedelta, link: Link = ...) -> str:
        """Return an address at which whoever has it may read the file for a while."""


def is_key(key: str) -> bool:
    """Whether this may be a key: no way out of the folder can be written with one."""
    return len(key) <= LONGEST_KEY and _KEY.fullmatch(key) is not None


def key_to_read(key: str) -> str:
    """Return the key; NoSuchFile if it can be none."""
    if not is_key(key):
        raise NoSuchFile
    return key


def key_to_write(key: str) -> str:
    """Return the key; ValueError if it is none, since whoever makes keys makes them of ids."""
    if not is_key(key):
        raise ValueError(f"expected a key of ids, got {key!r}")
    return key


def pieces(opened: Opened, first: int = 0, size: int | None = None) -> Iterator[bytes]:
    """Yield a part of an open file, a piece at a time."""
    end = opened.stored.size_bytes if size is None else first + size
    while first < end and (piece := opened.read(first, min(PIECE_BYTES, end - first))):
        yield piece
        first += len(piece)


def delete_all(storage: Storage, prefix: str) -> int:
    """Delete every file below a prefix that ends in `/`, and say how many there were."""
    if not prefix.endswith("/"):
        raise ValueError(f"expected a prefix that ends in '/', got {prefix!r}")
    keys = [stored.key for stored in storage.list(prefix)]
    for key in keys:
        storage.delete(key)
    return len(keys)
