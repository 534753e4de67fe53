"""One writer per upload, and the newest request wins, across all processes of the server.

The writer holds the upload's file locked. Whoever comes next locks a second, empty file beside it and waits
for the first; the writer looks every 50 ms whether that second one is locked, and if so ends its request.
Both locks (`flock`) are the kernel's: a killed process holds none, and nothing is left that could be stale.

Newer means: arrived later. A request that is overtaken on its way to the lock (its sender was looked up more
slowly) gives up, so that an offset that was told stays true.
"""

import asyncio
import contextlib
import fcntl
import itertools
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

from touchline.server.uploads.errors import Busy, CutOff, UploadNotFound
from touchline.server.uploads.shelf import Shelf

LOOK_S = 0.05
"""How often a writer looks whether somebody waits."""

_TRY_S = 0.01
_PATIENCE_S = 10.0
_MOST_REMEMBERED = 10_000


class Turn:
    """The right to write to an upload, until somebody wants it."""

    def __init__(self, opened: int, wish: int) -> None:
        self.opened, self._wish = opened, wish

    def is_wanted(self) -> bool:
        """Say whether a newer request waits."""
        if not _lock(self._wish):
            return True
        fcntl.flock(self._wish, fcntl.LOCK_UN)
        return False


class Arrivals:
    """In which order requests arrived at this process, and which one last had its turn at an upload."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._served: OrderedDict[UUID, int] = OrderedDict()

    def next(self) -> int:
        """Return the number of a request that arrives now."""
        return next(self._numbers)

    def serve(self, upload_id: UUID, number: int) -> None:
        """Note whose turn it is.

        Raises:
            CutOff: a newer request has had its turn already.
        """
        if self._served.get(upload_id, 0) > number:
            raise CutOff
        self._served[upload_id] = number
        self._served.move_to_end(upload_id)
        while len(self._served) > _MOST_REMEMBERED:
            self._served.popitem(last=False)


@contextlib.asynccontextmanager
async def take(shelf: Shelf, arrivals: Arrivals, upload_id: UUID, number: int) -> AsyncIterator[Turn]:
    """Wait until the writer before has ended, which it does as soon as it sees us, and write in its place.

    Raises:
        CutOff: a newer request was quicker.
        UploadNotFound: its file is gone, perhaps while we waited.
        Busy: the writer before did not end.
    """
    with (
        _opened(shelf.path(upload_id), os.O_RDWR) as opened,
        _opened(shelf.path_of_next(upload_id), os.O_RDWR | os.O_CREAT) as wish,
    ):
        await _locked(wish)
        await _locked(opened)
        fcntl.flock(wish, fcntl.LOCK_UN)
        if os.fstat(opened).st_nlink == 0:
            raise UploadNotFound
        arrivals.serve(upload_id, number)
        yield Turn(opened, wish)


@contextlib.contextmanager
def _opened(path: Path, how: int) -> Iterator[int]:
    try:
        opened = os.open(path, how | os.O_CLOEXEC, 0o600)
    except FileNotFoundError as error:
        raise UploadNotFound from error
    try:
        yield opened
    finally:
        os.close(opened)  # and with it the lock


async def _locked(opened: int) -> None:
    for _ in range(int(_PATIENCE_S / _TRY_S)):
        if _lock(opened):
            return
        await asyncio.sleep(_TRY_S)
    raise Busy


def _lock(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
