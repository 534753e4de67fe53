"""Where a recording begins: its first picture and its first sound, found by decoding them.

Containers announce starts that decoders do not keep (edit lists, sound encoders' priming, a stream cut in
the middle), and everything here counts take time from the first picture that really shows.
"""

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.video.frame import VideoFrame

from touchline.media.opening import PictureOrSound, choose_picture, choose_sound, opened, packets, read_only

_MOST_PACKETS = 1500
"""A stream that gives nothing in so many packets (50 s of pictures, 30 s of sound) gives nothing at all."""


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """The first picture that can be decoded, and when it shows by the container's own clock."""

    at: Fraction
    frame: VideoFrame


def first_picture(path: Path) -> FirstPicture | None:
    """Decode the first picture of the recording; None where there is no picture to decode.

    Raises:
        UnusableRecording: when the file cannot be opened as a recording.
    """
    with opened(path) as container:
        stream = choose_picture(container)
        if stream is None:
            return None
        for frame in _first_frames(container, stream):
            if isinstance(frame, VideoFrame) and frame.pts is not None and stream.time_base is not None:
                return FirstPicture(frame.pts * stream.time_base, frame)
        return None


def first_sound_at(path: Path) -> Fraction | None:
    """When the first sound is heard by the container's own clock, in seconds; None where there is none.

    Raises:
        UnusableRecording: when the file cannot be opened as a recording.
    """
    with opened(path) as container:
        stream = choose_sound(container)
        if stream is None:
            return None
        for frame in _first_frames(container, stream):
            if frame.pts is not None and stream.time_base is not None:
                return frame.pts * stream.time_base
        return None


def take_zero(path: Path) -> Fraction:
    """Return the container's time that is take time 0: the first picture's, without one the first sound's.

    Raises:
        UnusableRecording: when the file cannot be opened as a recording.
    """
    state = path.stat() if path.exists() else None
    return _take_zero(path, state and (state.st_size, state.st_mtime_ns))


@functools.lru_cache(maxsize=256)
def _take_zero(path: Path, _state: tuple[int, int] | None) -> Fraction:
    """Each shot of a film asks again: 20 ms of decoding at 1080p, saved per unchanged file."""
    picture = first_picture(path)
    if picture is not None:
        return picture.at
    return first_sound_at(path) or Fraction(0)


def _first_frames(container: InputContainer, stream: PictureOrSound) -> Iterator[VideoFrame | AudioFrame]:
    read_only(container, stream)
    first_packets = itertools.islice(packets(container, stream), _MOST_PACKETS)
    while True:
        try:
            packet = next(first_packets, None)
        except av.FFmpegError:
            packet = None  # the file ends in the middle of a packet
        try:
            decoded = stream.decode(packet)
        except av.FFmpegError:
            decoded = []  # a damaged packet; the next keyframe may be whole
        yield from decoded
        if packet is None:
            return
