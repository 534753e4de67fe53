"""What the windows of a pair say about its two clocks: the robust line, and why some were not believed."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.drifts import Drift, estimate_drift
from touchline.core.sync.evidence import EvidenceKind
from touchline.core.sync.offsets import clock_part
from touchline.core.sync.places import Travel
from touchline.core.sync.ties import Tie, refused
from touchline.core.sync.windows import PairWindows

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# Noise alone passes 6.5 in one window of a thousand (docs/experiments/sync.md).
CLEAR_Z = 6.5
RIVAL = 0.9
_FEWEST = 4
_STRAY_SHARE = 0.004
_AGREEING = 0.6
_SLACK_S = 0.006


def tie_by_sound(
    first: int, second: int, windows: PairWindows, travel: Travel, *, rate: float | None = None
) -> Tie:
    """Tie two takes by the delays between them, from which what `travel` may be is taken off.

    `rate` is how fast the delays grow, in seconds per second, where all pairs together know it better than
    this one alone.
    """
    total = int(windows.heard.sum())
    sharp = windows.heard & (windows.z > CLEAR_Z)
    clear = clear_windows(windows)
    if total == 0:
        return refused(EvidenceKind.SOUND, first, second, "the two never recorded sound at the same time")
    if sharp.sum() >= 2 * _FEWEST and clear.sum() < 0.3 * sharp.sum():
        reason = "the common sound repeats itself within a second, as music does, so its delay is ambiguous"
        return refused(EvidenceKind.SOUND, first, second, reason, total=total)
    if clear.sum() < _FEWEST + _STRAY_SHARE * total:
        reason = "no sound stands out clearly in both"
        return refused(EvidenceKind.SOUND, first, second, reason, windows=int(clear.sum()), total=total)
    at_s, delay_s = windows.game_s[clear], windows.delay_s[clear]
    drift = estimate_drift(at_s, delay_s)
    middle_s = float(at_s.mean())
    level_s = delay_s - (drift.rate if rate is None else rate) * (at_s - middle_s)
    agreeing = _densest(level_s, 2.0 * (travel.largest_s + _SLACK_S))
    if agreeing.sum() < _AGREEING * len(agreeing) or agreeing.sum() < _FEWEST:
        reason = "the delays scatter further than sound travels between the two: echo, music or chance"
        return refused(EvidenceKind.SOUND, first, second, reason, windows=int(agreeing.sum()), total=total)
    return _tie(
        first,
        second,
        total,
        drift=drift,
        middle_s=middle_s,
        at_s=at_s[agreeing],
        level_s=level_s[agreeing],
        travel=travel,
    )


def clear_windows(windows: PairWindows) -> BoolArray:
    """Which windows (W,) hold one sound that stands out and fits at one delay only."""
    return windows.heard & (windows.z > CLEAR_Z) & (windows.rival < RIVAL)


def _tie(
    first: int,
    second: int,
    total: int,
    *,
    drift: Drift,
    middle_s: float,
    at_s: FloatArray,
    level_s: FloatArray,
    travel: Travel,
) -> Tie:
    late = clock_part(level_s, travel)
    residual_s = level_s - late.seconds
    return Tie(
        kind=EvidenceKind.SOUND,
        first=first,
        second=second,
        at_s=middle_s,
        late_s=late.seconds,
        late_sd_s=late.deviation_s,
        drift=drift.rate,
        drift_sd=drift.deviation,
        windows=len(level_s),
        windows_total=total,
        rms_s=float(np.sqrt(np.mean(residual_s**2))),
        residual_game_s=at_s,
        residual_s=residual_s,
        used=True,
        reason=f"{len(level_s)} of {total} windows share a clear sound",
    )


def _densest(values: FloatArray, width: float) -> BoolArray:
    """Which values lie in the interval of `width` that holds most of them."""
    ordered = np.sort(values)
    held = np.searchsorted(ordered, ordered + width, side="right") - np.arange(len(ordered))
    best = held == held.max()
    # Where many intervals hold as many, the middle one leaves as much room on either side.
    low = float(np.median(ordered[best]))
    return (values >= low - 1e-9) & (values <= low + width + 1e-9)
