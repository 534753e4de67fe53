"""A recording's pictures as they are, on the game clock: packets copied, only their times are new."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.stream import VideoStream

from touchline.core.sync.clocks import TakeClock
from touchline.media import hls_init, hls_segments
from touchline.media.hls_fragments import Sample
from touchline.media.hls_init import VIDEO_TICKS_PER_S
from touchline.media.hls_segments import Rendition, SegmentWriter, Track

SEGMENT_S = 1.4
"""Groups of pictures of 0.5, 1 and 2 s give segments of 1.5, 2 and 2 s, by any clock; longer ones stay."""


class NotCopyable(Exception):
    """These packets cannot be handed on as they are; the message says why."""


class PictureCopy:
    """Takes the packets of a recording's picture stream, in file order, and writes segments.

    `zero` is the stream's time, in seconds, of the take's first picture.

    Raises:
        NotCopyable: it is not H.264 as MP4 and Matroska hold it.
    """

    def __init__(self, stream: VideoStream, folder: Path, clock: TakeClock, zero: Fraction) -> None:
        avcc = stream.codec_context.extradata or b""
        if stream.codec_context.codec.canonical_name != "h264" or avcc[:1] != b"\x01":
            raise NotCopyable("it is not H.264 as MP4 and Matroska hold it")
        self._folder = folder
        self._clock = clock
        self._zero_s = float(zero)
        self._seconds_per_tick = float(stream.time_base or 0)
        self._rate = float(stream.average_rate or stream.guessed_rate or 30)
        self._keyframe: int | None = None
        self._last = 0
        self._track = Track(
            hls_init.h264_codecs(avcc), VIDEO_TICKS_PER_S, stream.width, stream.height, self._rate
        )
        hls_segments.clear(folder, hls_init.of_copy(stream))
        self._writer = SegmentWriter(folder, VIDEO_TICKS_PER_S, at_least_s=SEGMENT_S)

    def add(self, packet: "av.Packet[Any]") -> None:
        """Copy the next packet.

        Raises:
            NotCopyable: a player could not start at its keyframes.
        """
        if self._keyframe is None and not packet.is_keyframe:
            return  # nothing can be decoded before the first keyframe
        if packet.pts is None:
            raise NotCopyable("its packets carry no presentation times")
        if packet.is_discard:
            raise NotCopyable("it starts inside a group of pictures")
        tick = self._game_tick(packet.pts)
        if packet.is_keyframe:
            if tick < self._last:
                raise NotCopyable("its groups of pictures overlap")
            self._keyframe = tick
        if self._keyframe is None or tick < self._keyframe:
            raise NotCopyable("its groups of pictures are open")
        self._last = max(self._last, tick)
        self._writer.add(Sample(tick, packet.is_keyframe, bytes(packet)))

    def close(self) -> Rendition:
        """Write the rest and return what was copied.

        Raises:
            NotCopyable: there was no picture at all.
        """
        self._writer.close(self._last + round(VIDEO_TICKS_PER_S / self._rate / self._clock.rate))
        if not self._writer.segments:
            raise NotCopyable("no keyframe was found in it")
        return Rendition(self._folder, self._track, tuple(self._writer.segments))

    def _game_tick(self, pts: int) -> int:
        take_s = pts * self._seconds_per_tick - self._zero_s
        return max(0, round(self._clock.to_game(take_s) * VIDEO_TICKS_PER_S))
