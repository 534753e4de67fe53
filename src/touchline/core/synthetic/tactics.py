"""Where everybody wants to be: in a formation that shifts with the play, at the ball, or after it."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.play import Athletes
from touchline.core.synthetic.line_up import REFEREE, LineUp

FloatArray = NDArray[np.float64]
Wishes = tuple[FloatArray, FloatArray]

SHAPE_MEMORY = 0.92
WANDER_M = 2.5
WANDER_MEMORY = 0.97
DRIBBLE_SHARE, CHASE_SHARE = 0.75, 0.85


class Tactics:
    """Turns the state of play into targets (P, 2) in metres and speed limits (P,) in m/s, step by step."""

    def __init__(self, sides: LineUp, athletes: Athletes, *, steps: int, rng: np.random.Generator) -> None:
        self._sides, self._athletes = sides, athletes
        self._shape_ball_m = np.zeros(2)
        self._shape_m = sides.base_m * [0.75, 0.85]  # in play a side stands closer than at kick-off
        self._shape_m[list(sides.keepers)] = sides.base_m[list(sides.keepers)]
        self._follow = np.tile([0.55, 0.38], (len(sides.team), 1))
        self._follow[list(sides.keepers)] = 0.05, 0.12
        self._follow[sides.team == REFEREE] = 0.65, 0.5
        self._wander_m = self._draw_wander(steps, rng)

    def await_kick_off(self, step: int, taker: int, *, taker_goes: bool) -> Wishes:
        """Everybody to their place; the taker to the ball in the centre."""
        target_m = self._sides.base_m.copy()
        if taker_goes:
            target_m[taker] = 0.0
        return self._strolling(step, target_m, taker), self._jogging()

    def support(self, step: int, position_m: FloatArray, ball_m: FloatArray, holder: int) -> Wishes:
        """`holder` dribbles towards the goal; the nearest opponent presses."""
        target_m, limit_mps = self._shape(ball_m), self._jogging()
        to_goal = self._sides.attacked_goal_m[self._sides.team[holder]] - position_m[holder]
        target_m[holder] = position_m[holder] + 8.0 * to_goal / max(1.0, np.hypot(*to_goal))
        limit_mps[holder] = DRIBBLE_SHARE * self._athletes.top_speed_mps
        self._chase(position_m, ball_m, holder, target_m, limit_mps)
        return self._strolling(step, target_m, holder), limit_mps

    def receive(
        self, step: int, position_m: FloatArray, ball_m: FloatArray, landing_m: FloatArray, receiver: int
    ) -> Wishes:
        """The ball is on its way to `landing_m` (2,): `receiver` and the nearest opponent run there."""
        target_m, limit_mps = self._shape(ball_m), self._jogging()
        target_m[receiver] = landing_m
        limit_mps[receiver] = self._athletes.top_speed_mps
        self._chase(position_m, landing_m, receiver, target_m, limit_mps)
        return self._strolling(step, target_m, receiver), limit_mps

    def _shape(self, ball_m: FloatArray) -> FloatArray:
        """A side shifts with the play, not with every pass: this halves the way that defenders run."""
        self._shape_ball_m = SHAPE_MEMORY * self._shape_ball_m + (1 - SHAPE_MEMORY) * ball_m
        return self._shape_m + self._follow * self._shape_ball_m

    def _jogging(self) -> FloatArray:
        return np.full(len(self._sides.team), self._athletes.jog_speed_mps)

    def _chase(
        self,
        position_m: FloatArray,
        place_m: FloatArray,
        hunted: int,
        target_m: FloatArray,
        limit_mps: FloatArray,
    ) -> None:
        chaser = self._sides.nearest(position_m, place_m, 1 - int(self._sides.team[hunted]))
        target_m[chaser] = place_m
        limit_mps[chaser] = CHASE_SHARE * self._athletes.top_speed_mps

    def _strolling(self, step: int, target_m: FloatArray, but: int) -> FloatArray:
        wander_m = self._wander_m[step].copy()
        wander_m[but] = 0.0  # who goes for the ball does not stroll
        return self._sides.inside(target_m + wander_m)

    def _draw_wander(self, steps: int, rng: np.random.Generator) -> FloatArray:
        """Nobody stands on a drawing board: a slow walk about the place, (steps, P, 2) metres."""
        noise = rng.standard_normal((steps, len(self._sides.team), 2)) * np.sqrt(1 - WANDER_MEMORY**2)
        for step in range(1, steps):
            noise[step] += WANDER_MEMORY * noise[step - 1]
        noise[:, list(self._sides.keepers)] *= 0.3
        wander_m: FloatArray = noise * (WANDER_M * min(1.0, float(self._sides.half_m[1]) / 30))
        return wander_m
