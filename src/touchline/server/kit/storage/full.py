"""Telling a full disk: by the system's error, or by a sentence that would name the server's folders."""

import contextlib
from collections.abc import Iterator

from touchline.base.errors import Unavailable
from touchline.base.files import FULL_DISK
from touchline.server.kit.storage.errors import DiskFull


@contextlib.contextmanager
def told_when_full(refusal: type[Unavailable] = DiskFull) -> Iterator[None]:
    """Raise the refusal where the system says that a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise refusal from error
        raise


@contextlib.contextmanager
def told_without_paths() -> Iterator[None]:
    """Raise DiskFull for a program that is Unavailable: its paths are only the administrator's business."""
    try:
        yield
    except Unavailable as error:
        raise DiskFull from error
