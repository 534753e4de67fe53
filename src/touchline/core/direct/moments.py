"""Candidate moments of a game, told by one take's sound: whistles and surges of the crowd.

They mark chapters; they are candidates with a confidence, and a person confirms what they were.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter, uniform_filter1d

from touchline.core.direct.hearing import HOP_S, Spectra, spectra
from touchline.core.sync.evidence import Sound

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

WHISTLE_HZ = (3500.0, 4500.0)
WHISTLE_S = (0.15, 3.0)
SURGE_S = 1.5
SURGE_DB = 8.0
_CROWD_HZ = (300.0, 3000.0)
# A whistle is this far above what its band usually holds, louder than all voices together, and this share
# of its band lies within ±125 Hz of its peak: the pea trills by ±100 Hz (noise at 8 kHz reaches 0.6).
_ABOVE_USUAL_DB = 10.0
_ABOVE_VOICES_DB = 0.0
_MIN_TONE_SHARE = 0.75
_TONE_HZ = 125.0
_VOICES_HZ = (1000.0, 3500.0)
# The pea's trill and the echo interrupt the tone; a second blow within a second is the same moment.
_BRIDGE_S = 0.1
_SAME_MOMENT_S = 1.0
# A spectator may have a whistle too: sound alone is never quite sure.
_SUREST = 0.95
_SLOW_STEP_S = 0.5
_USUAL_STEPS = 121


class MomentKind(StrEnum):
    """What a candidate moment sounds like."""

    WHISTLE = "whistle"
    CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Moment:
    """A candidate at take time `at_s`; `confidence` in [0, 1]; `reason` is a sentence with the evidence."""

    at_s: float
    kind: MomentKind
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Levels:
    """Per frame: time, level and tonality of the whistle band, level of the crowd band; all (M,)."""

    middle_s: FloatArray
    whistle_db: FloatArray
    above_voices_db: FloatArray
    tone_share: FloatArray
    crowd_db: FloatArray


def find_moments(sound: Sound) -> tuple[Moment, ...]:
    """Whistles and crowd surges in one take's sound, in order of time.

    A whistle is a narrow tone between 3.5 and 4.5 kHz for 0.15 to 3 s. Of that band only what lies below
    half the sample rate is heard: at 8 kHz whistles above 4 kHz are missed, and the confidence of the others
    is capped at 0.8. A surge is the band of voices rising 8 dB over its median of the minute for 1.5 s.
    """
    levels = _levels(sound)
    if len(levels.middle_s) == 0:
        return ()
    heard_share = (min(WHISTLE_HZ[1], sound.sample_rate_hz / 2) - WHISTLE_HZ[0]) / (
        WHISTLE_HZ[1] - WHISTLE_HZ[0]
    )
    found = [*_whistles(levels, cap=1.0 if heard_share >= 1 else 0.8), *_surges(levels)]
    return tuple(sorted(found, key=lambda moment: moment.at_s))


def _levels(sound: Sound) -> _Levels:
    parts = [_block_levels(block) for block in spectra(sound)]
    columns = np.concatenate(parts, axis=1) if parts else np.zeros((5, 0))
    return _Levels(*columns)


def _block_levels(block: Spectra) -> FloatArray:
    inside = (block.frequency_hz >= WHISTLE_HZ[0]) & (block.frequency_hz < WHISTLE_HZ[1])
    band = block.power[:, inside]
    if band.shape[1] == 0:
        band = np.zeros((len(block.power), 1), np.float32)
    bins = round(_TONE_HZ / float(block.frequency_hz[1]))
    near = np.abs(np.arange(band.shape[1]) - np.argmax(band, axis=1)[:, None]) <= bins
    total = np.maximum(band.sum(axis=1), 1e-12)
    tone = np.where(near, band, 0).sum(axis=1)
    whistle_db = block.band_db(*WHISTLE_HZ)
    voices_db = block.band_db(*_VOICES_HZ)
    crowd_db = block.band_db(*_CROWD_HZ)
    return np.array([block.middle_s, whistle_db, whistle_db - voices_db, tone / total, crowd_db])


def _whistles(levels: _Levels, *, cap: float) -> list[Moment]:
    usual_db = float(np.median(levels.whistle_db))
    is_tone = (
        (levels.whistle_db > usual_db + _ABOVE_USUAL_DB)
        & (levels.above_voices_db > _ABOVE_VOICES_DB)
        & (levels.tone_share > _MIN_TONE_SHARE)
    )
    found: list[Moment] = []
    for first, end in _runs(is_tone, bridge=round(_BRIDGE_S / HOP_S)):
        duration_s = (end - first) * HOP_S
        at_s = float(levels.middle_s[first])
        if not WHISTLE_S[0] <= duration_s <= WHISTLE_S[1]:
            continue
        if found and at_s - found[-1].at_s < _SAME_MOMENT_S:
            continue
        above_db = float(np.median(levels.whistle_db[first:end])) - usual_db
        confidence = cap * float(np.clip(above_db / 30.0, 0.0, _SUREST))
        reason = (
            f"A clear tone of a whistle's pitch for {duration_s:.1f} s, {above_db:.0f} dB above the usual."
        )
        found.append(Moment(at_s, MomentKind.WHISTLE, confidence, reason))
    return found


def _surges(levels: _Levels) -> list[Moment]:
    per_step = round(_SLOW_STEP_S / HOP_S)
    steps = len(levels.crowd_db) // per_step
    if steps == 0:
        return []
    slow_db = levels.crowd_db[: steps * per_step].reshape(steps, per_step).mean(axis=1)
    above_db = uniform_filter1d(slow_db, 3, mode="nearest") - median_filter(
        slow_db, _USUAL_STEPS, mode="reflect"
    )
    found: list[Moment] = []
    for first, end in _runs(above_db > SURGE_DB, bridge=2):
        duration_s = (end - first) * _SLOW_STEP_S
        if duration_s < SURGE_S:
            continue
        strongest_db = float(above_db[first:end].max())
        reason = f"Voices rise {strongest_db:.0f} dB above the minute around for {duration_s:.0f} s."
        confidence = float(np.clip(strongest_db / 20.0, 0.0, _SUREST))
        found.append(Moment(float(levels.middle_s[first * per_step]), MomentKind.CROWD, confidence, reason))
    return found


def _runs(holds: BoolArray, *, bridge: int) -> list[tuple[int, int]]:
    """Runs [first, end) in which `holds`, joined over holes of up to `bridge`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], holds.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for first, end in edges.reshape(-1, 2):
        if runs and first - runs[-1][1] <= bridge:
            runs[-1] = (runs[-1][0], int(end))
        else:
            runs.append((int(first), int(end)))
    return runs
