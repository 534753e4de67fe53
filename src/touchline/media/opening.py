"""The one way in: opens a recording as a plain local file, whatever its name or content pretends to be.

FFmpeg takes names like `concat:a|b` and files like playlists as orders to read other files or the network.
Here the name is always an absolute path, and only containers of film and sound are accepted.
"""

import contextlib
import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from touchline.media import boxes
from touchline.media.errors import (
    EmptyRecording,
    HeaderAbsurd,
    IndexMissing,
    NoSuchRecording,
    NotAFile,
    NotARecording,
    PictureTooLarge,
    Unreadable,
)

PictureOrSound = VideoStream | AudioStream
AnyPacket: TypeAlias = "Packet[Stream]"
"""In words: PyAV's packet takes a parameter for the type checker only."""

CONTAINERS = (
    "mov", "matroska", "avi", "mpegts", "mpeg", "asf", "flv", "ogg", "mxf", "dv",
    "wav", "w64", "mp3", "aac", "flac", "aiff", "caf", "amr",
)  # fmt: skip
"""FFmpeg's names of the containers that are accepted; raw streams without times and playlists are not."""

LARGEST_PX = 8192
"""8K is 7680 wide; one decoded frame of 8192 × 8192 takes 100 MB."""

_OPTIONS = {"protocol_whitelist": "file,subfile", "format_whitelist": ",".join(CONTAINERS)}
_NOT_A_FILM = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image


@contextlib.contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Open a recording for reading; FFmpeg's own errors while it is open are the caller's.

    Raises:
        UnusableRecording: one of its kinds, when the file is no recording that can be read.
    """
    whole = _refuse_what_cannot_be_opened(path)
    name = os.path.abspath(path)  # noqa: PTH100 (Path.absolute() keeps "..")
    if whole is not None and whole.whole_bytes < whole.size_bytes:
        name = f"subfile,,start,0,end,{whole.whole_bytes},,:{name}"
    try:
        container = av.open(name, "r", options=dict(_OPTIONS), metadata_errors="replace")
    except av.FFmpegError as error:
        raise NotARecording(path) from error
    with container:
        for stream in container.streams.video:
            if stream.codec_context and max(stream.width, stream.height) > LARGEST_PX:
                raise PictureTooLarge(path, stream.width, stream.height, LARGEST_PX)
        yield container


def choose_picture(container: InputContainer) -> VideoStream | None:
    """Return the stream that is the film: not a cover or thumbnails, the largest, of equals the first."""
    films = [
        stream
        for stream in container.streams.video
        if stream.codec_context is not None and not stream.disposition & _NOT_A_FILM
    ]
    return max(
        films,
        key=lambda stream: (stream.width * stream.height, bool(stream.disposition & Disposition.default)),
        default=None,
    )


def choose_sound(container: InputContainer) -> AudioStream | None:
    """Return the stream that is the sound: the default one, else the first that can be decoded."""
    sounds = [stream for stream in container.streams.audio if stream.codec_context is not None]
    return max(sounds, key=lambda stream: bool(stream.disposition & Disposition.default), default=None)


def read_only(container: InputContainer, *wanted: PictureOrSound | None) -> None:
    """Have the container skip every other stream, most without reading their bytes."""
    indices = {stream.index for stream in wanted if stream is not None}
    for stream in container.streams:
        stream.discard = Discard.default if stream.index in indices else Discard.all


def packets(container: InputContainer, *streams: PictureOrSound) -> Iterator[AnyPacket]:
    """Packets of the streams, from here to the end of the file; decoders must be flushed after it.

    Raises:
        av.FFmpegError: where the file cannot be read on.
    """
    try:
        for packet in container.demux(streams):
            if packet.size:
                yield packet
    except IndexError:
        return  # PyAV 18 stumbles at the end over streams that appeared on the way (transport streams)


def outline_of(path: Path) -> boxes.Outline | None:
    """Return the outline of an MP4 or MOV, None of anything else; read once per unchanged file."""
    state = path.stat()
    return _outline(path, state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _outline(path: Path, _size: int, _modified: int) -> boxes.Outline | None:
    """90 minutes in one-second fragments take 50 ms, and each shot of a film opens its take again."""
    with path.open("rb") as file:
        return boxes.outline(file)


def _refuse_what_cannot_be_opened(path: Path) -> boxes.Outline | None:
    try:
        if not path.exists():
            raise NoSuchRecording(path)
        if not path.is_file():
            raise NotAFile(path)
        if path.stat().st_size == 0:
            raise EmptyRecording(path)
        outline = outline_of(path)
    except OSError as error:
        raise Unreadable(path, error.strerror or "unknown reason") from error
    if outline is not None and not outline.has_index:
        raise IndexMissing(path)
    if outline is not None and outline.is_absurd:
        raise HeaderAbsurd(path, outline.sample_count)
    return outline
