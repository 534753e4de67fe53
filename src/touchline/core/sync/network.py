"""All takes on one clock: weighted least squares over offset and drift, contradicting ties left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.ties import Tie

FloatArray = NDArray[np.float64]

# Crystals of phones stay within ±300 ppm; two of them within √2 of its 95 % deviation.
DRIFT_PRIOR = 150e-6 * np.sqrt(2.0)
_CONTRADICTS = 3.5


@dataclass(frozen=True, slots=True)
class Solution:
    """How late each take's assumed clock is: `late_s` + `drift` · game time, (K + 1,) each; the reference 0.

    The last is the shared clock's. `covariance` (K, 2, K, 2) of all takes' (late, drift) against the
    reference. `ties` as given, those left out marked unused with the reason.
    """

    late_s: FloatArray
    drift: FloatArray
    covariance: FloatArray
    ties: tuple[Tie, ...]

    def reaches(self, take: int) -> bool:
        """Whether the evidence ties the take to the reference."""
        return bool(np.isfinite(self.covariance[take, :, take]).all())

    def corrected(self, take: int, assumed: TakeClock) -> TakeClock:
        """The take's assumed clock less what it is late by."""
        late_s, drift = float(self.late_s[take]), float(self.drift[take])
        rate = assumed.rate / (1.0 - drift)
        return TakeClock((1.0 - drift) * assumed.offset_s - late_s, (rate - 1.0) * 1e6)

    def deviation_s(self, take: int, game_s: float) -> float:
        """One standard deviation of the take's time at a moment of the game, against the reference."""
        at = np.array([1.0, game_s])
        return float(np.sqrt(max(at @ self.covariance[take, :, take] @ at, 0.0)))

    def drift_deviation(self, take: int) -> float:
        """One standard deviation of the take's drift against the reference."""
        return float(np.sqrt(self.covariance[take, 1, take, 1]))

    def deviation_between_s(self, take: int, game_s: float, other: int, other_game_s: float) -> float:
        """One standard deviation of the take's time at a moment against the other's at another moment."""
        if not (self.reaches(take) and self.reaches(other)):
            return float("inf")
        known = np.where(np.isfinite(self.covariance), self.covariance, 0.0)
        at = np.zeros((len(known), 2))
        at[take] += [1.0, game_s]
        at[other] -= [1.0, other_game_s]
        return float(np.sqrt(max(np.einsum("ki,kilj,lj", at, known, at), 0.0)))


def solve(ties: Sequence[Tie], takes: int, reference: int, assumed: Mapping[int, TakeClock]) -> Solution:
    """Solve for all clocks against the reference's; ties that contradict the others are left out one by one.

    `assumed` are the clocks on which the ties were measured: the prior of ±300 ppm is laid on the whole
    drift, theirs included. Takes that no used tie reaches keep an infinite covariance.
    """
    assumed_drift = np.array([assumed[i].drift_ppm * 1e-6 if i in assumed else 0.0 for i in range(takes)])
    kept = list(ties)
    while True:
        solution = _least_squares(kept, takes, reference, assumed_drift)
        worst = _worst(kept, solution)
        if worst is None:
            return replace(solution, covariance=solution.covariance * _disagreement(kept, solution))
        reason = "it contradicts the other evidence, which agrees among itself"
        kept[worst] = replace(kept[worst], used=False, reason=reason)


def loop_closure(ties: Sequence[Tie], takes: int) -> float:
    """The largest |A→B + B→C + C→A| in seconds over triples of takes tied by sound; NaN without any."""
    late = {(t.first, t.second): t for t in ties if t.second is not None and t.used}
    worst = [
        abs(
            _late_at(late[a, b], late[a, b].at_s)
            + _late_at(late[b, c], late[a, b].at_s)
            - _late_at(late[a, c], late[a, b].at_s)
        )
        for a, b, c in combinations(range(takes), 3)
        if {(a, b), (b, c), (a, c)} <= late.keys()
    ]
    return max(worst, default=float("nan"))


def _late_at(tie: Tie, game_s: float) -> float:
    return tie.late_s + tie.drift * (game_s - tie.at_s)


def _rows(tie: Tie, takes: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Equations (2, 2K + 2), right-hand sides, deviations; the last two unknowns are the shared clock's."""
    second = takes if tie.second is None else tie.second
    rows = np.zeros((2, 2 * takes + 2))
    for take, sign in ((tie.first, -1.0), (second, 1.0)):
        rows[0, 2 * take], rows[0, 2 * take + 1] = sign, sign * tie.at_s
        rows[1, 2 * take + 1] = sign
    return rows, np.array([tie.late_s, tie.drift]), np.array([tie.late_sd_s, tie.drift_sd])


def _least_squares(ties: list[Tie], takes: int, reference: int, assumed_drift: FloatArray) -> Solution:
    unknowns = 2 * takes + 2
    normal, right = np.zeros((unknowns, unknowns)), np.zeros(unknowns)
    for take in range(takes):
        normal[2 * take + 1, 2 * take + 1] += DRIFT_PRIOR**-2
        right[2 * take + 1] -= assumed_drift[take] * DRIFT_PRIOR**-2
    normal[-1, -1] += DRIFT_PRIOR**-2
    for tie in ties:
        if tie.used:
            rows, values, deviations = _rows(tie, takes)
            weight = np.where(np.isfinite(deviations), 1.0 / deviations**2, 0.0)
            normal += rows.T @ (weight[:, None] * rows)
            right += rows.T @ (weight * values)
    reached = _reached(ties, takes, reference)
    free = [u for u in range(unknowns) if u // 2 in reached and u // 2 != reference]
    covariance = np.full((takes, 2, takes, 2), np.inf)
    covariance[reference] = covariance[:, :, reference] = 0.0
    found = np.zeros(unknowns)
    if free:
        inverse = _inverse(normal[np.ix_(free, free)])
        found[free] = inverse @ right[free]
        place = {u: i for i, u in enumerate(free)}
        at = {take: [place[2 * take], place[2 * take + 1]] for take in reached - {reference, takes}}
        for one, other in product(at, repeat=2):
            covariance[one, :, other] = inverse[np.ix_(at[one], at[other])]
    return Solution(found[0::2], found[1::2], covariance, tuple(ties))


def _inverse(normal: FloatArray) -> FloatArray:
    """Inverse of a normal matrix whose rows differ in unit, so scaled to a unit diagonal first."""
    scale = 1.0 / np.sqrt(np.diag(normal))
    return np.asarray(np.linalg.inv(normal * np.outer(scale, scale)) * np.outer(scale, scale))


def _reached(ties: Sequence[Tie], takes: int, start: int) -> set[int]:
    """The takes (and the shared clock, number K) that used ties join to `start`."""
    reached = {start}
    while True:
        more = set(reached)
        for tie in ties:
            ends = {tie.first, takes if tie.second is None else tie.second}
            if tie.used and ends & reached:
                more |= ends
        if more == reached:
            return reached
        reached = more


def _worst(ties: list[Tie], solution: Solution) -> int | None:
    """The tie that contradicts the others most, if clearly, and if its takes hold together without it."""
    takes = len(solution.covariance)
    misfits = []
    for number, tie in enumerate(ties):
        others = [*ties[:number], *ties[number + 1 :]]
        end = takes if tie.second is None else tie.second
        if tie.used and end in _reached(others, takes, tie.first):
            misfits.append((_misfit(tie, solution), number))
    misfit, worst = max(misfits, default=(0.0, -1))
    return worst if misfit > _CONTRADICTS else None


def _disagreement(ties: Sequence[Tie], solution: Solution) -> float:
    """By how much the ties' squares exceed what their deviations promise; 1 if they do not."""
    used = [tie for tie in ties if tie.used]
    spare = len(used) - int(sum(solution.reaches(i) for i in range(len(solution.covariance)))) + 1
    spare -= any(tie.second is None for tie in used)
    if spare < 1:
        return 1.0
    return max(1.0, sum(_misfit(tie, solution) ** 2 for tie in used) / spare)


def _misfit(tie: Tie, solution: Solution) -> float:
    """How many deviations a tie lies from the solution."""
    end = -1 if tie.second is None else tie.second
    late = solution.late_s + solution.drift * tie.at_s
    offset = abs(late[end] - late[tie.first] - tie.late_s) / tie.late_sd_s
    drift = abs(solution.drift[end] - solution.drift[tie.first] - tie.drift) / tie.drift_sd
    return float(max(offset, drift))
