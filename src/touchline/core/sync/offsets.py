"""The clock's part in the delays of a pair: what is left after all that travel could be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.places import BIN_S, Travel

FloatArray = NDArray[np.float64]

SEARCH_S = 0.6
# Sounds come in bursts from few places and play is not spread as assumed, so a thousand delays do not count
# as a thousand independent ones, and a deviation is larger than it seems; the more so where the cameras'
# places are assumed as well. Set so that the bound holds (docs/experiments/sync.md).
_INDEPENDENT = {True: 200.0, False: 30.0}
_HONESTY = {True: 1.6, False: 2.0}
_LEAST_S = 0.0007
_LEAST_SHARE = {True: 0.05, False: 0.0}


@dataclass(frozen=True, slots=True)
class ClockPart:
    """The second clock's offset from the first's, `seconds` ± `deviation_s` (one standard deviation)."""

    seconds: float
    deviation_s: float


def clock_part(delays_s: FloatArray, travel: Travel) -> ClockPart:
    """Where the spread of delays fits best over the travel that may be, every hypothesis weighed.

    `delays_s` (W,) are delays of single sounds, within ±0.6 s. The mean and deviation of the posterior over
    the offset, flat before, with all hypotheses of `travel` equally likely.
    """
    densities = travel.densities
    counted = _count(delays_s)
    counted *= min(1.0, _INDEPENDENT[travel.is_known] / counted.sum())
    log_density = np.log(densities)
    half = densities.shape[1] // 2
    padded = np.pad(counted, half)
    shifted = np.lib.stride_tricks.sliding_window_view(padded, densities.shape[1])
    log_posterior = shifted @ log_density.T
    # Delays that lie outside the bins under an offset are stray under it.
    outside = counted.sum() - shifted.sum(axis=1)
    log_posterior += outside[:, None] * log_density.min()
    weight = np.exp(log_posterior - log_posterior.max()).sum(axis=1)
    weight /= weight.sum()
    offsets_s = (np.arange(len(weight)) - len(weight) // 2) * BIN_S
    mean = float(weight @ offsets_s)
    deviation = float(np.sqrt(weight @ (offsets_s - mean) ** 2))
    least_s = max(_LEAST_S, _LEAST_SHARE[travel.is_known] * travel.largest_s)
    return ClockPart(mean, float(np.hypot(_HONESTY[travel.is_known] * deviation, least_s)))


def _count(delays_s: FloatArray) -> FloatArray:
    """Histogram over ±0.6 s. A place that sounds all the time counts by the root of how often it did."""
    half = round(SEARCH_S / BIN_S)
    at = np.round(delays_s / BIN_S).astype(int) + half
    return np.sqrt(np.bincount(np.clip(at, 0, 2 * half), minlength=2 * half + 1).astype(np.float64))
