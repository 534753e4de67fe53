"""The sound of a recording on take time: mono samples on disk to measure by, blocks to mix a film from.

Containers give each packet a time of its own, and the picture goes by those times. So do these samples:
sample k lies at k / rate of take time for the whole length, whatever the recorder lost or counted wrong.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """Return extracted sound as a memory map, so that 90 minutes take no memory."""
    samples = np.memmap(sound.path, dtype="<i2", mode="r", shape=(sound.sample_count,))
    return Sound(samples, sound.sample_rate_hz, sound.start_s)


def sound_blocks(
    path: Path, *, sample_rate_hz: int = 48_000, channels: int = 2
) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Yield (take time of its first sample, block) of the whole sound; blocks join without holes.

    A block is float32 in [-1, 1], shape (n, channels), one channel or two. Nothing where there is no sound.

    Raises:
        SoundUndecodable: when there is sound, and nothing of it can be decoded.
        UnusableRecording: when the file cannot be opened as a recording.
    """
    if not _has_sound(path):
        return
    grid = Grid(sample_rate_hz=sample_rate_hz, channels=channels, sample_format="fltp")
    for first, block in _blocks(path, grid, _unheard):
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


def _blocks(path: Path, grid: Grid, on_progress: Progress) -> Iterator[tuple[int, NDArray[Any]]]:
    zero = start.take_zero(path)
    with opened(path) as container:
        stream = choose_sound(container)
        if stream is None:
            return
        read_only(container, stream)
        for frame in _decoded(container, stream, on_progress):
            at = None if frame.pts is None or stream.time_base is None else frame.pts * stream.time_base
            yield from grid.lay(frame, None if at is None else float(at - zero))
        yield from grid.finish()


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
