"""The ball's way through a game: a chain of legs, flown or carried, sampled at the end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

CARRY_AHEAD_M = 0.5
GATHER_S = 0.3
ROLLING_LOSS = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """From `start_m` to `end_m` (3,) during [start_s, end_s), `lift_m` above the straight way at its middle.

    It loses speed on the way: the first part is faster than the last.
    """

    start_s: float
    end_s: float
    start_m: FloatArray
    end_m: FloatArray
    lift_m: float = 0.0

    def at(self, times_s: FloatArray) -> FloatArray:
        """Positions (T, 3) at `times_s` (T,)."""
        share = np.clip((times_s - self.start_s) / (self.end_s - self.start_s), 0.0, 1.0)[:, None]
        way = (1 + ROLLING_LOSS) * share - ROLLING_LOSS * share * share
        where: FloatArray = self.start_m + way * (self.end_m - self.start_m)
        where[:, 2] += 4 * self.lift_m * (share * (1 - share))[:, 0]
        return where


@dataclass(frozen=True, slots=True)
class Carry:
    """`player` has it during [start_s, end_s), half a metre ahead."""

    start_s: float
    end_s: float
    player: int


Leg = Flight | Carry


def carried_at(position_m: FloatArray, facing: FloatArray, radius_m: float) -> FloatArray:
    """Where somebody at `position_m` (…, 2) who looks along `facing` (…, 2) has the ball, (…, 3)."""
    ahead = position_m + CARRY_AHEAD_M * facing
    return np.concatenate([ahead, np.full((*ahead.shape[:-1], 1), radius_m)], axis=-1)


def follow_legs(
    legs: list[Leg], times_s: FloatArray, players_m: FloatArray, facing: FloatArray, radius_m: float
) -> FloatArray:
    """Ball positions (T, 3) at rising `times_s` (T,), given players (T, P, 2) and their facing (T, P, 2).

    The legs follow each other in time. Where somebody takes the ball, it comes to the foot within
    0.3 s instead of jumping there.
    """
    ball = np.empty((len(times_s), 3))
    starts = np.searchsorted(times_s, [leg.start_s for leg in legs])
    stops = np.append(starts[1:], len(times_s))
    for leg, first, stop in zip(legs, starts, stops, strict=True):
        if first == stop:
            continue
        times = times_s[first:stop]
        if isinstance(leg, Flight):
            ball[first:stop] = leg.at(times)
            continue
        ball[first:stop] = carried_at(
            players_m[first:stop, leg.player], facing[first:stop, leg.player], radius_m
        )
        if first > 0:
            missing_m = ball[first - 1] - ball[first]
            ball[first:stop] += missing_m * np.maximum(0.0, 1 - (times - times[0]) / GATHER_S)[:, None]
    return ball
