"""The unbroken stretches of game time in which something was filmed, cut into steps with exact ends."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.limits import CROSSED_SIDE, FORCED_SHARE, JUMP_CUT
from touchline.core.direct.optimum import Cut, CutProblem
from touchline.core.direct.staging import Staging
from touchline.core.direct.takes import Span

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# What is left between two stretches after rounding of clocks is no hole in the film.
_TOUCHING_S = 1e-6
# A step of the grid this close to the exact end of a take gives way to it.
_CLEARANCE_S = 0.05
# A stretch shorter than this, alone between two holes or at the end of another view, is a flash, not a shot.
_FLASH_S = 0.2


def filmed_stretches(spans: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """The union of all takes' spans, in order; flashes are left out unless there is nothing else."""
    merged: list[Span] = []
    for start_s, end_s in sorted(span for of_take in spans for span in of_take):
        if merged and start_s <= merged[-1][1] + _TOUCHING_S:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end_s))
        else:
            merged.append((start_s, end_s))
    lasting = tuple(span for span in merged if span[1] - span[0] >= _FLASH_S)
    return lasting or tuple(merged)


def cut_problem(stage: Staging, stretch: Span) -> CutProblem:
    """State what is to be decided in one stretch; its edges are half seconds and exact ends of takes."""
    edges_s = _edges(stage, stretch)
    middle_s = (edges_s[:-1] + edges_s[1:]) / 2
    steps = stage.steps_at(middle_s)
    shown = _is_shown(stage.grid.spans, middle_s)
    score = np.where(shown, np.nan_to_num(stage.scores.total[:, steps].T), np.nan)
    return CutProblem(edges_s=edges_s, score=score, cut_cost=_cut_cost(stage, shown, stage.alike[steps]))


def without_flashes(problem: CutProblem, cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    """Leave out a flash at the start or the end: cameras with one view seldom stop at the same moment."""
    first, end = 0, len(cuts)
    while end - first > 1 and _lasts_s(problem, cuts[first]) < _FLASH_S:
        first += 1
    while end - first > 1 and _lasts_s(problem, cuts[end - 1]) < _FLASH_S:
        end -= 1
    return tuple(cuts[first:end])


def _lasts_s(problem: CutProblem, cut: Cut) -> float:
    return float(problem.edges_s[cut.end] - problem.edges_s[cut.first])


def _edges(stage: Staging, stretch: Span) -> FloatArray:
    start_s, end_s = stretch
    ends_s = np.array([time_s for of_take in stage.grid.spans for span in of_take for time_s in span])
    inside_s = ends_s[(ends_s > start_s + _TOUCHING_S) & (ends_s < end_s - _TOUCHING_S)]
    exact_s = np.unique(np.concatenate([[start_s], inside_s, [end_s]]))
    exact_s = exact_s[np.concatenate([[True], np.diff(exact_s) > _TOUCHING_S])]
    grid_s = stage.grid.step_starts_s
    grid_s = grid_s[(grid_s > start_s) & (grid_s < end_s)]
    place = np.searchsorted(exact_s, grid_s)
    clearance_s = np.minimum(grid_s - exact_s[place - 1], exact_s[place] - grid_s)
    return np.sort(np.concatenate([exact_s, grid_s[clearance_s > _CLEARANCE_S]]))


def _is_shown(spans: Sequence[Sequence[Span]], middle_s: FloatArray) -> BoolArray:
    """(T, K): whether each take can be shown around each time."""
    shown = np.zeros((len(middle_s), len(spans)), bool)
    for take, of_take in enumerate(spans):
        for start_s, end_s in of_take:
            shown[:, take] |= (middle_s > start_s) & (middle_s < end_s)
    return shown


def _cut_cost(stage: Staging, shown: BoolArray, alike: BoolArray) -> FloatArray:
    """(T, K, K): the cost of a cut, and the price of a forbidden one, less where the shown take ends."""
    price = JUMP_CUT * alike + CROSSED_SIDE * stage.crosses
    share = np.where(shown, 1.0, FORCED_SHARE)[:, :, None]
    return np.asarray(stage.limits.cut_cost_s + price * share)
