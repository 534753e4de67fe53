"""A match with two goals: kick-off, passes, shots, saves, goals, as a chain of decisions about the ball."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.play import GoalPlay
from touchline.core.sports.sport import Sport
from touchline.core.synthetic.ball import Carry, Flight, Leg, carried_at
from touchline.core.synthetic.game import EventKind, GameEvent
from touchline.core.synthetic.line_up import line_up
from touchline.core.synthetic.running import STEP_S, Runners
from touchline.core.synthetic.tactics import Tactics, Wishes

FloatArray = NDArray[np.float64]

KICK_OFF_S = 2.0
RESTART_S = 11.0
BALL_IN_NET_S = 3.0
SHORTEST_FLIGHT_S = 0.22
SHORTEST_HOLD_S = 0.35
REACH_M = 2.0
FORWARD_TASTE = 4.0
SHOT_SHARE = 0.35
FOUL_SHARE = 0.012
FOUL_PAUSE_S = 3.5
SAVE_SHARE, HIGHEST_GOAL_SHARE = 0.45, 0.5


class GoalMatch:
    """One match in the making; `play` runs it through, then `legs`, `events` and `runners` hold it.

    A kick-off and a goal bring their own whistle; WHISTLE stands for fouls, CHEER for near misses.

    Team 0 attacks towards +x. `liveliness` 1 shoots and scores about as often as a good
    amateur side; 3 gives a minute of film something to show.
    """

    def __init__(
        self,
        sport: Sport,
        play: GoalPlay,
        *,
        side_size: int,
        duration_s: float,
        liveliness: float,
        rng: np.random.Generator,
    ) -> None:
        self._sport, self._play, self._rng, self._liveliness = sport, play, rng, liveliness
        self._sides = line_up(sport, play, side_size)
        self.team = self._sides.team
        self._steps = int(np.ceil(duration_s / STEP_S)) + 2
        self._tactics = Tactics(self._sides, play.athletes, steps=self._steps, rng=rng)
        self.runners = Runners(
            self._sides.base_m,
            self._sides.facing,
            acceleration_mps2=play.athletes.acceleration_mps2,
            steps=self._steps,
        )
        self.legs: list[Leg] = []
        self.events: list[GameEvent] = []
        self._restart_at_s = KICK_OFF_S
        self._receiver = -1
        self._shot_by = -1
        self._prepare_kick_off(team=int(rng.integers(2)), from_s=0.0, start_m=np.zeros(3))

    def play(self) -> None:
        """Run the match from the first step to the last."""
        for step in range(self._steps):
            now_s = step * STEP_S
            ball_m = self._ball_at(now_s)
            self.runners.steer(*self._wishes(step, now_s, ball_m))
            while self.legs[-1].end_s < now_s + STEP_S:
                self._go_on(self.legs[-1].end_s)
            self.runners.advance(ball_m)

    def _wishes(self, step: int, now_s: float, ball_m: FloatArray) -> Wishes:
        leg, position_m = self.legs[-1], self.runners.position_m
        if now_s < self._restart_at_s:
            goes = self._restart_at_s - now_s < RESTART_S - BALL_IN_NET_S
            return self._tactics.await_kick_off(step, self._receiver, taker_goes=goes)
        if isinstance(leg, Carry):
            return self._tactics.support(step, position_m, ball_m, leg.player)
        return self._tactics.receive(step, position_m, ball_m, leg.end_m[:2], self._receiver)

    def _ball_at(self, now_s: float) -> FloatArray:
        leg = self.legs[-1]
        if isinstance(leg, Carry):
            where = carried_at(self.runners.position_m[leg.player], self.runners.facing[leg.player], 0.0)
        else:
            where = leg.at(np.array([now_s]))[0]
        return where[:2]

    def _go_on(self, at_s: float) -> None:
        leg = self.legs[-1]
        if isinstance(leg, Carry):
            self._play_the_ball(leg.player, at_s)
        elif self._shot_by >= 0:
            self._end_the_shot(leg, at_s)
        else:
            self._take_the_ball(leg, at_s)

    def _take_the_ball(self, flight: Flight, at_s: float) -> None:
        place_m = flight.end_m[:2]
        taker = (
            self._receiver
            if at_s <= self._restart_at_s
            else self._sides.nearest(self.runners.position_m, place_m)
        )
        missed_m = np.hypot(*(self.runners.position_at(taker, at_s) - place_m))
        if missed_m > REACH_M and at_s > self._restart_at_s:
            onward_m = self._sides.inside(place_m + (place_m - flight.start_m[:2]) * 0.05)
            self._receiver = taker
            self._fly(at_s, flight.end_m, onward_m, 0.6)
            return
        if at_s > self._restart_at_s:
            hold_s = SHORTEST_HOLD_S + self._rng.gamma(2.0, self._play.mean_hold_s / 2)
            self.legs.append(Carry(at_s, at_s + hold_s, taker))
        else:
            self.legs.append(Carry(at_s, self._restart_at_s, taker))

    def _play_the_ball(self, holder: int, at_s: float) -> None:
        start_m = carried_at(
            self.runners.position_at(holder, at_s), self.runners.facing[holder], self._play.ball_radius_m
        )
        to_goal_m = float(np.hypot(*(self._sides.attacked_goal_m[self.team[holder]] - start_m[:2])))
        if at_s == self._restart_at_s:
            self._say(EventKind.KICK_OFF, at_s, start_m)
            self._pass(holder, at_s, start_m)
        elif self._rng.random() < FOUL_SHARE:
            self._say(EventKind.WHISTLE, at_s, start_m)
            self.legs.append(Carry(at_s, at_s + FOUL_PAUSE_S, holder))
        elif to_goal_m < self._play.shooting_range_m and self._rng.random() < SHOT_SHARE * self._liveliness:
            self._shoot(holder, at_s, start_m, to_goal_m)
        else:
            self._say(EventKind.HIT, at_s, start_m)
            self._pass(holder, at_s, start_m)

    def _pass(self, holder: int, at_s: float, start_m: FloatArray) -> None:
        team = self.team[holder]
        mates = np.flatnonzero((self.team == team) & (np.arange(len(self.team)) != holder))
        where_m, speed_mps = (
            self.runners.position_m[mates],
            self._play.pass_speed_mps * self._rng.uniform(0.75, 1.2),
        )
        away_m = np.hypot(*(where_m - start_m[:2]).T)
        forward_m = (where_m[:, 0] - start_m[0]) * (1 if team == 0 else -1)
        taste = FORWARD_TASTE * self._liveliness * forward_m / self._sides.half_m[0]
        taste -= np.abs(away_m - 0.25 * self._sides.half_m[0]) / 9.0
        chance = np.exp(taste - taste.max())
        self._receiver = int(self._rng.choice(mates, p=chance / chance.sum()))
        flight_s = max(SHORTEST_FLIGHT_S, float(away_m[mates == self._receiver][0]) / speed_mps)
        ahead_m = (
            self.runners.position_m[self._receiver] + self.runners.velocity_mps[self._receiver] * flight_s
        )
        self._fly(at_s, start_m, self._sides.inside(ahead_m + self._rng.normal(0.0, 0.5, 2)), flight_s)

    def _fly(self, at_s: float, start_m: FloatArray, end_m: FloatArray, flight_s: float) -> None:
        lift_m = max(0.0, 2.2 * (flight_s - 1.1)) if self._play.flies else 0.0
        end = np.array([*end_m, self._play.ball_radius_m])
        self.legs.append(Flight(at_s, at_s + flight_s, start_m, end, lift_m))

    def _shoot(self, holder: int, at_s: float, start_m: FloatArray, to_goal_m: float) -> None:
        self._say(EventKind.SHOT, at_s, start_m)
        goal = self._sport.goals[0]
        team = self.team[holder]
        aim_m = np.array([*self._sides.attacked_goal_m[team], self._play.ball_radius_m])
        luck, goal_share = (
            self._rng.random(),
            min(HIGHEST_GOAL_SHARE, self._play.goal_share * self._liveliness),
        )
        scores = luck < goal_share
        if luck < goal_share + SAVE_SHARE:
            aim_m[1] = self._rng.uniform(-0.45, 0.45) * goal.width_m
        else:
            aim_m[1] = self._rng.choice([-1, 1]) * goal.width_m * self._rng.uniform(0.6, 1.6)
        aim_m[2] += self._rng.uniform(0.0, 0.75) * goal.height_m
        inward = np.sign(-aim_m[0])
        aim_m[0] += inward * (-0.4 * goal.depth_m if scores else 0.6)
        self._shot_by = holder
        self._shot_scores = scores
        self._receiver = self._sides.keepers[1 - team]
        flight_s = max(
            SHORTEST_FLIGHT_S, to_goal_m / (self._play.shot_speed_mps * self._rng.uniform(0.8, 1.1))
        )
        self.legs.append(Flight(at_s, at_s + flight_s, start_m, aim_m))

    def _end_the_shot(self, flight: Flight, at_s: float) -> None:
        team, self._shot_by = self.team[self._shot_by], -1
        if self._shot_scores:
            self._say(EventKind.GOAL, at_s, flight.end_m)
            self._prepare_kick_off(1 - team, at_s, flight.end_m)
            return
        self._say(EventKind.HIT, at_s, flight.end_m)
        if self._rng.random() < 0.5:
            self._say(EventKind.CHEER, at_s + 0.3, flight.end_m)
        keeper = self._sides.keepers[1 - team]
        place_m = self.runners.position_at(keeper, at_s)
        self._receiver = keeper
        self._fly(at_s, flight.end_m, place_m, max(0.4, float(np.hypot(*(place_m - flight.end_m[:2]))) / 8))

    def _prepare_kick_off(self, team: int, from_s: float, start_m: FloatArray) -> None:
        """The ball rests where it is, comes to the centre, and the foremost of `team` awaits it there."""
        first = from_s == 0.0
        self._restart_at_s = KICK_OFF_S if first else from_s + RESTART_S
        rest_s = 0.3 if first else BALL_IN_NET_S
        self._receiver = self._nearest_base_to_centre(team)
        centre_m = np.array([0.0, 0.0, self._play.ball_radius_m])
        on_ground_m = np.array([start_m[0], start_m[1], self._play.ball_radius_m])
        back_s = self._restart_at_s - 1.0 if not first else 0.6
        self.legs += [
            Flight(from_s, from_s + rest_s, np.asarray(start_m, dtype=np.float64), on_ground_m),
            Flight(from_s + rest_s, back_s, on_ground_m, centre_m),
            Carry(back_s, self._restart_at_s, self._receiver),
        ]

    def _nearest_base_to_centre(self, team: int) -> int:
        distance = np.abs(self._sides.base_m).sum(axis=1)
        distance[self.team != team] = np.inf
        return int(distance.argmin())

    def _say(self, kind: EventKind, at_s: float, position_m: FloatArray) -> None:
        x, y, z = (float(value) for value in position_m)
        self.events.append(GameEvent(kind, float(at_s), (x, y, z)))
