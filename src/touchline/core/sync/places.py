"""Where sounds of a game may come from, and so how much later one camera may hear them than another.

Nobody knows where a sound came from. But sounds come from the pitch and from those who stand around it,
never from outside ±baseline / 343 m/s, and over a game they come from everywhere. So the spread of the
delays, laid over the spread that the cameras' places allow, shows the clock's part. How play is spread
nobody knows either: several kinds are assumed, and their disagreement enters the bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Point = tuple[float, float, float]

SPEED_OF_SOUND_MPS = 343.0
BIN_S = 0.001
LARGEST_TRAVEL_S = 0.42
_BINS = 2 * round(LARGEST_TRAVEL_S / BIN_S) + 1
# Anything at any delay: echoes, coincidences, a plane.
STRAY = 0.06
_SPREAD_OF_SOUND_SPEED = (0.97, 1.0, 1.03)
# Both must hear a sound for it to count, so near ones count more: by 1 / (distance · distance) to a power
# that depends on how loud it is around.
_NEARNESS = (0.5, 1.0, 1.5)
_NEAREST_M = 2.0
_UNKNOWN_PITCHES_M = ((10.0, 7.0), (28.0, 15.0), (40.0, 20.0), (60.0, 30.0), (105.0, 68.0))
_BEHIND_LINE_M = 20.0
_EAR_HEIGHT_M = 1.3


@dataclass(frozen=True, slots=True)
class Travel:
    """How much later the second of two cameras may hear a sound: `densities` (H, bins) under H hypotheses.

    No sound takes longer than `largest_s`. `is_known` if both cameras' places are.
    """

    densities: FloatArray
    largest_s: float
    is_known: bool


def travel_bins() -> FloatArray:
    """Middles of the bins, in seconds, on which travel differences are counted."""
    return np.asarray((np.arange(_BINS) - _BINS // 2) * BIN_S, dtype=np.float64)


def assumed_pitch(positions_m: Sequence[Point]) -> tuple[float, float]:
    """Length and width of the pitch that these cameras stand around, if nobody told: at least 20 × 12 m."""
    places = np.abs(np.array(positions_m)[:, :2])
    length_m, width_m = 2.0 * np.maximum(places.max(axis=0) - 2.0, [10.0, 6.0])
    return float(length_m), float(width_m)


def sources(pitch_size_m: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Places (S, 3) on the pitch and up to 20 m around, and how likely under each kind of play (D, S).

    Kinds: even over the pitch; gathered in the middle; leaning to either end or side; each with few and with
    many sounds from around it.
    """
    half_x, half_y = pitch_size_m[0] / 2.0, pitch_size_m[1] / 2.0
    area = (2 * half_x + 2 * _BEHIND_LINE_M) * (2 * half_y + 2 * _BEHIND_LINE_M)
    step = max(1.0, np.sqrt(area / 2000.0))
    x, y = (
        np.arange(-half - _BEHIND_LINE_M, half + _BEHIND_LINE_M + step / 2, step) for half in (half_x, half_y)
    )
    grid = np.stack(
        [*(c.ravel() for c in np.meshgrid(x, y)), np.full(len(x) * len(y), _EAR_HEIGHT_M)], axis=1
    )
    u, v = grid[:, 0] / half_x, grid[:, 1] / half_y
    behind_m = np.maximum(np.maximum(np.abs(grid[:, 0]) - half_x, np.abs(grid[:, 1]) - half_y), 0.0)
    around = np.where(behind_m > 0.0, np.exp(-behind_m / 6.0), 0.0)
    inside = (behind_m == 0.0).astype(np.float64)
    kinds = [inside, inside * np.exp(-(u**2) - v**2)]
    kinds += [
        inside * np.exp(-((u - du) ** 2) - (v - dv) ** 2)
        for du, dv in ((-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5))
    ]
    density = np.array(
        [kind / kind.sum() + share * around / around.sum() for kind in kinds for share in (0.1, 0.5)]
    )
    return grid, density / density.sum(axis=1, keepdims=True)


def travel_densities(
    first_m: Point, second_m: Point, places_m: FloatArray, density: FloatArray
) -> FloatArray:
    """How often the second camera hears a sound by how much later, (3 D, bins), if both are to hear it.

    Rows sum to 1 over `travel_bins`, stray delays included.
    """
    to_first_m, to_second_m = (np.linalg.norm(places_m - place, axis=1) for place in (first_m, second_m))
    closeness = 1.0 / (np.maximum(to_first_m, _NEAREST_M) * np.maximum(to_second_m, _NEAREST_M))
    heard = np.concatenate([density * closeness**power for power in _NEARNESS])
    counted = np.zeros((len(heard), _BINS))
    for factor in _SPREAD_OF_SOUND_SPEED:
        travel_s = (to_second_m - to_first_m) * factor / SPEED_OF_SOUND_MPS
        at = np.clip(travel_s / BIN_S + _BINS // 2, 0, _BINS - 1)
        low = np.minimum(at.astype(int), _BINS - 2)
        for shift, share in ((0, 1.0 - (at - low)), (1, at - low)):
            for row, kind in enumerate(heard):
                counted[row] += np.bincount(low + shift, kind * share, _BINS)
    counted = _blurred(counted / counted.sum(axis=1, keepdims=True))
    return (1.0 - STRAY) * counted + STRAY / _BINS


def _blurred(counted: FloatArray) -> FloatArray:
    """Smoothed over the spacing of the places: a few milliseconds."""
    kernel = np.array([1.0, 3.0, 5.0, 6.0, 5.0, 3.0, 1.0])
    kernel /= kernel.sum()
    return np.array([np.convolve(row, kernel, mode="same") for row in counted])


def unknown_densities(pitch_size_m: tuple[float, float] | None, max_baseline_m: float) -> FloatArray:
    """`travel_densities` (H, bins) for two cameras of which nobody knows where they stood.

    Hypotheses: every pair of fourteen places around a pitch (of any size, if none is told), two cameras side
    by side among them, none further apart than `max_baseline_m`.
    """
    found = []
    for pitch in _UNKNOWN_PITCHES_M if pitch_size_m is None else (pitch_size_m,):
        places_m, density = sources(pitch)
        even = density[:4].mean(axis=0, keepdims=True)
        for first, second in product(_ring(pitch), repeat=2):
            beside = (first[0] + 1.0, first[1] + 0.5, first[2]) if first == second else second
            if np.linalg.norm(np.subtract(first, beside)) <= max_baseline_m:
                found.append(travel_densities(first, beside, places_m, even))
    return np.concatenate(found)


def _ring(pitch_size_m: tuple[float, float]) -> list[Point]:
    """Fourteen places three metres behind the lines; the square root bends a circle towards the rectangle."""
    angles = np.linspace(0.0, 2 * np.pi, 14, endpoint=False) + 0.1
    half_x, half_y = pitch_size_m[0] / 2 + 3, pitch_size_m[1] / 2 + 3
    x = half_x * np.sign(np.cos(angles)) * np.sqrt(np.abs(np.cos(angles)))
    y = half_y * np.sign(np.sin(angles)) * np.sqrt(np.abs(np.sin(angles)))
    return [(float(a), float(b), 2.0) for a, b in zip(x, y, strict=True)]
