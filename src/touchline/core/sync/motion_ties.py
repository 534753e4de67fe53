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
# What changes slower than this is taken off. A rally that three cameras share for 7 to 9 s stands out only in
# the first band (5.6 to 8 deviations against 3 to 4); different sides of a pitch agree better in the second.
_BANDS_SLOW_S = (1.0, 4.0)
_SHORTEST_S = 5.0
# 979 pairs of pieces of different games, 8 to 20 s, reached 4.1; three views of one rally 5.9 to 7.2.
_CLEAR_Z = 5.0
_NEAR_Z = 3.5
_REFINE_S = 1.5
_MEMORY_S = 3.0
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
    found = [_find_in_band(first, second, slow_s) for slow_s in _BANDS_SLOW_S]
    return max((overlap for overlap in found if overlap), key=lambda overlap: overlap.score, default=None)


def _find_in_band(first: Motion, second: Motion, slow_s: float) -> Overlap | None:
    a, b = _series(first, TakeClock(0.0), slow_s), _series(second, TakeClock(0.0), slow_s)
    if not a.values.any() or not b.values.any():
        return None
    clearness, lags = _clearness(a.values, b.values)
    best = int(np.argmax(clearness))
    if clearness[best] < _CLEAR_Z:
        return None
    elsewhere = np.abs(lags - lags[best]) > RATE_HZ
    rival = float(clearness[elsewhere].max(initial=0.0) / clearness[best])
    delay_s = float(lags[best]) / RATE_HZ + b.start_s - a.start_s
    return Overlap(delay_s, 0.0, float(clearness[best]) - _CLEAR_Z, rival)


def _clearness(a: FloatArray, b: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
    """Deviations of chance by which the correlation at each delay exceeds 0; 0 where too little is shared.

    Fisher's transform of the correlation of what is shared, with as many independent samples as the two
    autocorrelations leave (Bartlett 1946): a short overlap must agree closely, a long one need not.
    """
    product, lags = _correlate(a, b)
    shared = np.round(_correlate(np.ones(len(a)), np.ones(len(b)))[0])
    power = _correlate(a**2, np.ones(len(b)))[0] * _correlate(np.ones(len(a)), b**2)[0]
    alike = np.clip(product / np.sqrt(np.maximum(power, 1e-9)), -0.999, 0.999)
    independent = shared / _samples_per_independent(a, b)
    clearness = np.arctanh(alike) * np.sqrt(np.maximum(independent - 3.0, 0.5))
    return np.where(shared >= _SHORTEST_S * RATE_HZ, clearness, 0.0), lags


def _samples_per_independent(a: FloatArray, b: FloatArray) -> float:
    lags = np.arange(1, min(round(_MEMORY_S * RATE_HZ), len(a), len(b)))
    own_a, own_b = (_block(x, x, lags) / float(x @ x) for x in (a, b))
    return max(1.0, 1.0 + 2.0 * float(own_a @ own_b))


def tie_by_motion(
    first: int, second: int, motions: tuple[Motion, Motion], clocks: tuple[TakeClock, TakeClock]
) -> Tie:
    """Tie two takes by the movement in their pictures, within ±1.5 s of their assumed clocks."""
    ties = [_tie_in_band(first, second, motions, clocks, slow_s) for slow_s in _BANDS_SLOW_S]
    return max(ties, key=lambda tie: tie[0])[1]


def _tie_in_band(
    first: int,
    second: int,
    motions: tuple[Motion, Motion],
    clocks: tuple[TakeClock, TakeClock],
    slow_s: float,
) -> tuple[float, Tie]:
    """How clearly the movement agrees, in deviations, and the tie."""
    a, b = _series(motions[0], clocks[0], slow_s), _series(motions[1], clocks[1], slow_s)
    begin_s = max(a.start_s, b.start_s)
    end_s = min(a.start_s + len(a.values) / RATE_HZ, b.start_s + len(b.values) / RATE_HZ)
    if end_s - begin_s < _SHORTEST_S:
        reason = "the two filmed together for too short a time to compare their movement"
        return 0.0, refused(EvidenceKind.PICTURE, first, second, reason)
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
) -> tuple[float, Tie]:
    whole = parts.sum(axis=0)
    best_s = _peak(whole, lags)
    clearness = float(whole.max()) / chance
    if best_s is None or clearness < _NEAR_Z:
        reason = "the movement in the two pictures does not match clearly"
        return 0.0, refused(EvidenceKind.PICTURE, first, second, reason, total=len(parts))
    # Leave-one-out: how much the peak moves without each block.
    without = np.array([_peak(whole - part, lags) or best_s for part in parts])
    deviation = float(np.sqrt((len(parts) - 1) * np.mean((without - best_s) ** 2)))
    at_s = middle_s + (np.arange(len(parts)) - (len(parts) - 1) / 2.0) * span_s / len(parts)
    own = np.array([_peak(part, lags) for part in parts], dtype=np.float64)
    residual_s = own - best_s
    near = np.abs(residual_s) < 0.5
    return clearness, Tie(
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


def _series(motion: Motion, clock: TakeClock, slow_s: float) -> _Series:
    """The motion on an even grid of game time, its slow changes removed, its bursts tamed."""
    known = np.isfinite(motion.energy) & np.isfinite(motion.take_s)
    if known.sum() < 2:
        return _Series(0.0, np.zeros(0))
    game_s = clock.to_game(motion.take_s[known])
    start_s = float(game_s[0])
    grid_s = np.arange(start_s, float(game_s[-1]), 1.0 / RATE_HZ)
    level = np.interp(grid_s, game_s, np.log1p(np.maximum(motion.energy[known], 0.0)))
    level -= uniform_filter1d(level, min(round(slow_s * RATE_HZ), max(len(level), 1)))
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
