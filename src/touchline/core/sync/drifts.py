"""How much faster one clock runs than another, from delays of sounds whose places nobody knows.

Each source adds its own travel to a delay, but travel does not grow with time: at the right drift the delays
of a place that sounds again and again fall on one value, and all stay within the same limits. So the drift is
where their histogram is most crowded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

FloatArray = NDArray[np.float64]

LARGEST = 700e-6
_WIDE_S, _NARROW_S, _FINE_S = 0.008, 0.002, 0.0004
_BLOCKS = 16
# Half-samples share the histogram's accidents (docs/experiments/sync.md).
_HONESTY = 1.5


@dataclass(frozen=True, slots=True)
class Drift:
    """The delays grow by `rate` seconds per second, ± `deviation` (one standard deviation)."""

    rate: float
    deviation: float


def estimate_drift(at_s: FloatArray, delay_s: FloatArray) -> Drift:
    """The drift of delays (W,) measured at times `at_s` (W,), both in seconds; |drift| below 700 ppm.

    Its deviation comes from balanced half-samples of 16 stretches of time (McCarthy 1969,
    doi:10.2307/1402219), at least what a millisecond across all the time would make.
    """
    span_s = float(np.ptp(at_s))
    if len(at_s) < 2 or span_s <= 0.0:
        return Drift(0.0, LARGEST)
    wide = _search(at_s, delay_s, np.zeros(1), LARGEST, _WIDE_S)
    best = _closely(at_s, delay_s, wide, 3.0 * _WIDE_S / span_s, span_s)
    block = np.minimum((_BLOCKS * (at_s - at_s.min()) / span_s).astype(int), _BLOCKS - 1)
    halves = [_half(at_s, delay_s, row[block] > 0, best, span_s) for row in hadamard(_BLOCKS)[1:]]
    deviation = _HONESTY * float(np.sqrt(np.mean((np.array(halves) - best) ** 2)))
    return Drift(float(best), max(deviation, 0.001 / span_s))


def _half(
    at_s: FloatArray, delay_s: FloatArray, chosen: NDArray[np.bool_], near: float, span_s: float
) -> float:
    if chosen.sum() < 2:
        return LARGEST
    return _closely(at_s[chosen], delay_s[chosen], np.array([near]), 12.0 * _WIDE_S / span_s, span_s)


def _closely(at_s: FloatArray, delay_s: FloatArray, near: FloatArray, reach: float, span_s: float) -> float:
    """The most crowded drift within `reach`, then closer where single places stand out."""
    narrow = _search(at_s, delay_s, near, reach, _NARROW_S)
    return float(_search(at_s, delay_s, narrow, 2.0 * _NARROW_S / span_s, _FINE_S)[0])


def _search(
    at_s: FloatArray, delay_s: FloatArray, near: FloatArray, reach: float, width_s: float
) -> FloatArray:
    """The most crowded drift within `reach` of `near`, (1,), with histogram bins of `width_s`."""
    centred = at_s - at_s.mean()
    step = 0.5 * width_s / max(float(np.abs(centred).max()), 1.0)
    tried = near[0] + np.arange(-int(reach / step) - 1, int(reach / step) + 2) * step
    scores = np.array([_crowding(delay_s - rate * centred, width_s) for rate in tried])
    top = scores >= scores.max() - 0.02 * (scores.max() - scores.min())
    return np.array([float(np.average(tried[top], weights=scores[top]))])


def _crowding(delay_s: FloatArray, width_s: float) -> float:
    """Sum of squares of the histogram, smoothed over two neighbours so that bin edges do not matter."""
    at = np.round((delay_s - delay_s.min()) / width_s).astype(int)
    counted = np.convolve(np.bincount(at), [0.5, 1.0, 0.5])
    return float(counted @ counted)
