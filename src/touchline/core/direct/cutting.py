"""Direct a game: from measured takes to shots with reasons. All of this package meets here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.limits import Limits
from touchline.core.direct.optimum import Cut, CutProblem, best_cuts
from touchline.core.direct.reasons import reason_for
from touchline.core.direct.report import DirectionReport, report_on
from touchline.core.direct.scores import Weights
from touchline.core.direct.shots import Shot
from touchline.core.direct.staging import Staging, set_stage
from touchline.core.direct.stretches import cut_problem, filmed_stretches, without_flashes
from touchline.core.direct.takes import DirectTake, Span

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Direction:
    """A directed game.

    `shots` in order of game time, without overlap; where no take has a picture there is none. `scores` and
    every one of `terms` are (K, N) in [0, 1] for K takes and N steps of half a second of game clock from
    `start_s` on; NaN where the take has no picture. `stretches` are the game-clock spans that the shots fill.
    """

    shots: tuple[Shot, ...]
    scores: FloatArray
    terms: Mapping[str, FloatArray]
    start_s: float
    stretches: tuple[Span, ...]
    report: DirectionReport


def direct(
    takes: Sequence[DirectTake], *, limits: Limits | None = None, weights: Weights | None = None
) -> Direction:
    """Choose which take is shown when: the cut list of the greatest value under the limits.

    Shots begin and end on half seconds of the game clock, and exactly where a take begins, ends or has a
    gap. Time that no take filmed is left out. With one take only, there is one shot per stretch.

    Raises:
        ValueError: if no take has a picture.
    """
    stage = set_stage(takes, limits or Limits(), weights or Weights())
    stretches: list[Span] = []
    shots: list[Shot] = []
    for stretch in filmed_stretches(stage.grid.spans):
        problem = cut_problem(stage, stretch)
        cuts = without_flashes(problem, best_cuts(problem, stage.limits))
        shots += _shots(stage, problem, cuts)
        stretches.append((float(problem.edges_s[cuts[0].first]), float(problem.edges_s[cuts[-1].end])))
    return Direction(
        shots=tuple(shots),
        scores=stage.scores.total,
        terms=stage.scores.terms,
        start_s=stage.grid.start_s,
        stretches=tuple(stretches),
        report=report_on(stage, stretches, shots),
    )


def _shots(stage: Staging, problem: CutProblem, cuts: Sequence[Cut]) -> list[Shot]:
    shots: list[Shot] = []
    for cut in cuts:
        start_s, end_s = float(problem.edges_s[cut.first]), float(problem.edges_s[cut.end])
        before = (shots[-1].take, shots[-1].duration_s) if shots else None
        shots.append(
            Shot(
                start_s=start_s,
                end_s=end_s,
                take=cut.take,
                reason=reason_for(stage, cut.take, (start_s, end_s), before),
                score=_mean_score(problem, cut),
            )
        )
    return shots


def _mean_score(problem: CutProblem, cut: Cut) -> float:
    steps = slice(cut.first, cut.end)
    lengths_s = np.diff(problem.edges_s)[steps]
    return float(np.clip(np.average(problem.score[steps, cut.take], weights=lengths_s), 0.0, 1.0))
