"""The rules of cutting, and what it costs to bend them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Broken only where nothing else is possible, and then the least grave first: so far apart that no gain in
# score (at most 1 per second) and no number of the next graver kind in a game can outweigh one of them.
TOO_LONG_PER_S: Final = 50.0
TOO_SHORT_PER_S: Final = 1e6
CROSSED_SIDE: Final = 1e7
JUMP_CUT: Final = 1e8
# Where the take that was shown ends, a cut is no choice; half, so that such a cut waits for that end.
FORCED_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """How shots may follow each other. Costs are in seconds of a full score.

    Hard: a shot lasts `shortest_s` to `longest_s`; no cut between views whose signatures correlate by
    `similar_from` or more (`similar_from_same_place` if the cameras stand within `same_place_m`); no cut
    across the length axis (`keeps_side`). They yield only where no other take can be shown.
    Soft: a cut costs `cut_cost_s`; a shot shorter than `calm_s` costs `hurry_cost` per missing second, one
    longer than `lively_s` costs `linger_cost` per second over it.
    """

    shortest_s: float = 2.0
    longest_s: float = 30.0
    similar_from: float = 0.80
    similar_from_same_place: float = 0.50
    same_place_m: float = 4.0
    keeps_side: bool = True
    cut_cost_s: float = 0.4
    calm_s: float = 5.0
    hurry_cost: float = 0.25
    lively_s: float = 10.0
    linger_cost: float = 0.06

    def __post_init__(self) -> None:
        if not 0 < self.shortest_s < self.longest_s:
            raise ValueError(f"expected 0 < shortest_s < longest_s, got {self.shortest_s}, {self.longest_s}")
        if min(self.cut_cost_s, self.hurry_cost, self.linger_cost) < 0:
            raise ValueError("costs must not be negative")
        if max(self.calm_s, self.lively_s) > self.longest_s:
            raise ValueError("calm_s and lively_s must not exceed longest_s")

    def length_cost(self, duration_s: FloatArray) -> FloatArray:
        """What shots of these lengths cost, (N,): soft costs, and the price of breaking the hard limits."""
        soft = self.hurry_cost * np.maximum(self.calm_s - duration_s, 0.0)
        soft += self.linger_cost * np.maximum(duration_s - self.lively_s, 0.0)
        broken = TOO_SHORT_PER_S * np.maximum(self.shortest_s - duration_s - _TOLERANCE_S, 0.0)
        broken += TOO_LONG_PER_S * np.maximum(duration_s - self.longest_s - _TOLERANCE_S, 0.0)
        return np.asarray(soft + broken)

    @property
    def cost_per_s_beyond(self) -> float:
        """By how much a shot longer than `longest_s` grows dearer per second."""
        return self.linger_cost + TOO_LONG_PER_S


# Times on the grid are sums of binary fractions, ends of takes are not.
_TOLERANCE_S = 1e-6
