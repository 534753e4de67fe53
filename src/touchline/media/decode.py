"""Pictures of a recording by take time: any span, exactly the pictures that a player shows in it.

Spans are half open, so that shots joined end to end show every picture once.
"""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from touchline.media import start
from touchline.media.errors import NothingDecodable
from touchline.media.opening import AnyPacket, choose_picture, opened, packets, read_only

_SAME_MOMENT_S = 1e-6
"""Take times are floats of exact ticks; a span that begins at a picture's own time includes it."""

_FIRST_STEP_BACK_S = 1.0
_MOST_ERRORS_IN_A_ROW = 64


class Skip(Enum):
    """Which pictures the decoder may leave out to be quicker."""

    NOTHING = "DEFAULT"
    NON_REFERENCE = "NONREF"
    NON_KEY = "NONKEY"


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded picture, as stored; `rotation_deg` is the clockwise turn that makes it upright."""

    take_s: float
    picture: VideoFrame
    rotation_deg: int


@dataclass(slots=True)
class Damage:
    """Counts the packets that were skipped, unreadable or undecodable, and the pictures shown damaged."""

    packets: int = 0
    pictures: int = 0


def frames(
    path: Path, *, start_s: float = 0.0, end_s: float = math.inf, damage: Damage | None = None
) -> Iterator[Frame]:
    """Yield the pictures shown in the take time [start_s, end_s), in order.

    Decodes from the keyframe before `start_s`. Closing the iterator closes the file.

    Raises:
        UnusableRecording: when there is no picture that can be decoded.
    """
    return _frames(path, start_s, end_s, Skip.NOTHING, damage or Damage())


def sampled_frames(
    path: Path,
    *,
    rate_hz: float | None = None,
    skip: Skip = Skip.NOTHING,
    start_s: float = 0.0,
    end_s: float = math.inf,
    damage: Damage | None = None,
) -> Iterator[Frame]:
    """Yield a sample of the pictures: those that `skip` leaves, of them the first in each 1 / rate_hz.

    Raises:
        UnusableRecording: when there is no picture that can be decoded.
    """
    due = 0
    for frame in _frames(path, start_s, end_s, skip, damage or Damage()):
        if rate_hz is not None:
            slot = math.floor((frame.take_s + _SAME_MOMENT_S) * rate_hz)
            if slot < due:
                continue
            due = slot + 1
        yield frame


@dataclass(frozen=True, slots=True)
class _Span:
    """Take time in the ticks of one stream: pictures that show in [first, end), take time 0 being `zero`."""

    zero: int
    first: float
    end: float
    ticks_per_s: float


def _frames(path: Path, start_s: float, end_s: float, skip: Skip, damage: Damage) -> Iterator[Frame]:
    zero = start.take_zero(path)
    with _reading(path, skip) as (container, stream):
        span = _span_of(stream, zero, start_s, end_s)
        found = _packets_before(container, stream, span, damage)
        if found is not None:
            yield from _shown_in(span, found, stream, damage)
            return
    with _reading(path, skip) as (container, stream):
        yield from _shown_in(span, _packets_past_damage(container, stream, damage), stream, damage)


@contextlib.contextmanager
def _reading(path: Path, skip: Skip) -> Iterator[tuple[InputContainer, VideoStream]]:
    with opened(path) as container:
        stream = choose_picture(container)
        if stream is None:
            raise NothingDecodable(path)
        read_only(container, stream)
        stream.thread_type = "AUTO"
        stream.codec_context.skip_frame = skip.value
        yield container, stream


def _span_of(stream: VideoStream, zero: Fraction, start_s: float, end_s: float) -> _Span:
    ticks_per_s = 1 / (stream.time_base or Fraction(1))
    zero_ticks = round(zero * ticks_per_s)
    first, end = (
        zero_ticks + (border_s - _SAME_MOMENT_S) * float(ticks_per_s) for border_s in (start_s, end_s)
    )
    return _Span(zero_ticks, first, end, float(ticks_per_s))


def _shown_in(
    span: _Span, following: Iterator[AnyPacket], stream: VideoStream, damage: Damage
) -> Iterator[Frame]:
    for ticks, picture in _decoded(following, stream, damage):
        if ticks >= span.end:
            return
        if ticks >= span.first:
            damage.pictures += picture.is_corrupt
            take_s = (ticks - span.zero) / span.ticks_per_s
            yield Frame(take_s, picture, round(-picture.rotation / 90) * 90 % 360)


def _packets_before(
    container: InputContainer, stream: VideoStream, span: _Span, damage: Damage
) -> Iterator[AnyPacket] | None:
    """Packets from a keyframe that shows at or before the span; None: the file must be read from its start.

    A seek goes by decode time in some containers and by bytes in others, so that the keyframe it finds can
    show too late; and what an open group of pictures shows before its keyframe cannot be decoded from it.
    """
    if span.first <= span.zero:
        return _packets_past_damage(container, stream, damage)
    at, step = math.floor(span.first), round(_FIRST_STEP_BACK_S * span.ticks_per_s)
    while at > span.zero:
        try:
            container.seek(at, stream=stream)
        except av.FFmpegError:
            return None
        following = _packets_past_damage(container, stream, damage)
        key = next((packet for packet in following if packet.is_keyframe), None)
        if key is not None and _shown(key) <= span.first:
            return chain((key,), following)
        at, step = at - step, 2 * step
    return None


def _shown(packet: AnyPacket) -> float:
    ticks = packet.pts if packet.pts is not None else packet.dts
    return math.inf if ticks is None else ticks


def _packets_past_damage(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Iterator[AnyPacket]:
    """Packets from here to the end, past places that cannot be read and those that are not whole.

    Half a packet at the cut of a file would cost the decoder the whole pictures that it still holds.
    """
    errors = 0
    while errors < _MOST_ERRORS_IN_A_ROW:
        try:
            for packet in packets(container, stream):
                errors = 0
                if packet.is_corrupt:
                    damage.packets += 1
                else:
                    yield packet
        except av.FFmpegError:
            damage.packets += 1
            errors += 1
        else:
            return


def _decoded(
    following: Iterator[AnyPacket], stream: VideoStream, damage: Damage
) -> Iterator[tuple[int, VideoFrame]]:
    """Decoded pictures, each with the tick at which it shows."""
    for packet in chain(following, (None,)):
        try:
            pictures = stream.decode(packet)
        except av.FFmpegError:
            damage.packets += 1
            continue
        for picture in pictures:
            ticks = picture.pts if picture.pts is not None else picture.dts
            if ticks is not None and stream.time_base is not None:
                picture.time_base = stream.time_base  # PyAV leaves it out of the last ones, as it flushes
                yield ticks, picture
