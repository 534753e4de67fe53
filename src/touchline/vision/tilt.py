"""How far the camera is rolled, told by the straight lines in its picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.vision.thumbnail import GreyPicture

FloatArray = NDArray[np.float64]

MAX_TILT_DEG = 25.0
_BIN_DEG = 0.5
_AGREEMENT_DEG = 1.5
# Lines this long together, in picture widths, and this share of them in agreement, say something.
_MIN_TOTAL_WIDTHS = 1.0
_MIN_SHARE = 0.3


def tilt_deg(picture: GreyPicture) -> float:
    """Roll of the picture in degrees, > 0 when its horizon falls to the right; NaN where it cannot be told.

    A roll turns horizontal lines (touchlines, boards) and vertical ones (posts, walls) by the same angle,
    while perspective slopes only the horizontal ones, each by another angle. So all lines within
    ±25° of either axis vote for a roll, with the square of their length, and the densest 3° win.
    Lines: LSD (Grompone von Gioi et al. 2012, doi:10.5201/ipol.2012.gjmr-lsd).
    """
    lines = np.asarray(cv2.createLineSegmentDetector().detect(picture)[0], np.float64)
    if lines.ndim == 0:  # None: the detector found nothing
        return float("nan")
    dx, dy = (lines.reshape(-1, 4)[:, 2:] - lines.reshape(-1, 4)[:, :2]).T
    length = np.hypot(dx, dy) / picture.shape[1]
    angle_deg = (np.degrees(np.arctan2(dy, dx)) + 45.0) % 90.0 - 45.0
    votes = (np.abs(angle_deg) <= MAX_TILT_DEG) & (length > 0.05)
    if length[votes].sum() < _MIN_TOTAL_WIDTHS:
        return float("nan")
    return _densest(angle_deg[votes], length[votes] ** 2)


def _densest(angle_deg: FloatArray, weight: FloatArray) -> float:
    centres = np.arange(-MAX_TILT_DEG, MAX_TILT_DEG + _BIN_DEG, _BIN_DEG)
    near = np.abs(angle_deg[None, :] - centres[:, None]) <= _AGREEMENT_DEG
    support = near @ weight
    best = int(np.argmax(support))
    if support[best] < _MIN_SHARE * weight.sum():
        return float("nan")
    return float(np.average(angle_deg[near[best]], weights=weight[near[best]]))
