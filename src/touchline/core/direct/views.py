"""Which views must not follow each other: nearly the same picture, or the other side of the pitch."""

from collections.abc import Sequence
from itertools import combinations
from math import dist

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from touchline.core.direct.grid import GameGrid
from touchline.core.direct.limits import Limits
from touchline.core.direct.sides import camera_side
from touchline.core.direct.takes import DirectTake

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

# A person passing both cameras does not make their views alike or different.
_SMOOTH_STEPS = 9


def near_identical(takes: Sequence[DirectTake], grid: GameGrid, limits: Limits) -> BoolArray:
    """Whether two takes show nearly the same picture, (N, K, K), symmetric, False on the diagonal.

    A cut between such views looks like a jump in time. Told by the correlation of the pictures'
    signatures; of cameras that stand side by side, less correlation is enough.
    """
    count = len(takes)
    alike = np.zeros((grid.rows.shape[1], count, count), bool)
    for j, k in combinations(range(count), 2):
        is_same_place = _stand_together(takes[j], takes[k], limits.same_place_m)
        threshold = limits.similar_from_same_place if is_same_place else limits.similar_from
        alike[:, j, k] = alike[:, k, j] = _correlation(takes, grid, j, k) >= threshold
    return alike


def crosses_side(takes: Sequence[DirectTake]) -> BoolArray:
    """Whether a cut between two takes crosses the pitch's length axis, (K, K): the 180° rule.

    It would make left and right change places. Takes whose place is not known cross nothing.
    """
    sides = np.array([0 if take.position_m is None else camera_side(take.position_m) for take in takes])
    return np.asarray(sides[:, None] * sides[None, :] < 0)


def _stand_together(one: DirectTake, other: DirectTake, within_m: float) -> bool:
    if one.position_m is None or other.position_m is None:
        return False
    return dist(one.position_m, other.position_m) <= within_m


def _correlation(takes: Sequence[DirectTake], grid: GameGrid, j: int, k: int) -> FloatArray:
    """Correlation of two takes' signatures over 4.5 s, (N,), −1 where one of them has no picture."""
    steps = np.flatnonzero((grid.rows[j] >= 0) & (grid.rows[k] >= 0))
    one = takes[j].picture.signature[grid.rows[j, steps]]
    other = takes[k].picture.signature[grid.rows[k, steps]]
    result = np.full(grid.rows.shape[1], -1.0)
    if len(steps):
        products = np.nan_to_num(np.einsum("nd,nd->n", one, other), nan=-1.0)
        result[steps] = uniform_filter1d(products, _SMOOTH_STEPS, mode="nearest")
    return result
