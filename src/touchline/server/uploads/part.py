"""One request's bytes go to an upload's file, on a thread: written, hashed, made durable, or taken back."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import Protocol

from touchline.server.kit.storage.full import told_when_full
from touchline.server.uploads.checksums import Checksum
from touchline.server.uploads.digests import Hash
from touchline.server.uploads.errors import DiskFull, WrongChecksum
from touchline.server.uploads.shelf import Shelf

SYNC_EVERY_BYTES = 16 << 20
"""So much is left to make durable, at most, when a client waits for its answer."""

_COPY_BYTES = 4 << 20


class Part(Protocol):
    """The bytes of one request."""

    offset: int
    """How many bytes the upload has with them."""
    whole: Hash | None
    """The hash of the upload up to there, where it is known."""

    def write(self, block: bytes | bytearray) -> None:
        """Add a block; on a full disk what found room is counted."""

    def settle(self) -> None:
        """The request is complete: make its bytes durable."""

    def abandon(self) -> None:
        """The request broke off: keep what is sure."""

    def take_back(self) -> None:
        """Remove all that this request brought; none of it was acknowledged."""


class Straight:
    """Bytes that go straight to their place."""

    def __init__(self, shelf: Shelf, opened: int, whole: Hash | None) -> None:
        self._shelf, self._file, self.whole = shelf, opened, whole
        self.offset = self._began_at = os.fstat(opened).st_size
        self._before = whole.copy() if whole else None
        self._unsynced = 0

    def write(self, block: bytes | bytearray) -> None:
        """Add a block, and make it durable now and then."""
        with told_when_full(DiskFull):
            for written in _written(self._file, block, self.offset):
                self.offset += len(written)
                self._unsynced += len(written)
                if self.whole:
                    self.whole.update(written)
            if self._unsynced >= SYNC_EVERY_BYTES:
                self.settle()
                self._shelf.check_room()

    def settle(self) -> None:
        """Make durable what came."""
        with told_when_full(DiskFull):
            self._shelf.sync(self._file)
            self._unsynced = 0

    def abandon(self) -> None:
        """Keep what came."""
        self.settle()

    def take_back(self) -> None:
        """Cut the file to what it was."""
        os.ftruncate(self._file, self._began_at)
        self.offset, self.whole = self._began_at, self._before


class Checked:
    """Bytes under a checksum: they wait in a nameless file until it is known to be right.

    So the upload's size never counts a byte that may be wrong, and a killed process leaves no trace of them.
    """

    def __init__(self, shelf: Shelf, opened: int, whole: Hash | None, checksum: Checksum) -> None:
        self._shelf, self._file, self.whole = shelf, opened, whole
        self.offset = self._began_at = os.fstat(opened).st_size
        self._before = whole.copy() if whole else None
        self._body, self._digest = checksum.begin(), checksum.digest
        self._unchecked = 0
        self._waiting = tempfile.TemporaryFile(dir=shelf.folder, buffering=0)  # noqa: SIM115 (lives as long as we do)

    def write(self, block: bytes | bytearray) -> None:
        """Put a block where it waits."""
        with told_when_full(DiskFull):
            for written in _written(self._waiting.fileno(), block, self.offset - self._began_at):
                self.offset += len(written)
                self._unchecked += len(written)
                self._body.update(written)
                if self.whole:
                    self.whole.update(written)
            if self._unchecked >= SYNC_EVERY_BYTES:
                self._unchecked = 0
                self._shelf.check_room()

    def settle(self) -> None:
        """Add all bytes if they are right.

        Raises:
            WrongChecksum: they are not; none is added.
        """
        if self._body.digest() != self._digest:
            self.take_back()
            raise WrongChecksum
        try:
            with told_when_full(DiskFull):
                self._move()
                self._shelf.sync(self._file)
        except BaseException:
            self.take_back()
            raise
        self._waiting.close()

    def abandon(self) -> None:
        """Keep nothing: the checksum of half a body is not known."""
        self.take_back()

    def take_back(self) -> None:
        """Keep nothing."""
        with contextlib.suppress(OSError):
            self._waiting.close()
        os.ftruncate(self._file, self._began_at)
        self.offset, self.whole = self._began_at, self._before

    def _move(self) -> None:
        self._waiting.seek(0)
        at = self._began_at
        while block := self._waiting.read(_COPY_BYTES):
            for written in _written(self._file, block, at):
                at += len(written)


def begin(shelf: Shelf, opened: int, whole: Hash | None, checksum: Checksum | None) -> Part:
    """Return where a request's bytes go."""
    if checksum is None:
        return Straight(shelf, opened, whole)
    return Checked(shelf, opened, whole, checksum)


def _written(file: int, block: bytes | bytearray, at: int) -> Iterator[memoryview]:
    rest = memoryview(block)
    while rest:
        count = os.pwrite(file, rest, at)
        yield rest[:count]
        rest, at = rest[count:], at + count
