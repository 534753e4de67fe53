"""SHA-256 of uploads: kept while bytes come, read again from the disk where a restart has forgotten it."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

_READ_BYTES = 1 << 20
_MOST_KEPT = 10_000


class Hash(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Go on."""

    def copy(self) -> "Hash":
        """Return another one that has seen the same."""

    def digest(self) -> bytes:
        """Return the digest so far."""

    def hexdigest(self) -> str:
        """Return it in hexadecimal."""


class Digests:
    """What this process remembers of uploads that go on: how far it has hashed them, and to what."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, tuple[int, Hash]] = OrderedDict()

    def take(self, upload_id: UUID, offset: int) -> Hash | None:
        """Return the hash of the first `offset` bytes, if it is known."""
        if offset == 0:
            return hashlib.sha256()
        seen, running = self._kept.pop(upload_id, (0, None))
        return running if seen == offset else None

    def keep(self, upload_id: UUID, offset: int, running: Hash | None) -> None:
        """Remember the hash of the first `offset` bytes."""
        if running is None:
            return
        self._kept[upload_id] = (offset, running)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    def forget(self, upload_id: UUID) -> None:
        """The upload is finished, or gone."""
        self._kept.pop(upload_id, None)


def of_files(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of files, one after the other."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_READ_BYTES):
                whole.update(block)
    return whole.hexdigest()
