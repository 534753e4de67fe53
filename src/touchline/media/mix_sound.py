"""The film's one sound track: several takes' sound mixed on the game clock, evenly loud, as AAC."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from touchline.base import files
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.media import encode_sound, sound
from touchline.media.encode_ahead import ahead
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
_AHEAD_BLOCKS = 64
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
        encode_sound.write_m4a(ahead(limited(_read_back(raw), gain=gain, ceiling=ceiling)), out)
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
    """Yield the mix as it is, samples of shape (n, 2) at 48 kHz, of all spans one after the other."""
    heard = {
        index: sound_on_game_clock(take)
        for index, take in enumerate(takes)
        if any(_is_heard(plan, index, span) for span in spans)
    }
    for start_s, end_s in spans:
        first, last = round(start_s * RATE_HZ), round(end_s * RATE_HZ)
        for begin in range(first, last, _BLOCK):
            yield _mixed_block(heard, plan, begin, min(_BLOCK, last - begin))


def _mixed_block(heard: Mapping[int, TakeSound], plan: SoundPlan, begin: int, count: int) -> Block:
    gains = plan.gains_at((begin + np.arange(count)) / RATE_HZ).astype(np.float32)
    block = np.zeros((count, CHANNELS), np.float32)
    for index, reader in heard.items():
        if gains[index].any():
            block += gains[index][:, None] * reader.at(begin, count)
        else:
            reader.skip(begin + count)
    return block


def sound_on_game_clock(take: Heard) -> TakeSound:
    """Open a take's sound, to be read forward on the game clock, stereo at 48 kHz."""
    blocks = sound.sound_blocks(take.source, sample_rate_hz=RATE_HZ, channels=CHANNELS)
    return TakeSound(ahead(blocks, _AHEAD_BLOCKS), take.clock, RATE_HZ, CHANNELS)


def _is_heard(plan: SoundPlan, index: int, span: Span) -> bool:
    inside = plan.times_s[(plan.times_s > span[0]) & (plan.times_s < span[1])]
    return bool(plan.gains_at(np.concatenate([[span[0]], inside, [span[1]]]))[index].any())


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
