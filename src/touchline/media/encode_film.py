"""A stretch of the film as an H.264 file of its own, so that an interrupted film goes on where it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from touchline.media import encode_files

KEYFRAME_S = 2
"""Keyframes at least this often: what HLS asks for, and how far a player must search."""

PEAK_BITS_PER_PIXEL = 0.15
"""Ceiling of the bit rate, reached by restless pictures only: 9.3 Mbit/s at 1080p30, 4.1 at 720p30."""

_BT709, _LIMITED_RANGE = 1, 1

USUAL_RATES = tuple(
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60")
)


def usual_rate(rate_hz: float) -> Fraction:
    """Return the rate of films, in Hz, that shows a recording's pictures most evenly.

    The nearest one; the pictures of a slow webcam are held, so for it the nearest to a whole multiple: 15 Hz
    makes a film at 30 Hz, 6 Hz one at 24 Hz. Of equals the slowest.
    """

    def unevenness(usual: Fraction) -> tuple[float, Fraction]:
        times = max(1, round(float(usual) / max(rate_hz, 1.0)))
        return (abs(float(usual) - times * rate_hz), usual)

    return min(USUAL_RATES, key=unevenness)


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """Size and constant rate of a film's pictures, and how x264 makes them.

    `crf` is x264's constant quality, lower is better; `preset` its speed.
    """

    width_px: int
    height_px: int
    rate: Fraction
    crf: int = 22
    preset: str = "veryfast"
    keyframe_s: float = KEYFRAME_S

    def __post_init__(self) -> None:
        if self.width_px % 2 or self.height_px % 2 or min(self.width_px, self.height_px) < 16:
            raise ValueError(
                f"width and height must be even and 16 or more, got {self.width_px} × {self.height_px}"
            )
        if self.rate <= 0:
            raise ValueError(f"rate must be positive, got {self.rate}")

    @property
    def group_frames(self) -> int:
        """Pictures from one keyframe to the next, at most."""
        return max(1, round(self.keyframe_s * self.rate))

    @property
    def peak_kbit_per_s(self) -> int:
        """The highest bit rate over a few seconds."""
        return max(100, round(PEAK_BITS_PER_PIXEL * self.width_px * self.height_px * float(self.rate) / 1000))


def x264_options(film: FilmFormat) -> dict[str, str]:
    """Return FFmpeg's options for closed groups of pictures at constant quality under a ceiling."""
    return {
        "preset": film.preset,
        "profile": "high",
        "crf": str(film.crf),
        "g": str(film.group_frames),
        "maxrate": f"{film.peak_kbit_per_s}k",
        "bufsize": f"{2 * film.peak_kbit_per_s}k",
    }


def describe(stream: VideoStream, film: FilmFormat) -> None:
    """Give an encoder the film's size, rate and colours (BT.709, limited range, as all players assume)."""
    stream.width, stream.height, stream.pix_fmt = film.width_px, film.height_px, "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / film.rate
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED_RANGE
    # PyAV's own choice cuts every picture into slices that wait for each other: 1.28 of a plain transcode's
    # time on two cores, against 0.98, and no more is saved by encoding two parts at once.
    context.thread_type = "FRAME"


def write_part(pictures: Iterable[av.VideoFrame], path: Path, film: FilmFormat) -> int:
    """Encode upright yuv420p pictures of the film's size, one per 1 / rate; return how many there were.

    `path` exists only once the part is complete. Times that the pictures carry are not looked at.

    Raises:
        Unavailable: the disk is full.
    """
    count = 0
    with encode_files.written_container(path) as container:
        stream = container.add_stream("libx264", rate=film.rate, options=x264_options(film))
        describe(stream, film)
        for picture in pictures:
            picture.pts, picture.time_base = count, 1 / film.rate
            picture.pict_type = 0  # what it was in its recording must not become a keyframe here
            container.mux(stream.encode(picture))
            count += 1
        container.mux(stream.encode(None))
    return count
