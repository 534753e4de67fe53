"""Long series as small drawings: thinned without losing a peak, written as SVG path data.

Drawings are `WIDTH` × `HEIGHT` units, stretched to the place they get; strokes do not stretch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.engine.film.report.axis import Axis

FloatArray = NDArray[np.float64]

WIDTH = 2000
HEIGHT = 100
MAX_BUCKETS = 400
"""Three values per bucket (lowest, mean, highest) make at most 1,200 points of any series."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """A series in at most `MAX_BUCKETS` buckets, all (B,): bucket b covers [starts_s, ends_s).

    NaN in `low`, `mean`, `high` = nothing there.
    """

    starts_s: FloatArray
    ends_s: FloatArray
    low: FloatArray
    mean: FloatArray
    high: FloatArray


def thin(times_s: FloatArray, values: FloatArray) -> Thinned:
    """Thin `values` (N,) at `times_s` (N,), keeping every bucket's lowest and highest value.

    A bucket is a run of neighbours; NaN in it are left out, and it is NaN where all of it is.
    A value holds until the next one, the last for as long as the one before it.
    """
    count = min(len(times_s), MAX_BUCKETS)
    if count == 0:
        nothing = np.empty(0)
        return Thinned(nothing, nothing, nothing, nothing, nothing)
    starts = np.linspace(0, len(times_s), count, endpoint=False).astype(np.intp)
    known = np.isfinite(values)
    number = np.add.reduceat(known.astype(np.float64), starts)
    low = np.minimum.reduceat(np.where(known, values, np.inf), starts)
    high = np.maximum.reduceat(np.where(known, values, -np.inf), starts)
    total = np.add.reduceat(np.where(known, values, 0.0), starts)
    last_s = float(times_s[-1]) + float(times_s[-1] - times_s[-2] if len(times_s) > 1 else 0.0)
    empty = number == 0
    return Thinned(
        starts_s=times_s[starts],
        ends_s=np.append(times_s[starts[1:]], last_s),
        low=np.where(empty, np.nan, low),
        mean=np.where(empty, np.nan, total / np.maximum(number, 1)),
        high=np.where(empty, np.nan, high),
    )


def area(thinned: Thinned, axis: Axis) -> str:
    """Path of the mean, closed down to the base line, in pieces where there is nothing."""
    return "".join(
        f"M{x[0]} {HEIGHT}V{y[0]}{_line(x, y)}V{HEIGHT}"
        for run in _runs(thinned.mean)
        for x, y in [_stretched(thinned, run, thinned.mean, axis)]
    )


def band(thinned: Thinned, axis: Axis) -> str:
    """Path around everything between lowest and highest; empty where no bucket holds more than one value."""
    if np.array_equal(thinned.low, thinned.high, equal_nan=True):
        return ""
    pieces = []
    for run in _runs(thinned.mean):
        x, top = _stretched(thinned, run, thinned.high, axis)
        _same_x, bottom = _stretched(thinned, run, thinned.low, axis)
        around_x, around_y = np.concatenate([x, x[::-1]]), np.concatenate([top, bottom[::-1]])
        pieces.append(f"M{around_x[0]} {around_y[0]}{_line(around_x, around_y)}z")
    return "".join(pieces)


def blocks(spans_s: Iterable[tuple[float, float]], axis: Axis) -> str:
    """Path of full-height blocks over the spans; the shortest is still one unit wide."""
    pieces = []
    for start_s, end_s in spans_s:
        left, right = round(axis.share(start_s) * WIDTH), round(axis.share(end_s) * WIDTH)
        width = max(1, right - left)
        pieces.append(f"M{left} 0h{width}v{HEIGHT}h-{width}z")
    return "".join(pieces)


def dots(x_share: Sequence[float], y_share: Sequence[float]) -> str:
    """Path of dots (a stroke of no length with round ends is a dot); y grows upwards from 0 to 1."""
    return "".join(
        f"M{round(x * WIDTH)} {round((1 - y) * HEIGHT * 10) / 10:g}h0"
        for x, y in zip(x_share, y_share, strict=True)
    )


def _stretched(
    thinned: Thinned, run: NDArray[np.intp], values: FloatArray, axis: Axis
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Points at the middles of the run's buckets and at its two ends, so that it fills its time."""
    middles_s = (thinned.starts_s[run] + thinned.ends_s[run]) / 2
    times_s = np.concatenate([thinned.starts_s[run[:1]], middles_s, thinned.ends_s[run[-1:]]])
    return _x(times_s, axis), _y(values[run[[0, *range(len(run)), -1]]])


def _x(times_s: FloatArray, axis: Axis) -> NDArray[np.int64]:
    share = np.clip((times_s - axis.start_s) / axis.length_s, 0, 1)
    return np.rint(share * WIDTH).astype(np.int64)


def _y(values: FloatArray) -> NDArray[np.int64]:
    return np.rint((1 - np.clip(np.nan_to_num(values), 0, 1)) * HEIGHT).astype(np.int64)


def _runs(values: FloatArray) -> list[NDArray[np.intp]]:
    """Indices of the unbroken stretches of known values."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return []
    return [run for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(run)]


def _line(x: NDArray[np.int64], y: NDArray[np.int64]) -> str:
    """Relative line through the points after the first; a minus sign also separates."""
    pairs = zip(np.diff(x).tolist(), np.diff(y).tolist(), strict=True)
    steps = " ".join(f"{dx} {dy}" for dx, dy in pairs).replace(" -", "-")
    return f"l{steps}" if steps else "h1"
