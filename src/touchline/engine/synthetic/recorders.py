"""The kinds of recorder that shoot a synthetic game: container, codecs, and the habits of each."""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Recorder:
    """How one kind of device writes a take.

    `time_base` is what frame times are rounded to. `is_live`: written as a stream, so without duration,
    index or cues, like what a browser's MediaRecorder hands over.
    """

    suffix: str
    container: str
    video_codec: str
    pixel_format: str
    video_options: MappingProxyType[str, str]
    audio_codec: str
    time_base: Fraction
    is_live: bool = False


def _options(**options: str) -> MappingProxyType[str, str]:
    return MappingProxyType({name.replace("_", "-"): value for name, value in options.items()})


TICK_90K = Fraction(1, 90_000)
MILLISECOND = Fraction(1, 1_000)
X264 = _options(preset="veryfast", crf="23", threads="2")
X264_BROWSER = _options(preset="ultrafast", crf="28", threads="2", tune="zerolatency", profile="baseline")
X265 = _options(preset="ultrafast", crf="26", x265_params="log-level=error:pools=2:frame-threads=1")
VP9 = _options(
    deadline="realtime", cpu_used="8", row_mt="1", crf="34", b="3M", lag_in_frames="0", threads="2"
)

RECORDERS = MappingProxyType(
    {
        "phone": Recorder(".mp4", "mp4", "libx264", "yuv420p", X264, "aac", TICK_90K),
        "phone_hevc": Recorder(".mp4", "mp4", "libx265", "yuv420p", X265, "aac", TICK_90K),
        "phone_10bit": Recorder(".mp4", "mp4", "libx265", "yuv420p10le", X265, "aac", TICK_90K),
        "browser": Recorder(
            ".mkv", "matroska", "libx264", "yuv420p", X264_BROWSER, "libopus", MILLISECOND, is_live=True
        ),
        "browser_vp9": Recorder(
            ".webm", "webm", "libvpx-vp9", "yuv420p", VP9, "libopus", MILLISECOND, is_live=True
        ),
        "webm": Recorder(".webm", "webm", "libvpx-vp9", "yuv420p", VP9, "libopus", MILLISECOND),
    }
)


def find_recorder(name: str) -> Recorder:
    """The recorder called `name`.

    Raises:
        ValueError: if there is none; the message lists what there is.
    """
    if name not in RECORDERS:
        raise ValueError(f"there is no recorder '{name}'; there are {', '.join(RECORDERS)}")
    return RECORDERS[name]
