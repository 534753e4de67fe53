"""One film.mp4 out of its parts, its sound and its chapters: packets copied, times exact, index in front."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from touchline.base.errors import Conflict
from touchline.media import chapters, encode_files
from touchline.media.chapters import Mark


def join_parts(
    parts: Sequence[Path],
    sound: Path,
    out: Path,
    *,
    rate: Fraction,
    marks: Sequence[Mark] = (),
    on_progress: Callable[[float], None] = lambda _share: None,
) -> int:
    """Write `out` from parts that `write_part` made with one FilmFormat, and a sound file; return its frames.

    Frame n is decoded as the n-th picture and shown at exactly n / rate; sound and picture both begin at 0.

    Raises:
        Conflict: the parts were not made by the same settings.
        Unavailable: the disk is full.
    """
    counts = [_frame_count(part) for part in parts]
    duration_s = float(sum(counts) / rate)
    with (
        av.open(sound) as heard,
        av.open(parts[0]) as first,
        encode_files.written_container(out, {"movflags": "faststart"}) as container,
    ):
        picture = container.add_stream_from_template(first.streams.video[0])
        picture.time_base = 1 / rate
        tone = container.add_stream_from_template(heard.streams.audio[0])
        chapters.set_marks(container, marks, duration_s)
        pictures = _pictures(parts, rate, first.streams.video[0], on_progress)
        sounds = (packet for packet in heard.demux(heard.streams.audio[0]) if packet.size)
        _copy_in_order(container, pictures, picture, sounds, tone)
    return sum(counts)


def _frame_count(part: Path) -> int:
    with av.open(part) as container:
        return container.streams.video[0].frames


def _pictures(
    parts: Sequence[Path], rate: Fraction, like: VideoStream, on_progress: Callable[[float], None]
) -> Iterator["av.Packet[Any]"]:
    """Yield all packets; times count frames of the film.

    x264 delays decoding by the same number of frames in every part, so that decode times rise without a
    step when they are simply counted.
    """
    shown_before = decoded = 0
    delay: int | None = None
    for number, part in enumerate(parts):
        on_progress(number / len(parts))
        with av.open(part) as container:
            stream = container.streams.video[0]
            if stream.codec_context.extradata != like.codec_context.extradata:
                raise Conflict(
                    f"The unfinished film in {part.parent} was begun with other settings. "
                    "Remove that folder and start again."
                )
            for packet in container.demux(stream):
                if not packet.size:
                    continue
                in_part = _in_frames(packet.pts, stream, rate)
                if delay is None:
                    delay = -_in_frames(packet.dts, stream, rate)
                packet.pts, packet.dts = shown_before + in_part, decoded - delay
                packet.duration, packet.time_base = 1, 1 / rate
                decoded += 1
                yield packet
            shown_before = decoded


def _in_frames(ticks: int | None, stream: VideoStream, rate: Fraction) -> int:
    assert ticks is not None, "write_part gives every packet both times"
    return round(ticks * Fraction(stream.time_base or 0) * rate)


def _copy_in_order(
    container: OutputContainer,
    pictures: Iterator["av.Packet[Any]"],
    picture: VideoStream,
    sounds: Iterator["av.Packet[Any]"],
    tone: AudioStream,
) -> None:
    """Interleave by decode time, so that a player never waits for the other kind."""
    by_time: Iterator[tuple[VideoStream | AudioStream, av.Packet[Any]]] = merge(
        ((picture, packet) for packet in pictures),
        ((tone, packet) for packet in sounds),
        key=lambda row: (row[1].dts or 0) * row[1].time_base,
    )
    for stream, packet in by_time:
        packet.stream = stream
        container.mux_one(packet)
