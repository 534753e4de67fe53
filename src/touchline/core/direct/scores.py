"""How good each take's picture is in each half second: seven named terms in [0, 1] and their weighted mean.

Definitions, with the reasons for their thresholds: docs/reference/direction.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.grid import GameGrid
from touchline.core.direct.play import action_in_view, play_side
from touchline.core.direct.robust import nan_median, nan_quantile
from touchline.core.direct.takes import DirectTake

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts for; they are divided by their sum.

    Action counts most: a soft or shaky picture of the goal is worth more than a perfect one of the empty
    half. An obstructed camera loses its action as well, so obstruction alone need not outweigh it.
    Tilt is irritating, not spoiling, and the least certain measurement. Position decides between equals.
    """

    action: float = 0.50
    obstruction: float = 0.12
    sharpness: float = 0.10
    exposure: float = 0.08
    shake: float = 0.08
    tilt: float = 0.03
    position: float = 0.09

    def __post_init__(self) -> None:
        values = list(self.as_mapping().values())
        if min(values) < 0 or sum(values) <= 0:
            raise ValueError(f"weights must not be negative, and one must be positive, got {values}")

    def as_mapping(self) -> dict[str, float]:
        """Term → weight, before division by the sum."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Scores:
    """`total` (K, N) in [0, 1], NaN where the take has no picture; `terms`: name → (K, N), likewise.

    `play_side` (N,): where along the pitch play is, −1 left end to 1 right end; NaN where nobody can tell.
    """

    total: FloatArray
    terms: Mapping[str, FloatArray]
    play_side: FloatArray


def score_takes(takes: Sequence[DirectTake], grid: GameGrid, weights: Weights) -> Scores:
    """Score K takes on the N steps of the grid. Values are comparable across cameras of any resolution."""
    lines_px = np.array([take.lines_px for take in takes], dtype=np.float64)
    side = play_side(takes, grid)
    terms = {
        "action": action_in_view(takes, grid, side),
        "obstruction": _fall(_column(takes, grid, "obstruction"), 0.0, 0.5),
        "sharpness": _sharpness(_column(takes, grid, "sharpness"), lines_px),
        "exposure": _exposure(_column(takes, grid, "luma_mean"), _column(takes, grid, "clipped")),
        "shake": _fall(_column(takes, grid, "shake"), 0.03, 0.30),
        "tilt": _fall(np.abs(_column(takes, grid, "tilt_deg")), 2.0, 15.0),
        "position": np.repeat([[take.priority] for take in takes], grid.rows.shape[1], axis=1),
    }
    has_picture = grid.rows >= 0
    known = {name: np.where(has_picture, values, np.nan) for name, values in terms.items()}
    share = weights.as_mapping()
    total = sum(share[name] * values for name, values in known.items()) / sum(share.values())
    return Scores(total=np.asarray(total), terms=known, play_side=side)


def _column(takes: Sequence[DirectTake], grid: GameGrid, name: str) -> FloatArray:
    return grid.resample([getattr(take.picture, name) for take in takes])


def _fall(values: FloatArray, good: float, bad: float) -> FloatArray:
    """1 up to `good`, 0 from `bad` on, linear between; what is unknown is taken to be good."""
    return np.clip((bad - np.where(np.isfinite(values), values, good)) / (bad - good), 0.0, 1.0)


def _sharpness(raw: FloatArray, lines_px: FloatArray) -> FloatArray:
    """Against the take's own sharp moments, and those against the others'; less with few lines.

    Half the lines of the finest take are enough to be as good: sharpness is measured on small pictures, which
    do not show that a larger one would be blurred.
    """
    own = nan_quantile(raw, 0.8, axis=1)[:, None]
    others = nan_median(own)
    within = raw / np.maximum(0.6 * own, 1e-9)
    across = own / np.maximum(0.3 * others, 1e-9)
    fine = np.minimum(2.0 * lines_px / lines_px.max(initial=1.0), 1.0)[:, None]
    return np.asarray(np.clip(within, 0.0, 1.0) * np.clip(across, 0.0, 1.0) * fine)


def _exposure(luma: FloatArray, clipped: FloatArray) -> FloatArray:
    too_dark = _fall(-luma, -60.0, -15.0)
    too_bright = _fall(luma, 200.0, 248.0)
    return too_dark * too_bright * _fall(clipped, 0.05, 0.50)
