"""The sound of a recording on take time: mono samples on disk to measure by, blocks to mix a film from.

Containers give each packet a time of its own, and the picture goes by those times. So do these samples:
sample k lies at k / rate of take time for the whole length, whatever the recorder lost or counted wrong.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from touchline.base.files import written_whole
from touchline.core.sync.evidence import Sound
from touchline.media import start
from touchline.media.errors import SoundUndecodable
from touchline.media.opening import AnyPacket, choose_sound, opened, packets, read_only
from touchline.media.sound_grid import Grid

Progress = Callable[[float], None]

LEAD_S = 3.0
"""Decoded before a stretch in the middle, so that the decoder and the steadied times have settled."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """Raw mono sound on disk, 16-bit little-endian; sample 0 lies at `start_s` of take time."""

    path: Path
    start_s: float
    sample_count: int
    sample_rate_hz: int


def extract_mono(
    path: Path, out: Path, *, sample_rate_hz: int = 8000, on_progress: Progress | None = None
) -> SoundFile | None:
    """Write the recording's sound as raw mono samples to `out`, in one pass and little memory.

    `on_progress` hears the share that is done. Returns None, with nothing written, where there is no sound.

    Raises:
        SoundUndecodable: when there is sound, and nothing of it can be decoded.
        UnusableRecording: when the file cannot be opened as a recording.
    """
    if not _has_sound(path):
        return None
    grid = Grid(sample_rate_hz=sample_rate_hz, channels=1, sample_format="s16")
    first_sample, sample_count = 0, 0
    with written_whole(out) as unfinished, unfinished.open("wb") as file:
        for first, block in _blocks(path, grid, on_progress or _unheard):
            if not sample_count:
                first_sample = first
            file.write(block.astype("<i2", copy=False).tobytes())
            sample_count += len(block)
    return SoundFile(out, first_sample / sample_rate_hz, sample_count, sample_rate_hz)


def load(sound: SoundFile) -> Sound:
    """Return extracted sound, read from its file stretch by stretch, so that 90 minutes take no memory."""
    return Sound(_Stored(sound), sound.sample_rate_hz, sound.start_s)


@dataclass(frozen=True, slots=True)
class _Stored:
    """Samples in a file. A memory map of it would count towards the memory that this process holds."""

    file: SoundFile

    def __len__(self) -> int:
        return self.file.sample_count

    def __getitem__(self, stretch: slice, /) -> NDArray[np.int16]:
        first, last, step = stretch.indices(len(self))
        if step != 1:
            raise ValueError(f"sound is read forward and without gaps, got step {step}")
        count, at = max(0, last - first), first * np.dtype("<i2").itemsize
        return np.fromfile(self.file.path, "<i2", count=count, offset=at).astype(np.int16, copy=False)


def sound_blocks(
    path: Path, *, sample_rate_hz: int = 48_000, channels: int = 2, start_s: float = 0.0
) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Yield (take time of its first sample, block) of the sound to its end; blocks join without holes.

    The sound from `start_s` of take time on is there; what comes before it is left out where the container
    can be entered in the middle. A block is float32 in [-1, 1], shape (n, channels), one channel or two.
    Nothing where there is no sound.

    Raises:
        SoundUndecodable: when there is sound, and nothing of it can be decoded.
        UnusableRecording: when the file cannot be opened as a recording.
    """
    if not _has_sound(path):
        return
    grid = Grid(sample_rate_hz=sample_rate_hz, channels=channels, sample_format="fltp")
    for first, block in _blocks(path, grid, _unheard, start_s):
        yield first / sample_rate_hz, block


def _unheard(_share: float) -> None:
    """Where nobody asked for progress."""


def _has_sound(path: Path) -> bool:
    with opened(path) as container:
        if choose_sound(container) is None:
            return False
    if start.first_sound_at(path) is None:
        raise SoundUndecodable(path)
    return True


def _blocks(
    path: Path, grid: Grid, on_progress: Progress, start_s: float = 0.0
) -> Iterator[tuple[int, NDArray[Any]]]:
    zero = start.take_zero(path)
    with _reading(path, float(zero) + start_s - LEAD_S if start_s > LEAD_S else None) as (container, stream):
        for frame in _decoded(container, stream, on_progress):
            at = None if frame.pts is None or stream.time_base is None else frame.pts * stream.time_base
            yield from grid.lay(frame, None if at is None else float(at - zero))
        yield from grid.finish()


@contextlib.contextmanager
def _reading(path: Path, at_s: float | None) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open the sound at a time of the container's own clock or before it; None: from its beginning."""
    with opened(path) as container:
        stream = choose_sound(container)
        assert stream is not None, "callers have asked whether there is sound"
        read_only(container, stream)
        if at_s is None or _enters_before(container, stream, at_s):
            yield container, stream
            return
    with _reading(path, None) as found:
        yield found


def _enters_before(container: InputContainer, stream: AudioStream, at_s: float) -> bool:
    """Go to the packet before a time; False where the container cannot, or goes past it."""
    ticks = round(at_s / (stream.time_base or Fraction(1)))
    try:
        container.seek(ticks, stream=stream)
        first = next(iter(packets(container, stream)), None)
        if first is None or first.pts is None or first.pts > ticks:
            return False
        container.seek(ticks, stream=stream)
    except av.FFmpegError:
        return False
    return True


def _decoded(container: InputContainer, stream: AudioStream, on_progress: Progress) -> Iterator[AudioFrame]:
    """Frames of the sound, without what is damaged; `on_progress` hears the share of the file read."""
    size_bytes, percent = max(1, container.size), 0
    for packet in itertools.chain(_whole_packets(container, stream), (None,)):
        try:
            yield from stream.decode(packet)
        except av.FFmpegError:
            continue  # the grid fills the hole
        share = (packet.pos or 0) / size_bytes if packet else 1.0
        if int(100 * share) > percent:
            percent = int(100 * share)
            on_progress(share)


def _whole_packets(container: InputContainer, stream: AudioStream) -> Iterator[AnyPacket]:
    try:
        yield from packets(container, stream)
    except av.FFmpegError:
        return  # cut off here
