"""Where people are: what differs from the background that a still camera has been seeing."""

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.robust import nan_median
from touchline.vision.obstruction import GRID
from touchline.vision.thumbnail import GreyPicture

Cells = NDArray[np.float32]

_DIFFERENT_GREY = 12.0
# Half the picture differs: the camera was moved, and what it saw before tells nothing any more.
_MOVED_SHARE = 0.5
_LEARNING_S = 4.0
_FAST_GREY, _SLOW_GREY = 4.0, 1.5


class Background:
    """A running median of the picture, half second by half second (McFarlane & Schofield 1995).

    The median moves by 4 grey levels per half second in the first ten seconds, by 1.5 afterwards: players
    do not stand still long enough to become background, the light changes slowly enough to do so.
    """

    def __init__(self) -> None:
        self._picture: NDArray[np.float32] | None = None
        self._since_s = 0.0

    def presence(self, take_s: float, picture: GreyPicture) -> Cells:
        """Share of each cell, (9, 16), that is not background; NaN while the background is being learnt."""
        now = picture.astype(np.float32)
        if self._picture is None or self._picture.shape != now.shape:
            return self._start_again(take_s, now)
        difference = now - self._picture
        is_different = (np.abs(difference) > _DIFFERENT_GREY).astype(np.float32)
        if is_different.mean() > _MOVED_SHARE:
            return self._start_again(take_s, now)
        age_s = take_s - self._since_s
        self._picture += np.clip(difference, -1.0, 1.0) * (_FAST_GREY if age_s < 10.0 else _SLOW_GREY)
        if age_s < _LEARNING_S:
            return np.full(GRID, np.nan, np.float32)
        return np.asarray(cv2.resize(is_different, GRID[::-1], interpolation=cv2.INTER_AREA), np.float32)

    def _start_again(self, take_s: float, picture: NDArray[np.float32]) -> Cells:
        self._picture, self._since_s = picture.copy(), take_s
        return np.full(GRID, np.nan, np.float32)


def presence_centre(presence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centroid (N, 2) of the presence (N, 9, 16), fractions of width and height; NaN where nobody is.

    What is always there (a flag in the wind, an edge that shakes) is taken off. The square root makes the
    one player near the camera count less than her size, and the many far away more.
    """
    usual = nan_median(presence)
    weight = np.sqrt(np.maximum(presence - usual, 0.0))
    total = weight.sum(axis=(1, 2))
    rows, columns = ((np.arange(count) + 0.5) / count for count in GRID)
    x = weight.sum(axis=1) @ columns
    y = weight.sum(axis=2) @ rows
    return np.where(total[:, None] > 0, np.stack([x, y], axis=1) / np.maximum(total, 1e-9)[:, None], np.nan)
