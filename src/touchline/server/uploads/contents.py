"""Reading a finished upload as one file, also where its parts were never copied together."""

import io
import os
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.uploads import repository
from touchline.server.uploads.shelf import Shelf


def paths_of(session: Session, shelf: Shelf, upload_id: UUID) -> list[Path]:
    """Return the files that, one after the other, are this finished upload: nearly always one."""
    return [shelf.path(one) for one in repository.parts_of(session, upload_id) or [upload_id]]


def open_finished(session: Session, shelf: Shelf, upload_id: UUID) -> io.BufferedReader:
    """Open a finished upload for reading and seeking."""
    paths = paths_of(session, shelf, upload_id)
    return io.BufferedReader(Joined(paths)) if len(paths) > 1 else paths[0].open("rb")


class Joined(io.RawIOBase):
    """Files, read as one."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = [path.open("rb", buffering=0) for path in paths]
        self._ends = list(accumulate(os.fstat(file.fileno()).st_size for file in self._files))
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._ends[-1]}[whence]
        if base + offset < 0:
            raise ValueError(f"expected a place within the file, got {base + offset}")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read up to the end of one of the files."""
        index = bisect_right(self._ends, self._at)
        if index == len(self._files):
            return 0
        begin = self._ends[index - 1] if index else 0
        count = os.preadv(self._files[index].fileno(), [buffer], self._at - begin)
        self._at += count
        return count

    def close(self) -> None:
        """Close all of them."""
        for file in self._files:
            file.close()
        super().close()
