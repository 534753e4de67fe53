"""The initialisation segment of a track, and what a playlist calls its codec (RFC 6381).

FFmpeg writes the boxes that describe a codec; only their container is thrown away again.
"""

import io
from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

VIDEO_TICKS_PER_S = 90_000
SOUND_CODECS = "mp4a.40.2"
"""AAC, low complexity: the one kind of sound that is handed on."""

_OPTIONS = {
    "movflags": "empty_moov+default_base_moof+frag_custom",
    "video_track_timescale": str(VIDEO_TICKS_PER_S),
}


def of_copy(stream: VideoStream | AudioStream) -> bytes:
    """Return `ftyp` and `moov` for this stream's packets as they are.

    Pictures count 90,000 ticks per second, sound one per sample.
    """
    container, buffer = in_memory()
    with container:
        copy = container.add_stream_from_template(stream)
        copy.time_base = Fraction(1, ticks_per_s(stream))
        container.start_encoding()
        return of_container(buffer)


def in_memory() -> tuple[OutputContainer, io.BytesIO]:
    """Open a container for one track; started, its buffer holds the initialisation segment."""
    buffer = io.BytesIO()
    return av.open(buffer, "w", format="mp4", options=_OPTIONS), buffer


def of_container(buffer: io.BytesIO) -> bytes:
    """Return `ftyp` and `moov` of a container whose encoding has started."""
    data = buffer.getvalue()
    end = 0
    while end < len(data) and data[end + 4 : end + 8] in (b"ftyp", b"moov"):
        end += int.from_bytes(data[end : end + 4], "big")
    return data[:end]


def ticks_per_s(stream: VideoStream | AudioStream) -> int:
    """Ticks per second of a stream's track."""
    return VIDEO_TICKS_PER_S if isinstance(stream, VideoStream) else stream.codec_context.sample_rate


def h264_codecs(avcc: bytes) -> str:
    """Name H.264 by its decoder configuration record: profile, constraints, level."""
    return f"avc1.{avcc[1:4].hex()}"
