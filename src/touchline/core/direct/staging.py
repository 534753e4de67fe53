"""All that is known before the first cut is made: takes, scores, and which views may follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.grid import GameGrid, game_grid
from touchline.core.direct.limits import Limits
from touchline.core.direct.picture import STEP_S
from touchline.core.direct.scores import Scores, Weights, score_takes
from touchline.core.direct.takes import DirectTake
from touchline.core.direct.views import crosses_side, near_identical

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Staging:
    """K takes on N half-second steps: `alike` (N, K, K), `crosses` (K, K) say which cuts are forbidden."""

    takes: tuple[DirectTake, ...]
    grid: GameGrid
    scores: Scores
    weights: Weights
    limits: Limits
    alike: BoolArray
    crosses: BoolArray

    def steps_at(self, game_s: FloatArray) -> IntArray:
        """Index of the step that each game-clock time (M,) lies in."""
        steps = np.floor((game_s - self.grid.start_s) / STEP_S).astype(np.int64)
        return np.clip(steps, 0, self.grid.rows.shape[1] - 1)

    def steps_between(self, start_s: float, end_s: float) -> slice:
        """The steps that [start_s, end_s) touches."""
        first = int((start_s - self.grid.start_s) // STEP_S)
        return slice(first, max(first + 1, int(np.ceil((end_s - self.grid.start_s) / STEP_S))))

    def can_show(self, take: int, game_s: float) -> bool:
        """Whether the take has a picture right after game-clock time `game_s`."""
        after_s = game_s + 1e-6
        return any(start_s <= after_s < end_s for start_s, end_s in self.grid.spans[take])


def set_stage(takes: Sequence[DirectTake], limits: Limits, weights: Weights) -> Staging:
    """Measure everything that the choice rests on."""
    grid = game_grid(takes)
    crosses = crosses_side(takes)
    return Staging(
        takes=tuple(takes),
        grid=grid,
        scores=score_takes(takes, grid, weights),
        weights=weights,
        limits=limits,
        alike=near_identical(takes, grid, limits),
        crosses=crosses if limits.keeps_side else np.zeros_like(crosses),
    )
