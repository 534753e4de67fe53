"""The film's one sound track: several takes' sound mixed on the game clock, evenly loud, as AAC."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from touchline.base import files
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.media import encode_sound, sound
from touchline.media.loudness import RATE_HZ, LoudnessMeter
from touchline.media.loudness_limiter import limited
from touchline.media.mix_resample import TakeSound

Block = NDArray[np.float32]
Span = tuple[float, float]
"""From when to when on the game clock, in seconds."""

TARGET_LUFS = -16.0
"""R128's method at the loudness of phones and tablets: EBU R128 s2 gives −20 to −16 LUFS for streaming,
AES TD1008 −16 for programmes on mobile devices. At television's −23 a phone on the touchline is too quiet."""

CEILING_DBTP = -1.5
"""Half a decibel below R128's −1 dBTP, since AAC adds up to that much at peaks."""

MOST_GAIN_DB = 24.0
"""A microphone that heard next to nothing is not turned up into a wall of noise."""

CHANNELS = 2
_BLOCK = 1 << 15
_LISTENING_SHARE = 0.75
"""Share of the time that mixing and measuring takes; the rest is limiting and AAC."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording whose sound can be heard, and its clock."""

    source: Path
    clock: TakeClock


@dataclass(frozen=True, slots=True)
class Mix:
    """What was measured in a mix before its loudness was changed, and by how much it was changed."""

    measured_lufs: float
    gain_db: float


def write_mix(
    takes: Sequence[Heard],
    plan: SoundPlan,
    out: Path,
    *,
    spans: Sequence[Span],
    on_progress: Callable[[float], None] = lambda _share: None,
) -> Mix:
    """Mix the takes as `plan` says over spans of game-clock time, laid end to end, and write AAC in MP4.

    Spans rise and do not overlap. `plan.gains[k]` belongs to `takes[k]`; only takes that are heard are
    opened. Loudness: measured over the whole mix (BS.1770-4), brought to TARGET_LUFS, peaks limited to
    CEILING_DBTP. Where nothing is heard at all the track is silent: players expect one. Beside `out` a raw
    file of 23 MB per minute lies meanwhile.

    Raises:
        Unavailable: the disk is full.
    """
    with _raw_file(out) as raw:
        meter = LoudnessMeter()
        with raw.open("wb") as file:
            total_s = sum(end_s - start_s for start_s, end_s in spans)
            _listen(mixed(takes, plan, spans), file, meter, total_s * RATE_HZ, on_progress)
        mix = _gain_for(meter.integrated_lufs())
        gain, ceiling = 10 ** (mix.gain_db / 20), 10 ** (CEILING_DBTP / 20)
        encode_sound.write_m4a(limited(_read_back(raw), gain=gain, ceiling=ceiling), out)
    on_progress(1.0)
    return mix


@contextlib.contextmanager
def _raw_file(out: Path) -> Iterator[Path]:
    raw = out.with_name(f".{out.stem}.f32")
    with files.told_in_words(out):
        raw.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield raw
        finally:
            raw.unlink(missing_ok=True)


def mixed(takes: Sequence[Heard], plan: SoundPlan, spans: Sequence[Span]) -> Iterator[Block]:
    """Yield the mix as it is, samples of shape (n, 2) at 48 kHz, of all spans one after the other.

    On one thread: decoding comes in packets so small that a second thread costs more in waiting for the
    interpreter than it computes (60 s of two takes: 0.7 s of time on one thread, 1.0 to 1.3 on several).
    """
    heard = [index for index in range(len(takes)) if any(_is_heard(plan, index, span) for span in spans)]
    shares = [_share(takes[index], index, plan, spans) for index in heard]
    for begin, end in _blocks(spans):
        block = np.zeros((end - begin, CHANNELS), np.float32)
        for share in shares:
            block += next(share)
        yield block


def _blocks(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the borders of the mix's blocks, in samples of the game clock."""
    for start_s, end_s in spans:
        first, last = round(start_s * RATE_HZ), round(end_s * RATE_HZ)
        for begin in range(first, last, _BLOCK):
            yield begin, min(begin + _BLOCK, last)


def _share(take: Heard, index: int, plan: SoundPlan, spans: Sequence[Span]) -> Iterator[Block | np.float32]:
    """Yield what one take adds to each block of the mix."""
    reader = sound_on_game_clock(take)
    for begin, end in _blocks(spans):
        gain = plan.gain_at(index, np.arange(begin, end) / RATE_HZ).astype(np.float32)
        if gain.any():
            yield gain[:, None] * reader.at(begin, end - begin)
        else:
            reader.skip(end)
            yield np.float32(0.0)


def sound_on_game_clock(take: Heard, start_s: float = 0.0) -> TakeSound:
    """Open a take's sound, to be read forward on the game clock from `start_s` on, stereo at 48 kHz."""
    blocks = sound.sound_blocks(
        take.source, sample_rate_hz=RATE_HZ, channels=CHANNELS, start_s=take.clock.to_take(start_s)
    )
    return TakeSound(blocks, take.clock, RATE_HZ, CHANNELS)


def _is_heard(plan: SoundPlan, index: int, span: Span) -> bool:
    inside = plan.times_s[(plan.times_s > span[0]) & (plan.times_s < span[1])]
    return bool(plan.gain_at(index, np.concatenate([[span[0]], inside, [span[1]]])).any())


def _listen(
    blocks: Iterator[Block],
    file: BinaryIO,
    meter: LoudnessMeter,
    sample_count: float,
    on_progress: Callable[[float], None],
) -> None:
    done = 0
    for block in blocks:
        meter.add(block)
        file.write(block.tobytes())
        done += len(block)
        on_progress(_LISTENING_SHARE * done / sample_count)


def _gain_for(measured_lufs: float) -> Mix:
    if not np.isfinite(measured_lufs):
        return Mix(measured_lufs, 0.0)
    return Mix(measured_lufs, min(TARGET_LUFS - measured_lufs, MOST_GAIN_DB))


def _read_back(raw: Path) -> Iterator[Block]:
    """Read in pieces; a memory map would count towards the memory that this process holds."""
    with raw.open("rb") as file:
        while (block := np.fromfile(file, np.float32, _BLOCK * CHANNELS)).size:
            yield block.reshape(-1, CHANNELS)
