"""Writing media files whole or not at all, with FFmpeg's complaints told in words."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import av
from av.container import OutputContainer

from touchline.base import files
from touchline.base.files import FULL_DISK


@contextlib.contextmanager
def written_container(path: Path, options: Mapping[str, str] | None = None) -> Iterator[OutputContainer]:
    """Open an MP4 for writing; it gets its name `path` only when everything is in it.

    Raises:
        Unavailable: the disk is full.
        Invalid: nothing can be written there.
    """
    with (
        files.told_in_words(path),  # written_whole cannot tidy up where nothing may be written
        files.written_whole(path) as unfinished,
        as_system_errors(),
        av.open(unfinished, "w", format="mp4", options=dict(options or {})) as container,
    ):
        yield container


@contextlib.contextmanager
def as_system_errors() -> Iterator[None]:
    """Let a full disk look like one, also when it is FFmpeg that met it."""
    try:
        yield
    except av.FFmpegError as error:
        if error.errno in FULL_DISK:
            raise OSError(error.errno, error.strerror) from error
        raise
