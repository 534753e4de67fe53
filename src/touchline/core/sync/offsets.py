"""The clock's part in the delays of a pair: what is left after all that travel could be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from touchline.core.sync.places import BIN_S, STRAY, Travel

FloatArray = NDArray[np.float64]

SEARCH_S = 0.6
# Play is not spread as assumed, so a thousand delays do not count as a thousand independent ones; the less so
# where the cameras' places are assumed as well. A deviation is larger than it seems. Set so that the bound
# holds in short and long games (docs/reference/synchronisation.md).
_INDEPENDENT = {True: 200.0, False: 30.0}
_HONESTY = 1.2
# Sounds whose delays differ by less may come from one place: n of them count as n to this power.
_SAME_PLACE_S = {True: 0.005, False: 0.010}
_SAME_PLACE_POWER = 0.25
_LEAST_S = 0.0007
_AT_ONCE = 400
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
    counted = _count(delays_s, _SAME_PLACE_S[travel.is_known])
    counted *= min(1.0, _INDEPENDENT[travel.is_known] / max(counted.sum(), 1e-9))
    half = densities.shape[1] // 2
    padded = np.pad(counted, half)
    shifted = np.lib.stride_tricks.sliding_window_view(padded, densities.shape[1])
    # Delays that lie outside the bins under an offset are stray under it.
    outside = (counted.sum() - shifted.sum(axis=1))[:, None] * np.log(densities.min())
    # A few hundred hypotheses at a time: all 2,940 of unknown places took 66 MB more.
    chunks = np.array_split(densities, -(-len(densities) // _AT_ONCE))
    log_posterior = logsumexp(
        [logsumexp(shifted @ np.log(part).T + outside, axis=1) for part in chunks], axis=0
    )
    weight = np.exp(log_posterior - log_posterior.max())
    weight /= weight.sum()
    offsets_s = (np.arange(len(weight)) - len(weight) // 2) * BIN_S
    mean = float(weight @ offsets_s)
    deviation = float(np.sqrt(weight @ (offsets_s - mean) ** 2))
    least_s = max(_LEAST_S, _LEAST_SHARE[travel.is_known] * travel.largest_s)
    return ClockPart(mean, float(np.hypot(_HONESTY * deviation, least_s)))


def _count(delays_s: FloatArray, same_place_s: float) -> FloatArray:
    """Histogram over ±0.6 s, in which places count rather than sounds.

    A short recording holds bursts from few places. If each sound counted, their narrow spread would seem to
    show two cameras side by side. What is no more than stray delays would be is no place: where cameras do
    stand side by side, a few dozen strays would count for more than thousands of sounds at one delay.
    """
    half = round(SEARCH_S / BIN_S)
    at = np.round(delays_s / BIN_S).astype(int) + half
    sounds = np.bincount(np.clip(at, 0, 2 * half), minlength=2 * half + 1)
    width = 2 * round(same_place_s / BIN_S) + 1
    near = np.maximum(np.convolve(sounds, np.ones(width), mode="same"), 1.0)
    stray = STRAY * len(delays_s) * width / len(sounds)
    return np.asarray(sounds * np.maximum(near - stray, 0.0) * near ** (_SAME_PLACE_POWER - 2.0))
