"""Ties of takes that heard the same sounds four at a time: far closer than the ties of pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync import bundle, network
from touchline.core.sync.sound_ties import clear_windows
from touchline.core.sync.ties import Tie
from touchline.core.sync.windows import PairWindows

FloatArray = NDArray[np.float64]
Pair = tuple[int, int]

# Formal deviations assume that sounds are points on the ground and never mixed (docs/experiments/sync.md).
_HONESTY = 2.5
_FEW = 30.0
_LEAST_S = 0.001
_UNSURE_S = 0.005
_UNSURE_DRIFT = 5e-6


def tie_jointly(
    ties: Sequence[Tie],
    heard: Mapping[Pair, PairWindows],
    positions_m: Mapping[int, tuple[float, float, float]],
    places_m: FloatArray,
    solution: network.Solution,
) -> list[Tie]:
    """The ties again, those between takes of known places made closer where that succeeds.

    `positions_m` of the takes whose place is known; `solution` is what the ties of pairs alone say.
    """
    group = [
        take for take in sorted(positions_m) if any(t.used and take in (t.first, t.second) for t in ties)
    ]
    place = {take: number for number, take in enumerate(group)}
    pairs = [(i, j) for i, j in heard if i in place and j in place]
    if len(group) < bundle.FEWEST_HEARERS:
        return list(ties)
    inside = {(place[i], place[j]): heard[i, j] for i, j in pairs}
    sounds = bundle.gather(inside, {pair: clear_windows(rows) for pair, rows in inside.items()}, len(group))
    if len(sounds.game_s) < bundle.FEWEST_SOUNDS:
        return list(ties)
    first_guess, deviation = _first_guess(solution, group, float(sounds.game_s.mean()))
    places = np.array([positions_m[take] for take in group])
    found = bundle.adjust(sounds, places, places_m, first_guess, deviation)
    return [_closer(tie, place, found, sounds.game_s) for tie in ties]


def _first_guess(
    solution: network.Solution, group: Sequence[int], at_s: float
) -> tuple[FloatArray, FloatArray]:
    """(late, drift) of the group's clocks against its first, and their deviations, (2K,) each."""
    late_s = solution.late_s[group] + solution.drift[group] * at_s
    late_sd_s = [max(solution.deviation_s(take, at_s), _UNSURE_S) for take in group]
    drift = solution.drift[group]
    drift_sd = [max(solution.drift_deviation(take), _UNSURE_DRIFT) for take in group]
    return np.concatenate([late_s - late_s[0], drift - drift[0]]), np.array(late_sd_s + drift_sd)


def _closer(tie: Tie, place: Mapping[int, int], found: bundle.Bundle, game_s: FloatArray) -> Tie:
    """The tie with the bundle's numbers, if both its takes agree with enough of the bundle's sounds."""
    if tie.second is None or not {tie.first, tie.second} <= place.keys():
        return tie
    first, second, takes = place[tie.first], place[tie.second], len(found.late_s)
    both = found.agrees[:, first] & found.agrees[:, second]
    if both.sum() < bundle.FEWEST_SOUNDS:
        return tie
    residual_s = (found.residual_s[:, second] - found.residual_s[:, first])[both]
    honesty = _HONESTY * np.sqrt(1.0 + _FEW / max(found.spare, 1))
    late_sd_s, drift_sd = (_difference_sd(found.covariance, first + k, second + k) for k in (0, takes))
    # All pairs tell of the same sounds: K(K-1)/2 ties must not weigh more than K-1.
    told_often = np.sqrt(takes / 2.0)
    return replace(
        tie,
        at_s=found.at_s,
        late_s=float(found.late_s[second] - found.late_s[first]),
        late_sd_s=float(told_often * np.hypot(honesty * late_sd_s, _LEAST_S)),
        drift=float(found.drift[second] - found.drift[first]),
        drift_sd=float(told_often * np.hypot(honesty * drift_sd, _LEAST_S / max(float(np.ptp(game_s)), 1.0))),
        windows=int(both.sum()),
        rms_s=float(np.sqrt(np.mean(residual_s**2))),
        residual_game_s=game_s[both],
        residual_s=residual_s,
        used=True,
        reason=f"{int(both.sum())} sounds that four or more cameras heard, their places found too",
    )


def _difference_sd(covariance: FloatArray, i: int, j: int) -> float:
    return float(np.sqrt(max(covariance[i, i] + covariance[j, j] - 2.0 * covariance[i, j], 0.0)))
