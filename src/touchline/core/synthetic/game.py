"""The shape of a synthetic game: who is where when, and what happens."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class EventKind(StrEnum):
    """What happens in a synthetic game; each makes its own sound."""

    KICK_OFF = "kick_off"
    HIT = "hit"
    SHOT = "shot"
    GOAL = "goal"
    WHISTLE = "whistle"
    CHEER = "cheer"
    SHOUT = "shout"


@dataclass(frozen=True, slots=True)
class GameEvent:
    """Something that happens at game time `at_s`, at `position_m` (x, y, z; origin pitch centre, z up)."""

    kind: EventKind
    at_s: float
    position_m: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SyntheticGame:
    """True positions and events of one game.

    `players_m` (T, P, 2) and `ball_m` (T, 3) in pitch metres at `rate_hz`, row i at i / rate_hz seconds
    of game time; `team` (P,) is 0 or 1 (2: referee). Events in order of time.
    """

    sport: str
    rate_hz: float
    players_m: FloatArray
    team: NDArray[np.int64]
    ball_m: FloatArray
    events: tuple[GameEvent, ...]

    @property
    def duration_s(self) -> float:
        """Length of the game in seconds."""
        return len(self.ball_m) / self.rate_hz
