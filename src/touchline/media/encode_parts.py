"""A film's parts as files of their own out of one encoder, so that short parts cost no more than long ones.

An encoder and a decoder of its own for each part of 2 s would cost an eighth more at 1080p
(docs/experiments/late-takes.md).
"""

import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import av
from av.video.frame import PictureType
from av.video.stream import VideoStream

from touchline.media import encode_files, encode_film
from touchline.media.encode_film import FilmFormat


@dataclass(frozen=True, slots=True)
class Part:
    """A file of `count` pictures, the first of which is a keyframe."""

    path: Path
    count: int


def write_parts(pictures: Iterable[av.VideoFrame], parts: Sequence[Part], film: FilmFormat) -> None:
    """Encode upright yuv420p pictures of the film's size, one per 1 / rate, into `parts` one after the other.

    The parts need not follow each other in the film. A path exists only once its part is complete. Times that
    the pictures carry are not looked at.

    Raises:
        Unavailable: the disk is full.
    """
    begins = list(accumulate((part.count for part in parts), initial=0))
    with _encoder(film) as encoder:
        packets = _encoded(pictures, frozenset(begins), encoder, film)
        for part, begin in zip(parts, begins, strict=False):
            with encode_files.written_container(part.path) as container:
                stream = container.add_stream_from_template(encoder)
                for packet in islice(packets, part.count):
                    packet.stream = stream
                    assert packet.pts is not None, "x264 gives every packet both times"
                    assert packet.dts is not None
                    packet.pts, packet.dts = packet.pts - begin, packet.dts - begin
                    container.mux(packet)


@contextlib.contextmanager
def _encoder(film: FilmFormat) -> Iterator[VideoStream]:
    """An encoder that belongs to no file: FFmpeg wants one around it, which stays empty."""
    with av.open(io.BytesIO(), "w", format="mp4") as nowhere:
        stream = nowhere.add_stream("libx264", rate=film.rate, options=encode_film.x264_options(film))
        encode_film.describe(stream, film)
        nowhere.start_encoding()
        yield stream


def _encoded(
    pictures: Iterable[av.VideoFrame], keys: frozenset[int], encoder: VideoStream, film: FilmFormat
) -> Iterator["av.Packet[Any]"]:
    """Yield one packet per picture; as groups are closed, those of a part come one after the other."""
    for number, picture in enumerate(pictures):
        picture.pts, picture.time_base = number, 1 / film.rate
        picture.pict_type = PictureType.I if number in keys else PictureType.NONE
        yield from encoder.encode(picture)
    yield from encoder.encode(None)
