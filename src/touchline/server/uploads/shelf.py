"""Where the bytes of uploads lie: one file per upload, named by its id, and nothing beside it can disagree.

A file's size is the upload's offset. Bytes are only ever added at the end, and a file system that is fit
for a database (ext4, XFS, btrfs, ZFS, APFS) never shows a size whose bytes it has not written: what a crash
leaves is a beginning of what was sent, at least as long as what was acknowledged.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from touchline.base.files import make_durable, make_names_durable
from touchline.server.kit.storage.full import told_when_full
from touchline.server.uploads.errors import DiskFull, UploadNotFound

_BYTES, _NEXT = ".bytes", ".next"

Sync = Callable[[int], None]


class Shelf:
    """The folder of uploads."""

    def __init__(self, folder: Path, *, reserve_bytes: int = 0, sync: Sync = make_durable) -> None:
        self.folder, self.reserve_bytes, self.sync = folder, reserve_bytes, sync

    def path(self, upload_id: UUID) -> Path:
        """Return where an upload's bytes lie."""
        return self._beside(upload_id, _BYTES)

    def path_of_next(self, upload_id: UUID) -> Path:
        """Return the file that whoever wants to write next holds locked; it is always empty."""
        return self._beside(upload_id, _NEXT)

    def create(self, upload_id: UUID) -> None:
        """Make an upload's empty file, durably."""
        path = self.path(upload_id)
        with told_when_full(DiskFull):
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            for folder in (path.parent, self.folder):
                make_names_durable(folder)

    def size_bytes(self, upload_id: UUID) -> int:
        """Return how many bytes are here."""
        return self._stat(upload_id).st_size

    def touched_at(self, upload_id: UUID) -> datetime:
        """Return when bytes were last added."""
        return datetime.fromtimestamp(self._stat(upload_id).st_mtime, UTC)

    def touch(self, upload_id: UUID, now: datetime) -> None:
        """Note that somebody cares for this upload."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(self.path(upload_id), (now.timestamp(), now.timestamp()))

    def remove(self, upload_id: UUID) -> None:
        """Remove all that lies here of an upload."""
        for suffix in (_BYTES, _NEXT):
            self._beside(upload_id, suffix).unlink(missing_ok=True)

    def tidy(self, upload_id: UUID) -> None:
        """Remove what a finished upload needs no more."""
        self.path_of_next(upload_id).unlink(missing_ok=True)

    def check_room(self, wanted_bytes: int = 0) -> None:
        """Refuse what would take the room that the rest of the server needs.

        Raises:
            DiskFull: less than the reserve would be left.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free - wanted_bytes < self.reserve_bytes:
            raise DiskFull

    def all_ids(self) -> Iterator[UUID]:
        """Yield the uploads that have a file."""
        for path in self.folder.glob(f"??/*{_BYTES}"):
            with contextlib.suppress(ValueError):
                yield UUID(path.stem)

    def _stat(self, upload_id: UUID) -> os.stat_result:
        try:
            return self.path(upload_id).stat()
        except FileNotFoundError as error:
            raise UploadNotFound from error

    def _beside(self, upload_id: UUID, suffix: str) -> Path:
        # The last digits are the random ones.
        return self.folder / upload_id.hex[-2:] / f"{upload_id}{suffix}"
