"""Bodies for the dots: a running skeleton per player, from position, speed and the way already run.

Segment lengths as shares of the body height after Winter, "Biomechanics and Motor Control of Human
Movement" (2009), table 4.1, rounded. The gait is a pendulum, good enough for a picture.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STRIDE_M = 2.2
SMOOTH_S = 0.4
STANDING_MPS = 0.4
SPRINT_MPS = 8.0
LEFT, RIGHT = 0, 1


class Joint(IntEnum):
    """Order of the joints in a skeleton."""

    HEAD = 0
    NECK = 1
    LEFT_SHOULDER = 2
    RIGHT_SHOULDER = 3
    LEFT_ELBOW = 4
    RIGHT_ELBOW = 5
    LEFT_HAND = 6
    RIGHT_HAND = 7
    LEFT_HIP = 8
    RIGHT_HIP = 9
    LEFT_KNEE = 10
    RIGHT_KNEE = 11
    LEFT_ANKLE = 12
    RIGHT_ANKLE = 13
    LEFT_TOE = 14
    RIGHT_TOE = 15


def skeletons(
    position_m: FloatArray, facing: FloatArray, speed_mps: FloatArray, phase: FloatArray, height_m: FloatArray
) -> FloatArray:
    """Joints (P, 16, 3) in metres of bodies at `position_m` (P, 2) that face along unit `facing` (P, 2).

    `phase` (P,) in radians is where in the stride they are; all other arguments (P,). The lower foot
    stands on z = 0.
    """
    effort = np.clip(speed_mps / SPRINT_MPS, 0.0, 1.0)
    moving = np.clip(speed_mps / STANDING_MPS, 0.0, 1.0)
    lean = 0.06 + 0.25 * effort
    body = np.zeros((3, len(position_m), len(Joint)))
    ahead, aside, up = body
    ahead[:, Joint.NECK], up[:, Joint.NECK] = 0.29 * np.sin(lean), 0.29 * np.cos(lean)
    ahead[:, Joint.HEAD], up[:, Joint.HEAD] = 0.39 * np.sin(lean * 0.8), 0.39 * np.cos(lean)
    for side in (LEFT, RIGHT):
        turn = phase + side * np.pi
        thigh = moving * (0.14 + 0.75 * effort) * np.sin(turn) + 0.15 * effort
        knee = moving * (0.25 + 1.35 * effort) * np.clip(-np.cos(turn), 0.0, 1.0) + 0.06
        _swing_leg(body, side, thigh, knee)
        _swing_arm(body, side, -0.9 * thigh, 0.25 + 1.2 * effort)
    up -= up.min(axis=1, keepdims=True)
    left = np.stack([-facing[:, 1], facing[:, 0]], axis=1)
    ground = ahead[:, :, None] * facing[:, None] + aside[:, :, None] * left[:, None]
    joints = np.concatenate([ground, up[:, :, None]], axis=2) * height_m[:, None, None]
    joints[:, :, :2] += position_m[:, None]
    return joints


def _swing_leg(body: FloatArray, side: int, thigh: FloatArray, knee: FloatArray) -> None:
    """Place a leg in `body` (3, P, 16) = ahead, aside, up, by the angles of thigh and knee (P,), rad."""
    ahead, aside, up = body
    hip, bend, foot, toe = (
        j + side for j in (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.LEFT_TOE)
    )
    aside[:, [hip, bend, foot, toe]] = (0.055, -0.055)[side]
    ahead[:, bend], up[:, bend] = 0.245 * np.sin(thigh), -0.245 * np.cos(thigh)
    shank = thigh - knee
    ahead[:, foot] = ahead[:, bend] + 0.246 * np.sin(shank)
    up[:, foot] = up[:, bend] - 0.246 * np.cos(shank)
    ahead[:, toe] = ahead[:, foot] + 0.11 * np.cos(shank)
    up[:, toe] = up[:, foot] + 0.11 * np.sin(shank) - 0.012


def _swing_arm(body: FloatArray, side: int, swing: FloatArray, bend: FloatArray) -> None:
    """Place an arm in `body` (3, P, 16) by the angles of upper arm and elbow (P,) in radians."""
    ahead, aside, up = body
    shoulder, elbow, hand = (j + side for j in (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_HAND))
    aside[:, [shoulder, elbow, hand]] = (1 - 2 * side) * np.array([0.115, 0.14, 0.125])
    ahead[:, shoulder] = 0.9 * ahead[:, Joint.NECK]
    up[:, shoulder] = 0.94 * up[:, Joint.NECK]
    ahead[:, elbow] = ahead[:, shoulder] + 0.172 * np.sin(swing)
    up[:, elbow] = up[:, shoulder] - 0.172 * np.cos(swing)
    ahead[:, hand] = ahead[:, elbow] + 0.15 * np.sin(swing + bend)
    up[:, hand] = up[:, elbow] - 0.15 * np.cos(swing + bend)


class Cast:
    """Everybody in a game as skeletons at any moment.

    `players_m` (T, P, 2) at `rate_hz`; heights are drawn once.
    """

    def __init__(self, players_m: FloatArray, rate_hz: float, rng: np.random.Generator) -> None:
        count = players_m.shape[1]
        self._rate_hz, self._players_m = rate_hz, players_m
        velocity = np.gradient(players_m, 1 / rate_hz, axis=0)
        self._speed_mps = np.sqrt((velocity**2).sum(axis=2))
        way_m = np.cumsum(self._speed_mps, axis=0) / rate_hz
        self._phase = way_m * (2 * np.pi / STRIDE_M) + rng.uniform(0, 2 * np.pi, count)
        self._facing = _facing(velocity, self._speed_mps)
        self._height_m: FloatArray = np.asarray(rng.normal(1.76, 0.06, count))

    def at(self, game_s: float) -> FloatArray:
        """Joints (P, 16, 3) at game time `game_s`, held at the ends of the game."""
        row = float(np.clip(game_s * self._rate_hz, 0, len(self._players_m) - 1.001))
        step, share = int(row), row % 1.0

        def mix(values: FloatArray) -> FloatArray:
            between: FloatArray = values[step] * (1 - share) + values[step + 1] * share
            return between

        return skeletons(
            mix(self._players_m), mix(self._facing), mix(self._speed_mps), mix(self._phase), self._height_m
        )


def _facing(velocity_mps: FloatArray, speed_mps: FloatArray) -> FloatArray:
    """Unit directions (T, P, 2): where they run; who stands keeps looking where they last ran."""
    moving = speed_mps > STANDING_MPS
    rows = np.where(moving, np.arange(len(speed_mps))[:, None], 0)
    last = np.maximum.accumulate(rows, axis=0)
    held = np.take_along_axis(velocity_mps, last[:, :, None], axis=0)
    size = np.sqrt((held**2).sum(axis=2, keepdims=True))
    facing: FloatArray = np.where(size > 1e-6, held / np.maximum(size, 1e-6), [1.0, 0.0])
    return facing
