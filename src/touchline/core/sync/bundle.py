"""Four or more cameras that heard the same sounds: where each came from, and what every clock owes, at once.

A sound that k cameras heard gives k times; its place on the ground and its moment are three unknowns. From
the fourth camera on every sound says something about the clocks, whatever one believes of play: calibration
by time differences of arrival, solved by robust Gauss–Newton with the places eliminated (Schur complement;
the same structure as Triggs et al. 2000, doi:10.1007/3-540-44480-7_21, has for cameras).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from touchline.core.sync.places import SPEED_OF_SOUND_MPS
from touchline.core.sync.windows import PairWindows

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Pair = tuple[int, int]

FEWEST_HEARERS = 4
FEWEST_SOUNDS = 12
_MOST_SOUNDS = 400
_TIMING_SD_S = 0.001
# The scale beyond which a residual counts less, from first guess to last round.
_TOLERANCES_S = (0.03, 0.015, 0.006, 0.003)
_MOST_ROUNDS = 100
_MORE_STARTS = 11
_STILL_S = 3e-6
_CLOSES_S = 0.002
_SAME_PLACE_S = 0.002
_MOST_OF_A_PLACE = 3
_DAMPING = 1e-6
_LONGEST_STEP_M = 10.0
_FARTHEST_M = 200.0
# Solutions whose costs differ by less than a few of these cannot be told apart.
_COST_SCALE = 20.0


@dataclass(frozen=True, slots=True)
class Heard:
    """Sounds that several takes heard: at `game_s` (N,), `arrival_s` (N, K) after it on the assumed clocks.

    NaN where a take did not hear it.
    """

    game_s: FloatArray
    arrival_s: FloatArray


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the sounds say: each take's clock is `late_s` + `drift` · (t - `at_s`) late, (K,) each.

    `covariance` (2K, 2K) is of (late, drift) of all takes, against take 0. `residual_s` (N, K) is what is
    left of each arrival, NaN where there was none; `agrees` (N, K) says which count as heard rightly. `spare`
    is how many arrivals there are beyond what places, moments and clocks take up.
    """

    at_s: float
    late_s: FloatArray
    drift: FloatArray
    covariance: FloatArray
    residual_s: FloatArray
    agrees: BoolArray
    spare: int


def gather(heard: Mapping[Pair, PairWindows], clear: Mapping[Pair, BoolArray], takes: int) -> Heard:
    """The sounds of windows in which one take shares a clear delay with at least three others.

    Per window, the take that shares with most others is the one whose arrival is 0. Windows whose other
    delays contradict are left out: they mix sounds. Of a place that sounds all the time, three are kept.
    """
    pairs = list(heard)
    windows = len(heard[pairs[0]].game_s)
    delays = np.full((windows, takes, takes), np.nan)
    for (i, j), rows in heard.items():
        good = clear[i, j]
        delays[good, i, j], delays[good, j, i] = rows.delay_s[good], -rows.delay_s[good]
    delays[:, np.arange(takes), np.arange(takes)] = 0.0
    hearers = np.isfinite(delays).sum(axis=2)
    arrival_s = delays[np.arange(windows), np.argmax(hearers, axis=1)]
    with np.errstate(invalid="ignore"):
        apart = np.abs(arrival_s[:, None, :] - arrival_s[:, :, None] - delays)
        enough = (hearers.max(axis=1) >= FEWEST_HEARERS) & ~(apart > _CLOSES_S).any(axis=(1, 2))
    chosen = np.flatnonzero(enough)[_few_of_each(arrival_s[enough])]
    if len(chosen) > _MOST_SOUNDS:
        chosen = chosen[np.linspace(0, len(chosen) - 1, _MOST_SOUNDS).astype(int)]
    return Heard(heard[pairs[0]].game_s[chosen], arrival_s[chosen])


def _few_of_each(arrival_s: FloatArray) -> NDArray[np.int64]:
    """Rows such that no pattern of arrivals comes more than three times: its first, a middle and its last."""
    if not len(arrival_s):
        return np.zeros(0, dtype=np.int64)
    pattern = np.round(np.nan_to_num(arrival_s, nan=9.0) / _SAME_PLACE_S).astype(np.int64)
    _, group = np.unique(pattern, axis=0, return_inverse=True)
    rows = [np.flatnonzero(group.ravel() == g) for g in range(int(group.max()) + 1)]
    kept = [r[np.unique(np.linspace(0, len(r) - 1, _MOST_OF_A_PLACE).astype(int))] for r in rows]
    return np.sort(np.concatenate(kept))


@dataclass(frozen=True, slots=True)
class _Problem:
    """What does not change: arrivals (N, K), when (N,), cameras (K, 3), the prior on (late, drift), (2K,)."""

    arrival_s: FloatArray
    present: BoolArray
    after_s: FloatArray
    positions_m: FloatArray
    first_guess: FloatArray
    prior: FloatArray


@dataclass(frozen=True, slots=True)
class _State:
    """Where the solution is: clocks (2K,), places (N, 3), what is left (N, K), the last normal matrix."""

    clocks: FloatArray
    places_m: FloatArray
    left_s: FloatArray
    normal: FloatArray


def adjust(
    heard: Heard,
    positions_m: FloatArray,
    places_m: FloatArray,
    first_guess: FloatArray,
    deviation: FloatArray,
) -> Bundle:
    """Solve for places and clocks together, from a `first_guess` of (late, drift) ± `deviation`, (2K,) each.

    `late` holds at the mean time of the sounds. `positions_m` (K, 3) are the cameras'; each sound's place is
    first sought on the grid `places_m` (S, 3).
    """
    at_s = float(heard.game_s.mean())
    present = np.isfinite(heard.arrival_s)
    problem = _Problem(
        arrival_s=np.where(present, heard.arrival_s, 0.0),
        present=present,
        after_s=heard.game_s - at_s,
        positions_m=positions_m,
        first_guess=first_guess,
        prior=1.0 / deviation**2,
    )
    found = [_descend(problem, start, places_m) for start in _starts(first_guess, deviation)]
    costs = np.array([_cost(problem, state) for state in found])
    return _result(problem, found, np.exp(-0.5 * (costs - costs.min()) / _COST_SCALE), at_s)


def _starts(first_guess: FloatArray, deviation: FloatArray) -> list[FloatArray]:
    """The first guess, and others around it: the places that fit a wrong guess hold it fast."""
    takes = len(first_guess) // 2
    signs = hadamard(max(16, 1 << (2 * takes - 1).bit_length()))[1 : 1 + _MORE_STARTS, : 2 * takes]
    against_first = signs - np.repeat(signs[:, [0, takes]], takes, axis=1)
    return [first_guess, *(first_guess + 0.75 * against_first * deviation)]


def _descend(problem: _Problem, clocks: FloatArray, places_m: FloatArray) -> _State:
    """The local solution next to these clocks."""
    takes = len(problem.positions_m)
    expected_s = clocks[:takes] + problem.after_s[:, None] * clocks[takes:]
    places = _nearest_places(problem.arrival_s - expected_s, problem.present, problem.positions_m, places_m)
    state = _State(clocks, places, np.zeros_like(problem.arrival_s), np.zeros((2 * takes, 2 * takes)))
    for tolerance_s in _TOLERANCES_S:
        for _ in range(_MOST_ROUNDS):
            before, state = state, _improve(problem, state, tolerance_s)
            if np.abs(state.clocks - before.clocks)[:takes].max() < _STILL_S:
                break
    return state


def _cost(problem: _Problem, state: _State) -> float:
    """What the last rounds made small: robust residuals and distance from the first guess."""
    scale = _TOLERANCES_S[-1]
    misfit = np.log1p((state.left_s[problem.present] / scale) ** 2).sum() * (scale / _TIMING_SD_S) ** 2
    return float(misfit + problem.prior @ (state.clocks - problem.first_guess) ** 2)


def _improve(problem: _Problem, state: _State, tolerance_s: float) -> _State:
    """One Gauss–Newton step; residuals beyond the tolerance count less (Cauchy)."""
    takes = len(problem.positions_m)
    late = state.clocks[:takes] + problem.after_s[:, None] * state.clocks[takes:]
    away = state.places_m[:, None] - problem.positions_m
    away_m = np.linalg.norm(away, axis=2)
    left = problem.arrival_s - late - away_m / SPEED_OF_SOUND_MPS
    left = np.where(problem.present, left - _medians(left, problem.present)[:, None], 0.0)
    weight = problem.present / (_TIMING_SD_S**2 * (1.0 + (left / tolerance_s) ** 2))
    # The moment counts in metres of travel too, so that one damping suits all three unknowns of a sound.
    slopes = np.concatenate([away[..., :2] / away_m[..., None], np.ones((*left.shape, 1))], axis=2)
    normal, right, back = _eliminate(left, weight, slopes / SPEED_OF_SOUND_MPS, problem.after_s)
    normal += np.diag(problem.prior)
    right += problem.prior * (problem.first_guess - state.clocks)
    free = _free(takes)
    step = np.zeros(2 * takes)
    step[free] = np.linalg.solve(normal[np.ix_(free, free)], right[free])
    places = state.places_m.copy()
    places[:, :2] += np.clip(back(step)[:, :2], -_LONGEST_STEP_M, _LONGEST_STEP_M)
    places[:, :2] = np.clip(places[:, :2], -_FARTHEST_M, _FARTHEST_M)
    return _State(state.clocks + step, places, left, normal)


def _free(takes: int) -> NDArray[np.int64]:
    """All clocks but take 0's, against which the others are measured."""
    return np.delete(np.arange(2 * takes), [0, takes])


def _result(problem: _Problem, found: list[_State], weight: FloatArray, at_s: float) -> Bundle:
    """The best solution, made less sure by how far others that fit about as well lie from it."""
    takes = len(problem.positions_m)
    free = _free(takes)
    best = found[int(np.argmax(weight))]
    apart = np.array([state.clocks - best.clocks for state in found])
    covariance = np.einsum("s,si,sj->ij", weight / weight.sum(), apart, apart)
    covariance[np.ix_(free, free)] += np.linalg.inv(best.normal[np.ix_(free, free)])
    left = np.where(problem.present, best.left_s, np.nan)
    with np.errstate(invalid="ignore"):
        agrees = np.abs(left) <= 2.0 * _TOLERANCES_S[-1]
    spare = int(agrees.sum()) - 3 * len(left) - len(free)
    return Bundle(at_s, best.clocks[:takes], best.clocks[takes:], covariance, left, agrees, spare)


def _nearest_places(
    arrival_s: FloatArray, present: BoolArray, positions_m: FloatArray, places_m: FloatArray
) -> FloatArray:
    """For each sound the place of the grid whose travel fits its arrivals best, (N, 3)."""
    travel_s = np.linalg.norm(places_m[:, None] - positions_m, axis=2) / SPEED_OF_SOUND_MPS
    found = np.zeros((len(arrival_s), 3))
    for row, (arrival, there) in enumerate(zip(arrival_s, present, strict=True)):
        left = arrival[there] - travel_s[:, there]
        left -= np.median(left, axis=1, keepdims=True)
        found[row] = places_m[np.argmin(np.abs(left).sum(axis=1))]
    return found


def _medians(left: FloatArray, present: BoolArray) -> FloatArray:
    """Median of the present values of each row, (N,)."""
    return np.asarray(np.nanmedian(np.where(present, left, np.nan), axis=1))


def _eliminate(
    left: FloatArray, weight: FloatArray, slopes: FloatArray, after_s: FloatArray
) -> tuple[FloatArray, FloatArray, Callable[[FloatArray], FloatArray]]:
    """Normal equations of the clocks alone, (2K, 2K) and (2K,), and the way back to each place (N, 3)."""
    takes = left.shape[1]
    weighted = weight[..., None] * slopes
    local = np.einsum("nki,nkj->nij", weighted, slopes)
    local += _DAMPING * np.einsum("nii->n", local)[:, None, None] * np.eye(3) + 1e-9 * np.eye(3)
    inverse = np.linalg.inv(local)
    gathered = np.einsum("nki,nij->nkj", weighted, inverse)
    reduced = -np.einsum("nki,nli->nkl", gathered, weighted)
    reduced[:, np.arange(takes), np.arange(takes)] += weight
    right = np.einsum("nkl,nl->nk", reduced, left)
    normal = np.block(
        [
            [reduced.sum(axis=0), np.einsum("n,nkl->kl", after_s, reduced)],
            [np.einsum("n,nkl->kl", after_s, reduced), np.einsum("n,nkl->kl", after_s**2, reduced)],
        ]
    )

    def back(step: FloatArray) -> FloatArray:
        late = step[:takes] + after_s[:, None] * step[takes:]
        return np.asarray(np.einsum("nkj,nk->nj", gathered, left - late))

    return normal, np.concatenate([right.sum(axis=0), after_s @ right]), back
