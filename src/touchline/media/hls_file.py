"""One file of a size that exists as HLS, to be saved: packets copied, index in front, nothing encoded.

FFmpeg reads our fragments late by the pictures that are decoded ahead, so they are read here.
"""

import io
from collections.abc import Iterator
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from touchline.media import encode_files, hls_segments
from touchline.media.hls_segments import INIT, Rendition


def smaller_sizes(ladder: Path) -> dict[str, Rendition]:
    """Return the sizes below the film's own in a complete ladder, by the names of their folders."""
    kept = {path.name: hls_segments.kept(path) for path in ladder.iterdir() if path.is_dir()}
    return {name: rendition for name, rendition in kept.items() if rendition and name != "own"}


def write_file(picture: Rendition, film: Path, out: Path) -> None:
    """Write `out` (MP4): the pictures of one size of `film`'s ladder, and the sound of `film` itself.

    Raises:
        Unavailable: the disk is full.
    """
    init = io.BytesIO((picture.folder / INIT).read_bytes())
    with (
        av.open(init) as described,
        av.open(film) as heard,
        encode_files.written_container(out, {"movflags": "faststart"}) as container,
    ):
        pictures = container.add_stream_from_template(described.streams.video[0])
        pictures.time_base = Fraction(1, picture.track.ticks_per_s)
        by_time: list[Iterator[tuple[VideoStream | AudioStream, av.Packet[Any]]]] = [
            ((pictures, packet) for packet in _pictures(picture))
        ]
        for sound in heard.streams.audio[:1]:
            tone = container.add_stream_from_template(sound)
            by_time.append((tone, packet) for packet in heard.demux(sound) if packet.size)
        for stream, packet in merge(*by_time, key=lambda row: (row[1].dts or 0) * row[1].time_base):
            packet.stream = stream
            container.mux_one(packet)


def _pictures(rendition: Rendition) -> Iterator["av.Packet[Any]"]:
    """Yield all pictures, the first shown at 0, each decoded before it is shown."""
    zero, delay = round(rendition.start_s * rendition.track.ticks_per_s), 0
    for segment in rendition.segments:
        fragment = hls_segments.read_fragment(rendition, segment)
        in_turn = np.sort(fragment.pts)
        delay = max(delay, int((in_turn - fragment.pts).max()))
        ends = np.cumsum(fragment.sizes)
        for index, end in enumerate(ends):
            packet: av.Packet[Any] = av.Packet(fragment.payload[int(end - fragment.sizes[index]) : int(end)])
            packet.pts, packet.dts = int(fragment.pts[index]) - zero, int(in_turn[index]) - zero - delay
            packet.time_base = Fraction(1, rendition.track.ticks_per_s)
            packet.is_keyframe = bool(fragment.is_keyframe[index])
            yield packet
