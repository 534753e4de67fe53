"""What readings of a shared clock say: the least delayed of each 20 s, and a line through them.

A reading's error is the delay of a message that nobody saw, within its own bound; so the readings with the
smallest bounds carry nearly all there is to know, and averaging the others only adds their delay. Those that
are equally good are all used, so that their noise averages.
"""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import ClockSamples, EvidenceKind
from touchline.core.sync.ties import Tie, refused

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_WINDOW_S = 20.0
_NEAR_BEST = 1.5
# Bounds are told to a millisecond (`_LEAST_S`) and a little: what differs by less is equally good.
_AS_GOOD = 1.05
# A message that always takes longer one way than the other shifts all readings alike, so they do not average.
_LASTING_SHARE = 0.4
_LEAST_S = 0.001


def tie_by_clock(take: int, samples: ClockSamples, assumed: TakeClock, shared_zero_s: float = 0.0) -> Tie:
    """Tie a take to the shared clock, of which `shared_zero_s` is assumed to be game time 0."""
    sound = np.isfinite(samples.take_s) & np.isfinite(samples.shared_s) & (samples.bound_s >= 0.0)
    total = len(samples.take_s)
    if not sound.any():
        return refused(EvidenceKind.CLOCK, take, None, "there is no reading of the shared clock", total=total)
    take_s, shared_s, bound_s = samples.take_s[sound], samples.shared_s[sound], samples.bound_s[sound]
    best = _least_delayed(take_s, bound_s)
    late_s = assumed.to_game(take_s) - (shared_s - shared_zero_s)
    best &= _agreeing(late_s, bound_s, best)
    game_s = assumed.to_game(take_s[best])
    late_s, weight = late_s[best], _weights(take_s[best], bound_s[best])
    middle_s = float(np.average(game_s, weights=weight))
    centred = game_s - middle_s
    at_middle = float(np.average(late_s, weights=weight))
    leverage = float(np.sum(weight * centred**2))
    drift = float(np.sum(weight * centred * late_s)) / leverage if leverage > 0.0 else 0.0
    residual_s = late_s - at_middle - drift * centred
    lasting_s = _LASTING_SHARE * float(np.min(bound_s[best]))
    return Tie(
        kind=EvidenceKind.CLOCK,
        first=take,
        second=None,
        at_s=middle_s,
        late_s=-at_middle,
        late_sd_s=float(np.hypot(max(lasting_s, _LEAST_S), 1.0 / np.sqrt(weight.sum()))),
        drift=-drift,
        drift_sd=1.0 / np.sqrt(leverage) if leverage > 0.0 else np.inf,
        windows=int(best.sum()),
        windows_total=total,
        rms_s=float(np.sqrt(np.mean(residual_s**2))),
        residual_game_s=game_s,
        residual_s=residual_s,
        used=True,
        reason=f"the {int(best.sum())} least delayed of {total} readings of the shared clock",
    )


def clock_by_readings(samples: ClockSamples) -> TakeClock | None:
    """A first guess of a take's clock on the shared clock, None without readings."""
    tie = tie_by_clock(0, samples, TakeClock(0.0))
    return TakeClock(tie.late_s) if tie.used else None


def _least_delayed(take_s: FloatArray, bound_s: FloatArray) -> BoolArray:
    """The readings as good as the best of their 20 s, unless that is much worse than usual."""
    _, window = np.unique(np.floor(take_s / _WINDOW_S), return_inverse=True)
    smallest_s = np.full(window.max() + 1, np.inf)
    np.minimum.at(smallest_s, window, bound_s)
    usable = smallest_s <= _NEAR_BEST * float(np.median(smallest_s)) + _LEAST_S
    return usable[window] & (bound_s <= _AS_GOOD * smallest_s[window] + _LEAST_S)


def _weights(take_s: FloatArray, bound_s: FloatArray) -> FloatArray:
    """One over the variance of each reading; those of one second meet the same delays, so count as one."""
    _, second, count = np.unique(np.floor(take_s), return_inverse=True, return_counts=True)
    return np.asarray(1.0 / (count[second] * np.maximum(bound_s, _LEAST_S) ** 2))


def _agreeing(late_s: FloatArray, bound_s: FloatArray, chosen: BoolArray) -> BoolArray:
    """Readings within their bound (and 1 ms, and 700 ppm) of the middle of the chosen: a jump is left out."""
    middle = float(np.median(late_s[chosen]))
    spread = float(np.median(np.abs(late_s[chosen] - middle)))
    return np.abs(late_s - middle) <= 3.0 * bound_s + 6.0 * spread + _LEAST_S
