"""Writing files so that a half-written one never carries its final name."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from touchline.base.errors import Invalid, Unavailable

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNFINISHED = ".unfinished"


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it becomes `path`, on any failure it is removed.

    Keeps the suffix, since writers choose their format by it.

    Raises:
        Unavailable: when the disk is full.
    """
    unfinished = path.with_name(f".{path.stem}{_UNFINISHED}{path.suffix}")
    with told_in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


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
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise Invalid(f"Nothing can be written to {path.parent}. Choose another folder.") from error
        raise
