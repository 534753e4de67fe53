"""What movement in the pictures says about two clocks: weak, but free of travel, for light takes no time.

Two cameras see the same play from different sides, so how much moves in one picture follows how much moves in
the other: not closely, but all through the game.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.ndimage import uniform_filter1d

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.coarse import Overlap
from touchline.core.sync.evidence import EvidenceKind, Motion
from touchline.core.sync.ties import Tie, refused

FloatArray = NDArray[np.float64]

RATE_HZ = 20.0
_SLOW_S = 4.0
_SHORTEST_S = 8.0
_CLEAR_Z = 5.5
_NEAR_Z = 3.5
_REFINE_S = 1.5
_BLOCK_S = 60.0
_FEWEST_BLOCKS = 4
# A view from behind a goal sees play begin later than one from the side: what views differ by.
_VIEW_SD_S = 0.02


@dataclass(frozen=True, slots=True)
class _Series:
    """Movement at 20 Hz from `start_s` of game time, against its own last seconds; 0 where unknown."""

    start_s: float
    values: FloatArray


def find_overlap(first: Motion, second: Motion) -> Overlap | None:
    """Where two pictures show the same movement, in take time of both; None where nothing stands out."""
    a, b = _series(first, TakeClock(0.0)), _series(second, TakeClock(0.0))
    if min(len(a.values), len(b.values)) < _SHORTEST_S * RATE_HZ:
        return None
    correlation, lags = _correlate(a.values, b.values)
    shared = _shared_samples(a.values, b.values)
    correlation = np.where(
        shared >= _SHORTEST_S * RATE_HZ, correlation / np.sqrt(np.maximum(shared, 1.0)), 0.0
    )
    deviation = float(np.std(correlation))
    if deviation <= 0.0:
        return None
    best = int(np.argmax(correlation))
    z = float(correlation[best]) / deviation
    if z < _CLEAR_Z:
        return None
    elsewhere = np.abs(lags - lags[best]) > RATE_HZ
    rival = float(correlation[elsewhere].max(initial=0.0) / correlation[best])
    return Overlap(float(lags[best]) / RATE_HZ + b.start_s - a.start_s, 0.0, z - _CLEAR_Z, rival)


def tie_by_motion(
    first: int, second: int, motions: tuple[Motion, Motion], clocks: tuple[TakeClock, TakeClock]
) -> Tie:
    """Tie two takes by the movement in their pictures, within ±1.5 s of their assumed clocks."""
    a, b = _series(motions[0], clocks[0]), _series(motions[1], clocks[1])
    begin_s = max(a.start_s, b.start_s)
    end_s = min(a.start_s + len(a.values) / RATE_HZ, b.start_s + len(b.values) / RATE_HZ)
    if end_s - begin_s < _SHORTEST_S:
        return refused(EvidenceKind.PICTURE, first, second, "the two never filmed at the same time")
    x, y = (
        s.values[round((begin_s - s.start_s) * RATE_HZ) :][: int((end_s - begin_s) * RATE_HZ)] for s in (a, b)
    )
    length = min(len(x), len(y))
    # Blocks of a minute judge how sure the whole is; a short overlap is cut into four.
    block = max(min(round(_BLOCK_S * RATE_HZ), length // _FEWEST_BLOCKS), 1)
    lags = np.arange(-round(_REFINE_S * RATE_HZ), round(_REFINE_S * RATE_HZ) + 1)
    parts = np.array(
        [_block(x[s : s + block], y[s : s + block], lags) for s in range(0, length - block + 1, block)]
    )
    rounding_s = (round((begin_s - b.start_s) * RATE_HZ) - round((begin_s - a.start_s) * RATE_HZ)) / RATE_HZ
    rounding_s -= (begin_s - b.start_s) - (begin_s - a.start_s)
    return _tie(
        first,
        second,
        parts,
        lags,
        chance=_chance(x[:length], y[:length], lags),
        middle_s=(begin_s + end_s) / 2.0,
        span_s=end_s - begin_s,
        rounding_s=rounding_s,
    )


def _tie(
    first: int,
    second: int,
    parts: FloatArray,
    lags: NDArray[np.int64],
    *,
    chance: float,
    middle_s: float,
    span_s: float,
    rounding_s: float,
) -> Tie:
    whole = parts.sum(axis=0)
    best_s = _peak(whole, lags)
    if best_s is None or float(whole.max()) < _NEAR_Z * chance:
        reason = "the movement in the two pictures does not match clearly"
        return refused(EvidenceKind.PICTURE, first, second, reason, total=len(parts))
    # Leave-one-out: how much the peak moves without each block.
    without = np.array([_peak(whole - part, lags) or best_s for part in parts])
    deviation = float(np.sqrt((len(parts) - 1) * np.mean((without - best_s) ** 2)))
    at_s = middle_s + (np.arange(len(parts)) - (len(parts) - 1) / 2.0) * span_s / len(parts)
    own = np.array([_peak(part, lags) for part in parts], dtype=np.float64)
    residual_s = own - best_s
    near = np.abs(residual_s) < 0.5
    return Tie(
        kind=EvidenceKind.PICTURE,
        first=first,
        second=second,
        at_s=middle_s,
        late_s=best_s + rounding_s,
        late_sd_s=float(np.hypot(deviation, _VIEW_SD_S)),
        drift=0.0,
        drift_sd=np.inf,
        windows=int(near.sum()),
        windows_total=len(parts),
        rms_s=float(np.sqrt(np.mean(residual_s[near] ** 2))) if near.any() else float("nan"),
        residual_game_s=at_s[near],
        residual_s=residual_s[near],
        used=True,
        reason=f"the movement in the two pictures agrees in {int(near.sum())} of {len(parts)} stretches",
    )


def _chance(x: FloatArray, y: FloatArray, lags: NDArray[np.int64]) -> float:
    """Deviation of the correlation of two such series that have nothing to do with each other."""
    if not x.any() or not y.any():
        return np.inf
    alike = _block(x, x, lags) * _block(y, y, lags)
    return float(np.sqrt(max(alike.sum(), 0.0) / len(x)))


def _series(motion: Motion, clock: TakeClock) -> _Series:
    """The motion on an even grid of game time, its slow changes removed, its bursts tamed."""
    known = np.isfinite(motion.energy) & np.isfinite(motion.take_s)
    if known.sum() < 2:
        return _Series(0.0, np.zeros(0))
    game_s = clock.to_game(motion.take_s[known])
    start_s = float(game_s[0])
    grid_s = np.arange(start_s, float(game_s[-1]), 1.0 / RATE_HZ)
    level = np.interp(grid_s, game_s, np.log1p(np.maximum(motion.energy[known], 0.0)))
    level -= uniform_filter1d(level, min(round(_SLOW_S * RATE_HZ), max(len(level), 1)))
    deviation = float(level.std())
    if deviation <= 1e-9:
        return _Series(start_s, np.zeros(len(level)))
    return _Series(start_s, np.clip(level / deviation, -3.0, 3.0))


def _correlate(a: FloatArray, b: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
    size = fft.next_fast_len(len(a) + len(b), real=True)
    correlation = fft.irfft(np.conj(fft.rfft(a, size)) * fft.rfft(b, size), size)
    lags = np.arange(size)
    lags[lags >= len(b)] -= size
    return np.asarray(correlation), lags


def _shared_samples(a: FloatArray, b: FloatArray) -> FloatArray:
    """How many samples overlap at each delay."""
    return np.round(_correlate(np.ones(len(a)), np.ones(len(b)))[0])


def _block(x: FloatArray, y: FloatArray, lags: NDArray[np.int64]) -> FloatArray:
    """Correlation of one stretch at the given delays."""
    correlation, _ = _correlate(x, y)
    return np.asarray(correlation[lags % len(correlation)])


def _peak(correlation: FloatArray, lags: NDArray[np.int64]) -> float | None:
    """Delay of the highest point, between samples; None at the edge of the search."""
    best = int(np.argmax(correlation))
    if best in (0, len(correlation) - 1):
        return None
    before, top, after = correlation[best - 1 : best + 2]
    curvature = before + after - 2.0 * top
    between = 0.5 * (before - after) / curvature if curvature < 0.0 else 0.0
    return float(lags[best] + between) / RATE_HZ
