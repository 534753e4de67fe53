"""A whole game of any sport in the table, from one random generator."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.play import GoalPlay
from touchline.core.sports.sport import Sport
from touchline.core.synthetic.ball import Leg, follow_legs
from touchline.core.synthetic.game import SyntheticGame
from touchline.core.synthetic.goal_play import GoalMatch
from touchline.core.synthetic.rally_play import RallyMatch
from touchline.core.synthetic.running import Runners

FloatArray = NDArray[np.float64]

RATE_HZ = 25.0


def play_game(
    sport: Sport,
    *,
    duration_s: float,
    rng: np.random.Generator,
    side_size: int | None = None,
    rate_hz: float = RATE_HZ,
    liveliness: float = 1.0,
) -> SyntheticGame:
    """Let two sides of `side_size` (the largest by default) play `sport` for `duration_s` seconds.

    Speeds and accelerations stay within the limits of the sport's `Athletes`. The same generator
    state gives the same game. `liveliness` > 1 shoots more often, for films of a minute.

    Raises:
        ValueError: if the game is shorter than a second or the sport has no such side.
    """
    if not duration_s >= 1.0:
        raise ValueError(f"a game lasts at least a second, got {duration_s} s")
    size = max(sport.side_sizes) if side_size is None else side_size
    if size not in sport.side_sizes:
        raise ValueError(f"{sport.title} is played by sides of {sport.side_sizes}, got {size}")
    match = _match(sport, size, duration_s, liveliness, rng)
    match.play()
    times_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    players_m, ball_m = _sample(match.runners, match.legs, times_s, sport.play.ball_radius_m)
    within = (event for event in match.events if 0 <= event.at_s < duration_s)
    return SyntheticGame(
        sport=sport.name,
        rate_hz=rate_hz,
        players_m=players_m,
        team=match.team,
        ball_m=ball_m,
        events=tuple(sorted(within, key=lambda event: event.at_s)),
    )


def _match(
    sport: Sport, side_size: int, duration_s: float, liveliness: float, rng: np.random.Generator
) -> GoalMatch | RallyMatch:
    play = sport.play
    if isinstance(play, GoalPlay):
        return GoalMatch(
            sport, play, side_size=side_size, duration_s=duration_s, liveliness=liveliness, rng=rng
        )
    return RallyMatch(sport, play, duration_s=duration_s, rng=rng)


def _sample(
    runners: Runners, legs: list[Leg], times_s: FloatArray, radius_m: float
) -> tuple[FloatArray, FloatArray]:
    players_m, facing = runners.paths(times_s)
    return players_m, follow_legs(legs, times_s, players_m, facing, radius_m)
