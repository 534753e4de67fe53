"""A rendition: one track as an initialisation segment and numbered segments in a folder of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cattrs

from touchline.base import files
from touchline.media import hls_fragments
from touchline.media.hls_fragments import Fragment, Sample

INIT = "init.mp4"
LIST = "segments.json"


@dataclass(frozen=True, slots=True)
class Segment:
    """One file, shown on the game clock for [start_s, end_s).

    A cut can begin at `keyframes_s`; of sound, where every packet would do, only the first is listed.
    """

    name: str
    start_s: float
    end_s: float
    size_bytes: int
    keyframes_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """What a playlist says about a rendition. Width, height and rate are 0 for sound."""

    codecs: str
    ticks_per_s: int
    width_px: int = 0
    height_px: int = 0
    rate_fps: float = 0.0


@dataclass(frozen=True, slots=True)
class Rendition:
    """A track and its segments, all in `folder`, in order of time."""

    folder: Path
    track: Track
    segments: tuple[Segment, ...]

    @property
    def start_s(self) -> float:
        """Game-clock time of its first picture or sound."""
        return self.segments[0].start_s

    @property
    def end_s(self) -> float:
        """Game-clock time at which its last picture or sound ends."""
        return self.segments[-1].end_s


class SegmentWriter:
    """Gathers samples into files that each begin with a keyframe and last `at_least_s` or more.

    Segments that `kept` already holds stay; writing goes on behind them.
    """

    def __init__(
        self, folder: Path, ticks_per_s: int, *, at_least_s: float, kept: Sequence[Segment] = ()
    ) -> None:
        self._folder = folder
        self._ticks_per_s = ticks_per_s
        self._at_least = round(at_least_s * ticks_per_s)
        self._waiting: list[Sample] = []
        self.segments = list(kept)

    def add(self, sample: Sample) -> None:
        """Take the next sample in decode order; the first must be a keyframe."""
        if sample.is_keyframe and self._waiting and sample.pts - self._waiting[0].pts >= self._at_least:
            self._write(sample.pts)
        self._waiting.append(sample)

    def close(self, end: int) -> None:
        """Write what is left; the last sample is shown until tick `end`."""
        if self._waiting:
            self._write(max(end, max(sample.pts for sample in self._waiting) + 1))

    def _write(self, end: int) -> None:
        fragment = hls_fragments.of_samples(self._waiting, end)
        self.segments.append(write_segment(self._folder, len(self.segments), fragment, self._ticks_per_s))
        self._waiting = []


def write_segment(
    folder: Path, index: int, fragment: Fragment, ticks_per_s: int, prefix: str = ""
) -> Segment:
    """Write one fragment as segment number `index` (from 0) of the rendition in `folder`."""
    name = f"{prefix}{index:05d}.m4s"
    data = hls_fragments.to_bytes(fragment, index + 1)
    _write_whole(folder / name, data)
    return _segment(name, fragment, len(data), ticks_per_s)


def _write_whole(path: Path, data: bytes) -> None:
    """Write without waiting for the disk: 90 minutes are 2,700 segments, and the list of them comes last."""
    unfinished = files.unfinished_path(path)
    try:
        with files.told_in_words(path):
            unfinished.write_bytes(data)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _segment(name: str, fragment: Fragment, size_bytes: int, ticks_per_s: int) -> Segment:
    is_sound = len(fragment.pts) > 1 and fragment.is_keyframe.all()
    keyframes = [fragment.start] if is_sound else sorted(fragment.pts[fragment.is_keyframe].tolist())
    return Segment(
        name,
        fragment.start / ticks_per_s,
        fragment.end / ticks_per_s,
        size_bytes,
        tuple(tick / ticks_per_s for tick in keyframes),
    )


def found(folder: Path, ticks_per_s: int) -> list[Segment]:
    """Return the segments of an unfinished rendition, as far as there is no gap."""
    segments: list[Segment] = []
    while (path := folder / f"{len(segments):05d}.m4s").is_file():
        data = path.read_bytes()
        segments.append(_segment(path.name, hls_fragments.from_bytes(data), len(data), ticks_per_s))
    return segments


def read_fragment(rendition: Rendition, segment: Segment) -> Fragment:
    """Read a segment's samples."""
    return hls_fragments.from_bytes((rendition.folder / segment.name).read_bytes())


def keep(rendition: Rendition) -> None:
    """Write the list of segments; a folder that has it is complete."""
    content = {"track": asdict(rendition.track), "segments": [asdict(s) for s in rendition.segments]}
    with files.written_whole(rendition.folder / LIST) as unfinished:
        unfinished.write_text(json.dumps(content), encoding="utf-8")


def kept(folder: Path) -> Rendition | None:
    """Return the complete rendition in `folder`, None where there is none."""
    try:
        content = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Rendition(
        folder,
        cattrs.structure(content["track"], Track),
        cattrs.structure(content["segments"], tuple[Segment, ...]),
    )


def clear(folder: Path, init: bytes | None = None) -> None:
    """Make a rendition's folder empty but for its initialisation segment; foreign files stay."""
    with files.told_in_words(folder / INIT):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name.lstrip(".").endswith((".m4s", ".mp4", ".json", ".m3u8")):
                path.unlink()
        if init is not None:
            (folder / INIT).write_bytes(init)
