"""Bodies that run after targets within human limits, in steps that integrate exactly.

Acceleration is constant within a step, so positions between steps are known in closed form and no
interpolation can overshoot a limit.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STEP_S = 0.2
APPROACH_PER_S = 1.2
RESPONSE_S = 0.5
BRAKING_SHARE = 0.5
TURN_SHARE = 0.3


class Runners:
    """P bodies: where they are, how fast they are, which way they face, and the whole history of it.

    All arrays (P, 2), metres and m/s in the pitch frame.
    """

    def __init__(
        self, start_m: FloatArray, facing: FloatArray, *, acceleration_mps2: float, steps: int
    ) -> None:
        count = len(start_m)
        self.position_m = start_m.astype(np.float64)
        self.velocity_mps = np.zeros((count, 2))
        self.acceleration_mps2 = np.zeros((count, 2))
        self.facing = facing.astype(np.float64)
        self._limit_mps2 = acceleration_mps2
        self._history = np.empty((steps, 4, count, 2))
        self._step = 0

    @property
    def now_s(self) -> float:
        """Game time of the present step's start."""
        return self._step * STEP_S

    def steer(self, target_m: FloatArray, speed_limit_mps: FloatArray) -> None:
        """Choose this step's acceleration: towards `target_m` (P, 2), at most `speed_limit_mps` (P,)."""
        away_m = target_m - self.position_m
        distance_m = np.sqrt((away_m * away_m).sum(axis=1))
        can_still_stop_mps = np.sqrt(2 * BRAKING_SHARE * self._limit_mps2 * distance_m)
        speed_mps = np.minimum(np.minimum(APPROACH_PER_S * distance_m, can_still_stop_mps), speed_limit_mps)
        wish = away_m * (speed_mps / np.maximum(distance_m, 1e-9))[:, None]
        change = (wish - self.velocity_mps) / RESPONSE_S
        size = np.sqrt((change * change).sum(axis=1))
        change *= np.minimum(1.0, self._limit_mps2 / np.maximum(size, 1e-9))[:, None]
        self.acceleration_mps2 = change

    def position_at(self, player: int, at_s: float) -> FloatArray:
        """Where `player` is at `at_s` within the present step, (2,), once steered."""
        after_s = at_s - self.now_s
        where: FloatArray = (
            self.position_m[player]
            + self.velocity_mps[player] * after_s
            + self.acceleration_mps2[player] * (after_s * after_s / 2)
        )
        return where

    def advance(self, look_at_m: FloatArray) -> None:
        """Take the step; those who stand turn towards `look_at_m` (2,), those who run face where they run."""
        self._history[self._step] = self.position_m, self.velocity_mps, self.acceleration_mps2, self.facing
        self._step += 1
        self.position_m = (
            self.position_m + self.velocity_mps * STEP_S + self.acceleration_mps2 * (STEP_S * STEP_S / 2)
        )
        self.velocity_mps = self.velocity_mps + self.acceleration_mps2 * STEP_S
        wish = self.velocity_mps + 0.8 * _unit(look_at_m - self.position_m)
        self.facing = _unit((1 - TURN_SHARE) * self.facing + TURN_SHARE * _unit(wish))

    def paths(self, times_s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Positions and facings at `times_s` (T,) within the history, both (T, P, 2)."""
        step = np.clip((times_s / STEP_S).astype(np.int64), 0, self._step - 2)
        after_s = (times_s - step * STEP_S)[:, None, None]
        position, velocity, acceleration, facing = (self._history[:, i] for i in range(4))
        paths = position[step] + velocity[step] * after_s + acceleration[step] * (after_s**2 / 2)
        share = after_s / STEP_S
        return paths, facing[step] * (1 - share) + facing[step + 1] * share


def _unit(vectors: FloatArray) -> FloatArray:
    size = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    unit: FloatArray = vectors / np.maximum(size, 1e-9)
    return unit
