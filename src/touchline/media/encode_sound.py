"""Sound as AAC: into an MP4 of its own, or into packets for HLS."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from numpy.typing import NDArray

from touchline.media import encode_files

Block = NDArray[np.float32]

RATE_HZ = 48_000
BIT_RATE = 160_000
"""Stereo AAC of FFmpeg's own encoder is transparent for this kind of sound from about here on."""

_CODER = {"aac_coder": "fast"}
"""FFmpeg's manual: better than its slow coder at high bit rates, and much faster (measured: 2.3 times)."""


def write_m4a(blocks: Iterable[Block], out: Path) -> None:
    """Write stereo samples, blocks of shape (n, 2) at 48 kHz in [-1, 1], as AAC in MP4.

    Raises:
        Unavailable: the disk is full.
    """
    with encode_files.written_container(out, {"movflags": "faststart"}) as container:
        for packet in encoded(add_stream(container), blocks):
            container.mux(packet)


def add_stream(container: OutputContainer) -> AudioStream:
    """Add the AAC stream to a container; its packets come from `encoded`."""
    return container.add_stream("aac", rate=RATE_HZ, options=_CODER, layout="stereo", bit_rate=BIT_RATE)


def encoded(stream: AudioStream, blocks: Iterable[Block]) -> Iterator["av.Packet[AudioStream]"]:
    """Yield the packets of an AAC stream fed with stereo blocks; the first, at −1024, primes a decoder."""
    done = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, done, Fraction(1, RATE_HZ)
        yield from stream.encode(frame)
        done += len(block)
    yield from stream.encode(None)
