"""The rhythm of a picture stream: how often, how evenly, where it pauses, how far apart the keyframes are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.media.probe_times import PacketTimes

GAP_FRAMES = 3.0
GAP_S = 0.5
"""A gap is longer than both: three pictures that a phone dropped are nothing that anybody sees."""

_UNEVEN = 0.1
_ROUNDING_S = 0.0015
_UNEVEN_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`rate_hz`: average outside gaps. `gaps_s`: (begin, end) by the container's clock, no picture between.

    `is_variable`: more than 2 % of the intervals are off the typical one, by 10 % and by 1.5 ms, which is
    what Matroska's millisecond rounding does to an even rate.
    """

    rate_hz: float
    is_variable: bool
    longest_key_interval_s: float
    gaps_s: tuple[tuple[float, float], ...]


def rhythm(times: PacketTimes, *, first_s: float) -> Rhythm:
    """Measure the rhythm of a picture stream whose first picture shows at `first_s`, container's clock."""
    at_s = times.at_s
    lasts_s = max(times.end_s - first_s, 1e-3)
    intervals_s = np.diff(at_s)
    if not intervals_s.size or np.median(intervals_s) <= 0:
        return Rhythm(at_s.size / lasts_s, False, lasts_s, ())
    typical_s = float(np.median(intervals_s))
    is_gap = (intervals_s > GAP_FRAMES * typical_s) & (intervals_s > GAP_S)
    gaps_s = tuple((float(at_s[i] + typical_s), float(at_s[i + 1])) for i in np.flatnonzero(is_gap))
    off_s = np.abs(intervals_s[~is_gap] - typical_s)
    is_off = (off_s > _UNEVEN * typical_s) & (off_s > _ROUNDING_S)
    return Rhythm(
        rate_hz=at_s.size / (lasts_s - sum(end - begin for begin, end in gaps_s)),
        is_variable=bool(is_off.mean() > _UNEVEN_SHARE),
        longest_key_interval_s=_longest(at_s[times.is_key], times.end_s),
        gaps_s=gaps_s,
    )


def _longest(keys_s: NDArray[np.float64], end_s: float) -> float:
    return float(np.diff(np.append(keys_s, end_s)).max()) if keys_s.size else float("inf")
