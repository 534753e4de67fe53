"""How a sport is played, as far as plausible motion needs it: speeds, passes, shots, formations."""

from dataclasses import dataclass
from types import MappingProxyType

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Athletes:
    """Limits of a good amateur: speeds in m/s, acceleration in m/s²."""

    top_speed_mps: float
    jog_speed_mps: float
    acceleration_mps2: float

    def __post_init__(self) -> None:
        if not 0 < self.jog_speed_mps <= self.top_speed_mps <= 12:
            raise ValueError("speeds must rise from jog to top and stay within 12 m/s (the limit in science)")
        if not 0 < self.acceleration_mps2 <= 7:
            raise ValueError(f"people accelerate by at most 7 m/s², got {self.acceleration_mps2}")


@dataclass(frozen=True, slots=True)
class GoalPlay:
    """Two sides, two goals: pass, shoot, save.

    `formations` by side size: one (x, y) per player in fractions of half the length and half the width,
    for a side that attacks towards +x, goalkeeper first. `ball_radius_m` is that of ball or puck;
    `flies` says whether it is passed through the air. `mean_hold_s`: how long somebody keeps it;
    `goal_share`: the share of shots that score. `referees` walk along.
    """

    athletes: Athletes
    formations: MappingProxyType[int, tuple[Spot, ...]]
    ball_radius_m: float
    pass_speed_mps: float
    shot_speed_mps: float
    shooting_range_m: float
    mean_hold_s: float
    goal_share: float
    flies: bool
    referees: int = 1

    def __post_init__(self) -> None:
        for size, spots in self.formations.items():
            if len(spots) != size:
                raise ValueError(f"a side of {size} needs {size} places, got {len(spots)}")


@dataclass(frozen=True, slots=True)
class RallyPlay:
    """Two players in turn against the front wall at +x, until one fails.

    `shot_speed_mps` is the ball's mean speed; a rally has `mean_shots` (geometric), then `rest_s` of rest.
    `reach_m` is how far from the feet the ball is hit; `base_m` the place that both return to (the T).
    """

    athletes: Athletes
    ball_radius_m: float
    shot_speed_mps: float
    mean_shots: float
    rest_s: float
    reach_m: float
    base_m: Spot


Play = GoalPlay | RallyPlay
