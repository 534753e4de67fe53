"""Pictures encoded straight into HLS segments, with keyframes exactly where they are asked for."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import PictureType

from touchline.media import encode_film, hls_init, hls_segments
from touchline.media.copy_pictures import SEGMENT_S
from touchline.media.encode_film import FilmFormat
from touchline.media.hls_fragments import Sample
from touchline.media.hls_init import VIDEO_TICKS_PER_S
from touchline.media.hls_segments import Rendition, Segment, SegmentWriter, Track

_ONLY_ASKED_FOR = {"g": "100000", "sc_threshold": "0", "x264-params": "annexb=0"}
"""No keyframes but those asked for, and pictures as MP4 holds them (lengths instead of start codes)."""


class HlsEncoder:
    """Encodes upright yuv420p pictures of the format's size; the first picture must be a keyframe.

    Segments that `kept` lists stay in `folder`, and writing goes on behind them.
    """

    def __init__(self, folder: Path, form: FilmFormat, kept: Sequence[Segment] = ()) -> None:
        self._folder = folder
        container, buffer = hls_init.in_memory()
        options = encode_film.x264_options(form) | _ONLY_ASKED_FOR
        self._container = container
        self._stream = container.add_stream("libx264", rate=form.rate, options=options)
        encode_film.describe(self._stream, form)
        self._stream.time_base = Fraction(1, VIDEO_TICKS_PER_S)
        self._stream.codec_context.time_base = Fraction(1, VIDEO_TICKS_PER_S)
        container.start_encoding()
        if not kept:
            hls_segments.clear(folder, hls_init.of_container(buffer))
        codecs = hls_init.h264_codecs(self._stream.codec_context.extradata or b"")
        self._track = Track(codecs, VIDEO_TICKS_PER_S, form.width_px, form.height_px, float(form.rate))
        self._writer = SegmentWriter(folder, VIDEO_TICKS_PER_S, at_least_s=SEGMENT_S, kept=kept)

    def add(self, picture: av.VideoFrame, tick: int, *, is_keyframe: bool) -> None:
        """Encode the next picture, shown from `tick` (90,000 per second of game clock) on."""
        picture.pts, picture.time_base = tick, Fraction(1, VIDEO_TICKS_PER_S)
        picture.pict_type = PictureType.I if is_keyframe else PictureType.NONE
        self._write(self._stream.encode(picture))

    def close(self, end: int) -> Rendition:
        """Write what is left, the last picture shown until tick `end`, and return it all."""
        self._write(self._stream.encode(None))
        self._writer.close(end)
        return Rendition(self._folder, self._track, tuple(self._writer.segments))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that are complete."""
        return tuple(self._writer.segments)

    def _write(self, packets: "list[av.Packet[av.VideoStream]]") -> None:
        for packet in packets:
            assert packet.pts is not None, "x264 returns the times that it was given"
            self._writer.add(Sample(packet.pts, packet.is_keyframe, bytes(packet)))
