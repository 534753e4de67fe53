"""Where play is, and how much of it each take has in view, told by what moves in the pictures.

No detector is needed: what the cameras agree on is enough to choose between them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from touchline.core.direct.grid import GameGrid
from touchline.core.direct.robust import nan_median, nan_quantile, nan_spread
from touchline.core.direct.sides import camera_side
from touchline.core.direct.takes import DirectTake

FloatArray = NDArray[np.float64]

# Play does not change ends within this time, single rallies and tackles do.
_SMOOTH_STEPS = 5
# Changes smaller than this (in log motion) are not liveliness but noise of the measurement.
_MIN_LOG_SPREAD = 0.2
# A take whose lively moments reach this share of the median take's sees play; one in a bag does not.
_PRESENCE_SHARE = 0.25


def liveliness(takes: Sequence[DirectTake], grid: GameGrid) -> FloatArray:
    """How lively each take's picture is against its own usual, (K, N) in (0, 1), 0.5 = as usual.

    The logistic of the robust z-score of log motion. Cameras near and far, sharp and coarse, become
    comparable, since each is measured against itself.
    """
    logs = np.log1p(_smooth(grid.resample([take.picture.motion for take in takes])))
    middle = nan_median(logs, axis=1)[:, None]
    spread = np.maximum(nan_spread(logs, axis=1), _MIN_LOG_SPREAD)[:, None]
    return np.asarray(1.0 / (1.0 + np.exp(-(logs - middle) / spread)))


def play_side(takes: Sequence[DirectTake], grid: GameGrid) -> FloatArray:
    """Where along the pitch play is: (N,) from −1 (x < 0 end) to 1, NaN where no placed camera can tell.

    A camera beside the pitch tells by where in its picture things move, a camera at an end by whether
    more moves than usual. The answers are averaged; a camera that follows play says "middle", and a camera
    in a corner counts half for each.
    """
    lively = liveliness(takes, grid)
    centre_x = _smooth(grid.resample([_centre(take)[:, 0] for take in takes]))
    reach_m = _reach_m(takes)
    votes, counts = np.zeros(grid.rows.shape[1]), np.zeros(grid.rows.shape[1])
    for index, take in enumerate(takes):
        if take.position_m is None:
            continue
        answers = (
            (camera_side(take.position_m), -2.0 * (centre_x[index] - 0.5)),
            (take.position_m[0] / reach_m, 2.0 * (lively[index] - 0.5)),
        )
        for weight, answer in answers:
            known = np.isfinite(answer)
            votes[known] += weight * answer[known]
            counts[known] += abs(weight)
    side = np.where(counts > 0, votes / np.maximum(counts, 1e-9), np.nan)
    return np.clip(2.0 * side, -1.0, 1.0)


def action_in_view(takes: Sequence[DirectTake], grid: GameGrid, side: FloatArray) -> FloatArray:
    """How much of play each take shows, (K, N) in [0, 1]; `side` is what `play_side` says.

    Liveliness, and nearness to the end where play is when that is known; less where it happens at the
    picture's edge, where something stands before it, or where a take never shows much movement.
    """
    lively = liveliness(takes, grid)
    near = _nearness(takes, side)
    blend = np.where(np.isfinite(near), 0.5 * lively + 0.5 * near, lively)
    blocked = grid.resample([take.picture.obstruction for take in takes])
    action = blend * _presence(takes, grid) * _centred(takes, grid) * (1.0 - np.nan_to_num(blocked))
    return np.where(np.isfinite(action), action, 0.0)


def _nearness(takes: Sequence[DirectTake], side: FloatArray) -> FloatArray:
    """(K, N): 1 where play is, falling to 0 with the distance along the pitch; NaN where it is not known."""
    reach_m = _reach_m(takes)
    places = [np.nan if take.position_m is None else take.position_m[0] / reach_m for take in takes]
    return 1.0 - 0.5 * np.abs(np.array(places)[:, None] - side[None, :])


def _reach_m(takes: Sequence[DirectTake]) -> float:
    return max([1.0, *(abs(take.position_m[0]) for take in takes if take.position_m is not None)])


def _presence(takes: Sequence[DirectTake], grid: GameGrid) -> FloatArray:
    """(K, 1): 1 for takes that see movement as the others do, falling to 0 for one that sees none."""
    strong = nan_quantile(grid.resample([take.picture.motion for take in takes]), 0.75, axis=1)[:, None]
    usual = nan_median(strong)
    return np.clip(np.nan_to_num(strong) / np.maximum(_PRESENCE_SHARE * usual, 1e-9), 0.0, 1.0)


def _centred(takes: Sequence[DirectTake], grid: GameGrid) -> FloatArray:
    """(K, N): 1 while the movement is in the middle half of the picture, 0.5 at its very edge."""
    aside = [
        np.abs(_smooth(grid.resample([_centre(take)[:, axis] for take in takes])) - 0.5) / 0.5
        for axis in (0, 1)
    ]
    outside = np.clip((np.fmax(*aside) - 0.5) / 0.5, 0.0, 1.0)
    return 1.0 - 0.5 * np.nan_to_num(outside)


def _centre(take: DirectTake) -> FloatArray:
    """(N, 2): where the people are in the picture; where that is not known, where things move."""
    people, motion = take.picture.people_centre, take.picture.motion_centre
    return np.where(np.isfinite(people), people, motion)


def _smooth(values: FloatArray) -> FloatArray:
    """Mean over 2.5 s of what is known; NaN stays NaN."""
    known = np.isfinite(values)
    total = uniform_filter1d(np.where(known, values, 0.0), _SMOOTH_STEPS, axis=-1, mode="constant")
    share = uniform_filter1d(known.astype(np.float64), _SMOOTH_STEPS, axis=-1, mode="constant")
    return np.where(known, total / np.maximum(share, 1e-9), np.nan)
