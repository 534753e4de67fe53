"""Who plays where: both sides and the referees on a pitch, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.play import GoalPlay
from touchline.core.sports.sport import Sport

FloatArray = NDArray[np.float64]

REFEREE = 2
CORNER_CUT = 1.72


@dataclass(frozen=True, eq=False)
class LineUp:
    """Everybody on the pitch, side 0 (which attacks towards +x), side 1, then referees.

    `team` (P,) is 0, 1 or 2; `base_m` (P, 2) their places at kick-off; `keepers` the two goalkeepers;
    `half_m` (2,) half the pitch; `attacked_goal_m` (2, 2) the goal that each side shoots at.
    """

    team: NDArray[np.int64]
    base_m: FloatArray
    keepers: tuple[int, int]
    half_m: FloatArray
    attacked_goal_m: FloatArray

    @property
    def facing(self) -> FloatArray:
        """Unit directions (P, 2) at kick-off: towards the other side."""
        facing = np.tile([1.0, 0.0], (len(self.team), 1))
        facing[self.team == 1] = -1.0, 0.0
        return facing

    def inside(self, places_m: FloatArray, margin_m: float = 1.2) -> FloatArray:
        """Places (…, 2) pulled back onto the pitch, off its corners (a rink's are round)."""
        places_m = np.clip(places_m, margin_m - self.half_m, self.half_m - margin_m)
        reach = (np.abs(places_m) / self.half_m).sum(axis=-1, keepdims=True)
        inside: FloatArray = places_m * np.minimum(1.0, CORNER_CUT / np.maximum(reach, 1e-9))
        return inside

    def nearest(self, position_m: FloatArray, place_m: FloatArray, team: int | None = None) -> int:
        """Who, with players at `position_m` (P, 2), is nearest to `place_m` (2,): of `team`, or of all."""
        away_m = position_m - place_m
        distance = (away_m * away_m).sum(axis=1)
        distance[self.team == REFEREE if team is None else self.team != team] = np.inf
        return int(distance.argmin())


def line_up(sport: Sport, play: GoalPlay, side_size: int) -> LineUp:
    """Both sides in the formation of their size, and the referees."""
    half_m = np.array([sport.length_m / 2, sport.width_m / 2])
    side_m = np.array(play.formations[side_size]) * half_m
    referees_m = np.array([[2.0 + 9.0 * i, 7.0 - 15.0 * i] for i in range(play.referees)]).reshape(-1, 2)
    goal_x = abs(sport.goals[0].centre_m[0])
    return LineUp(
        team=np.array([0] * side_size + [1] * side_size + [REFEREE] * play.referees),
        base_m=np.concatenate([side_m, -side_m, referees_m]),
        keepers=(0, side_size),
        half_m=half_m,
        attacked_goal_m=np.array([[goal_x, 0.0], [-goal_x, 0.0]]),
    )
