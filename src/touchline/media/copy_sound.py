"""A recording's AAC sound as it is, on the game clock: whole packets copied, left out or repeated.

Players count samples, not timestamps: over 90 minutes at 300 ppm sound that is only stamped anew would
end up 1.6 s away from its picture. So packets lie back to back, and where the recorder's clock has run
ahead or behind by most of a packet (21 ms at 48 kHz), one is repeated or left out.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream

from touchline.core.sync.clocks import TakeClock
from touchline.media import hls_init, hls_segments
from touchline.media.hls_fragments import Sample
from touchline.media.hls_init import SOUND_CODECS
from touchline.media.hls_segments import Rendition, SegmentWriter, Track

SEGMENT_S = 2.0
PACKET_SAMPLES = 1024
SLACK = 0.75
"""Packets away from its true time at which sound is moved by one packet: beyond ½, so that timestamps
that jitter (Matroska: 1 ms) do not move it to and fro."""


class SoundCopy:
    """Takes the packets of an AAC stream in file order and writes segments without a gap.

    `zero` is the stream's time, in seconds, of the take's first picture, which is take time 0.
    """

    def __init__(self, stream: AudioStream, folder: Path, clock: TakeClock, zero: Fraction) -> None:
        self._stream = stream
        self._folder = folder
        self._clock = clock
        self._zero_s = float(zero)
        self._rate_hz = stream.codec_context.sample_rate
        self._seconds_per_tick = float(stream.time_base or 0)
        self._next: int | None = None
        self._previous = b""
        hls_segments.clear(folder, hls_init.of_copy(stream))
        self._writer = SegmentWriter(folder, self._rate_hz, at_least_s=SEGMENT_S)

    def add(self, packet: "av.Packet[Any]") -> None:
        """Copy the next packet, or leave it out; fill what is missing before it."""
        if packet.pts is None:
            return
        take_s = packet.pts * self._seconds_per_tick - self._zero_s
        tick = round(self._clock.to_game(take_s) * self._rate_hz)
        if tick < 0:
            return  # before the game clock begins: the encoder's priming, or sound without a picture
        if self._next is None:
            self._next = tick
        behind = (tick - self._next) / PACKET_SAMPLES
        if behind < -SLACK:
            return
        data = bytes(packet)
        for filling in self._filling(round(behind) if behind > SLACK else 0):
            self._write(filling)
        self._write(data)

    def close(self) -> Rendition | None:
        """Write the rest and return what was copied; None where there was no sound."""
        if self._next is None:
            return None
        self._writer.close(self._next)
        track = Track(SOUND_CODECS, self._rate_hz)
        return Rendition(self._folder, track, tuple(self._writer.segments))

    def _write(self, data: bytes) -> None:
        assert self._next is not None
        self._writer.add(Sample(self._next, True, data))
        self._next += PACKET_SAMPLES
        self._previous = data

    def _filling(self, packets: int) -> Iterator[bytes]:
        """One missing packet is drift and is filled by repeating; more are a gap and stay silent."""
        for _ in range(packets):
            yield self._previous if packets == 1 and self._previous else self._silence

    @cached_property
    def _silence(self) -> bytes:
        context = self._stream.codec_context
        return silent_packet(self._rate_hz, context.layout.name)


def silent_packet(rate_hz: int, layout: str) -> bytes:
    """Return one AAC packet of digital silence."""
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = rate_hz, layout, "fltp"
    encoder.time_base = Fraction(1, rate_hz)
    channels = encoder.layout.nb_channels
    packets = []
    for index in range(4):
        block = np.zeros((channels, PACKET_SAMPLES), np.float32)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate_hz, index * PACKET_SAMPLES
        packets += encoder.encode(frame)
    return bytes(packets[-1])
