"""Files in a folder of this computer: written beside, synced, then moved to their place."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Self

from touchline.base.clock import Clock
from touchline.base.files import make_durable, make_names_durable
from touchline.base.ids import new_id
from touchline.server.kit.storage.errors import NoSuchFile
from touchline.server.kit.storage.full import told_when_full
from touchline.server.kit.storage.links import PLAIN, Link, Links
from touchline.server.kit.storage.port import PIECE_BYTES, Stored, key_to_read, key_to_write
from touchline.server.kit.storage.room import Room

UNFINISHED = ".unfinished"
ABANDONED_AFTER = timedelta(days=1)
_TRIES = 50
"""A folder that was just emptied may be removed between making it and moving a file there."""


class LocalFile:
    """A file of a folder, open for reading."""

    def __init__(self, key: str, path: Path) -> None:
        self._file = _opened(path)
        self.stored = _stored(key, os.fstat(self._file))

    def read(self, first: int, size: int) -> bytes:
        """Return up to `size` bytes from position `first` on."""
        return os.pread(self._file, size, first)

    def close(self) -> None:
        """Let go of it; more than once does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


class LocalStorage:
    """Keeps files in a folder; the key is the path below it."""

    def __init__(self, folder: Path, links: Links, room: Room) -> None:
        self._folder, self._links, self._room = folder, links, room
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, source: BinaryIO) -> Stored:
        """Keep what can be read from `source`."""
        path = self._path(key_to_write(key))
        with told_when_full(), self._room.claim() as claim, self._unfinished() as unfinished:
            with unfinished.open("xb") as file:
                while piece := source.read(PIECE_BYTES):
                    claim.take(len(piece))
                    file.write(piece)
                _sync(file)
            return self._place(unfinished, key, path)

    def adopt(self, key: str, path: Path) -> Stored:
        """Take over a finished file."""
        target = self._path(key_to_write(key))
        try:
            with told_when_full(), self._room.claim() as claim:
                with path.open("rb") as file:
                    claim.take(os.fstat(file.fileno()).st_size, is_here=True)
                    _sync(file)
                return self._place(path, key, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        with path.open("rb") as file:
            stored = self.put(key, file)
        path.unlink()
        return stored

    def stat(self, key: str) -> Stored:
        """Return what is known of a file."""
        with self.open(key) as opened:
            return opened.stored

    def open(self, key: str) -> LocalFile:
        """Open a file for reading."""
        return LocalFile(key, self._path(key_to_read(key)))

    @contextlib.contextmanager
    def at_path(self, key: str) -> Iterator[Path]:
        """Yield the file's own path."""
        self.stat(key)
        yield self._path(key)

    def delete(self, key: str) -> None:
        """Forget a file, and the folders that are empty then."""
        path = self._path(key_to_read(key))
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            size = path.stat().st_size
            path.unlink()
            self._room.give(size)
            make_names_durable(path.parent)
        with contextlib.suppress(OSError):
            for folder in path.relative_to(self._folder).parents[:-1]:
                (self._folder / folder).rmdir()

    def list(self, prefix: str) -> Iterator[Stored]:
        """Yield all files whose keys begin with `prefix`."""
        below, _, _ = prefix.rpartition("/")
        keys = (path.relative_to(self._folder).as_posix() for path in (self._folder / below).rglob("*"))
        for key in sorted(key for key in keys if key.startswith(prefix) and not key.startswith(UNFINISHED)):
            with contextlib.suppress(NoSuchFile):
                yield self.stat(key)

    def url(self, key: str, lives: timedelta, link: Link = PLAIN) -> str:
        """Return an address that our own server answers."""
        return self._links.url(key_to_read(key), lives, link)

    def forget_abandoned(self, clock: Clock) -> int:
        """Remove what was being written when a program was killed, a day ago or more, and count it."""
        before = (clock.now() - ABANDONED_AFTER).timestamp()
        old = [p for p in (self._folder / UNFINISHED).glob("*") if p.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, key: str) -> Path:
        return self._folder / key

    @contextlib.contextmanager
    def _unfinished(self) -> Iterator[Path]:
        path = self._folder / UNFINISHED / str(new_id())
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _place(self, finished: Path, key: str, path: Path) -> Stored:
        facts = finished.stat()
        for tries_left in reversed(range(_TRIES)):
            try:
                self._make_folder(path.parent)
                replaced_bytes = path.stat().st_size if path.exists() else 0
                finished.replace(path)
                self._room.give(replaced_bytes)
                break
            except (FileNotFoundError, FileExistsError):  # both are said of a folder that goes meanwhile
                if not tries_left:
                    raise
        with contextlib.suppress(FileNotFoundError):  # somebody has deleted it again already
            make_names_durable(path.parent)
        return _stored(key, facts)

    def _make_folder(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for one in missing:
            make_names_durable(one.parent)


def _opened(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise NoSuchFile from error
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise NoSuchFile
    return file


def _stored(key: str, facts: os.stat_result) -> Stored:
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}-{facts.st_ino:x}"'
    return Stored(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC), etag)


def _sync(file: BinaryIO) -> None:
    file.flush()
    make_durable(file.fileno())
