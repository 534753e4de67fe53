"""A match of rallies against the front wall: each hits in turn until one fails, then they rest and serve."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.play import RallyPlay
from touchline.core.sports.sport import Sport
from touchline.core.synthetic.ball import Flight, Leg
from touchline.core.synthetic.game import EventKind, GameEvent
from touchline.core.synthetic.running import STEP_S, Runners

FloatArray = NDArray[np.float64]

FIRST_SERVE_S = 2.0
RUN_MPS = 3.2
READY_S = 0.45
WALL_HEIGHT_M = (0.7, 3.0)
HIT_HEIGHT_M = (0.3, 1.2)
SLOWER_OFF_THE_WALL = 0.6
ARM_M = 0.7


class RallyMatch:
    """One match in the making; `play` runs it through, then `legs`, `events` and `runners` hold it.

    GOAL stands for a point won, KICK_OFF for the first serve; both racket and wall sound as HIT.
    """

    def __init__(self, sport: Sport, play: RallyPlay, *, duration_s: float, rng: np.random.Generator) -> None:
        self._play, self._rng, self._duration_s = play, rng, duration_s
        self._half_m = np.array([sport.length_m / 2, sport.width_m / 2])
        self._base_m = np.array([[play.base_m[0], -0.7], [play.base_m[0], 0.7]])
        self._serve_m = np.array(
            [[play.base_m[0] - 0.6, -self._half_m[1] + 0.9], [play.base_m[0] - 0.6, 1.4]]
        )
        self.team = np.array([0, 1])
        self._steps = int(np.ceil(duration_s / STEP_S)) + 2
        self.runners = Runners(
            self._serve_m,
            np.tile([1.0, 0.0], (2, 1)),
            acceleration_mps2=play.athletes.acceleration_mps2,
            steps=self._steps,
        )
        self.legs: list[Leg] = []
        self.events: list[GameEvent] = []
        self._plans: list[tuple[float, int, FloatArray]] = []

    def play(self) -> None:
        """Plan every rally, then let the players run to where they are needed."""
        self._plan_rallies()
        plan = 0
        for step in range(self._steps):
            now_s = step * STEP_S
            while plan < len(self._plans) - 1 and self._plans[plan][0] <= now_s:
                plan += 1
            at_s, player, place_m = self._plans[plan]
            target_m = (self._base_m if at_s - now_s < self._play.rest_s / 2 else self._serve_m).copy()
            target_m[player] = place_m
            limit_mps = np.full(2, self._play.athletes.jog_speed_mps)
            limit_mps[player] = self._play.athletes.top_speed_mps
            self.runners.steer(target_m, limit_mps)
            self.runners.advance(np.array([self._half_m[0], 0.0]))

    def _plan_rallies(self) -> None:
        at_s, server = FIRST_SERVE_S, 0
        ball_m = np.array([*self._serve_m[server], 1.0])
        self.legs.append(Flight(0.0, at_s, ball_m, ball_m))
        while at_s < self._duration_s + self._play.rest_s:
            at_s, winner, ball_m = self._rally(at_s, server, ball_m)
            serve_at_s = at_s + self._play.rest_s * self._rng.uniform(0.7, 1.3)
            next_ball_m = np.array([*self._serve_m[winner], 1.0])
            self.legs.append(Flight(at_s, serve_at_s, ball_m, next_ball_m))
            at_s, server, ball_m = serve_at_s, winner, next_ball_m

    def _rally(self, at_s: float, server: int, ball_m: FloatArray) -> tuple[float, int, FloatArray]:
        """One rally from its serve; returns when it ends, who won it, and where the ball is then."""
        self._plans.append((at_s, server, self._serve_m[server]))
        self._say(EventKind.KICK_OFF if not self.events else EventKind.HIT, at_s, ball_m)
        hitter, where_m = server, self._serve_m.copy()
        for _ in range(int(self._rng.geometric(1 / self._play.mean_shots))):
            receiver = 1 - hitter
            next_ball_m = self._draw_hit()
            place_m = next_ball_m[:2] - [0.2, ARM_M * np.sign(next_ball_m[1])]
            run_s = float(np.hypot(*(place_m - where_m[receiver]))) / RUN_MPS + READY_S
            at_s = self._fly_over_the_wall(at_s, ball_m, next_ball_m, run_s)
            self._plans.append((at_s, receiver, place_m))
            self._say(EventKind.HIT, at_s, next_ball_m)
            where_m[receiver], where_m[hitter] = place_m, self._base_m[hitter]
            hitter, ball_m = receiver, next_ball_m
        tin_m = np.array([self._half_m[0] - 0.05, self._rng.uniform(-2, 2), 0.2])
        end_s = at_s + float(np.linalg.norm(tin_m - ball_m)) / self._play.shot_speed_mps
        self.legs.append(Flight(at_s, end_s, ball_m, tin_m))
        self._say(EventKind.HIT, end_s, tin_m)
        self._say(EventKind.GOAL, end_s, tin_m)
        return end_s, 1 - hitter, tin_m

    def _fly_over_the_wall(
        self, at_s: float, start_m: FloatArray, end_m: FloatArray, at_least_s: float
    ) -> float:
        """Racket to front wall to racket; a high, slow ball where the opponent has far to run."""
        wall_m = np.array([self._half_m[0] - 0.03, self._rng.uniform(-0.85, 0.85) * self._half_m[1], 0.0])
        wall_m[2] = self._rng.uniform(*WALL_HEIGHT_M)
        out_s = float(np.linalg.norm(wall_m - start_m)) / self._play.shot_speed_mps
        back_s = float(np.linalg.norm(end_m - wall_m)) / (self._play.shot_speed_mps * SLOWER_OFF_THE_WALL)
        back_s = max(back_s, at_least_s - out_s)
        self._say(EventKind.HIT, at_s + out_s, wall_m)
        self.legs.append(Flight(at_s, at_s + out_s, start_m, wall_m))
        self.legs.append(Flight(at_s + out_s, at_s + out_s + back_s, wall_m, end_m, 0.6 * back_s))
        return at_s + out_s + back_s

    def _draw_hit(self) -> FloatArray:
        x_m = self._rng.uniform(-0.75, 0.45) * self._half_m[0]
        y_m = self._rng.uniform(0.25, 0.8) * self._half_m[1] * self._rng.choice([-1, 1])
        return np.array([x_m, y_m, self._rng.uniform(*HIT_HEIGHT_M)])

    def _say(self, kind: EventKind, at_s: float, position_m: FloatArray) -> None:
        x, y, z = (float(value) for value in position_m)
        self.events.append(GameEvent(kind, float(at_s), (x, y, z)))
