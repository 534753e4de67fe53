"""Writing files so that a half-written one never carries its final name."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from touchline.base.errors import Invalid, Unavailable

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_IN_THE_WAY = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY)
_UNFINISHED = ".unfinished"
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
"""What macOS wants to be asked before its disks write down what they were given."""


def make_durable(opened: int) -> None:
    """Have the bytes of an open file survive a power cut, and its size; not all of its times need to."""
    if _FULL_SYNC is not None:
        fcntl.fcntl(opened, _FULL_SYNC)
    else:
        os.fdatasync(opened)


def make_names_durable(folder: Path) -> None:
    """Have what was created in a folder, or renamed, survive a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it becomes `path`, on any failure it is removed.

    Keeps the suffix, since writers choose their format by it.

    Raises:
        Unavailable: when the disk is full.
        Invalid: when it cannot be written for another reason.
    """
    unfinished = unfinished_path(path)
    with told_in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
            with unfinished.open("rb") as written:
                make_durable(written.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def unfinished_path(path: Path) -> Path:
    """Return where `path` is written until it is whole: a name that `remove_unfinished` knows."""
    return path.with_name(f".{path.stem}{_UNFINISHED}{path.suffix}")


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed program left half-written, anywhere in a folder that nobody else writes to."""
    for path in folder.rglob(f".*{_UNFINISHED}*"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turn what the operating system says about writing to `path` into a sentence for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise Unavailable(
                f"The disk that holds {path.parent} is full. Free some space and run the same command again: "
                "what is finished is kept."
            ) from error
        if error.errno in _NOT_ALLOWED:
            raise Invalid(f"Nothing can be written to {path.parent}. Choose another folder.") from error
        if error.errno is None:
            raise  # not the system's words
        if error.errno in _IN_THE_WAY:
            raise Invalid(
                f"Something else lies in the way of {_named(error, path)} ({error.strerror}). "
                "Move it away, or choose another folder."
            ) from error
        raise Invalid(
            f"Work on {_named(error, path)} failed ({error.strerror}). Check its disk and run the same "
            "command again, or choose another folder."
        ) from error


def _named(error: OSError, path: Path) -> Path | str:
    """Return the file that the system complains of: where one was renamed, its new name."""
    named = error.filename2 or error.filename
    return named if isinstance(named, str) else path
