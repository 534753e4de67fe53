"""The camera's own movement split into its slow part, a pan, and its fast part, shake."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

PAN_WINDOW_S = 1.0


def split_shake(middle_s: FloatArray, velocity: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shake and pan of a moving camera.

    `velocity` (P, 2) in fractions of the width per second at times `middle_s` (P,), rising; NaN where it
    is unknown. The pan is the mean velocity of the second around; shake is what it does not explain.
    Returns the size of both, (P,) each, NaN where the velocity is.
    """
    known = np.asarray(np.isfinite(velocity).all(axis=1))
    filled = np.where(known[:, None], velocity, 0.0)
    total = np.vstack([np.zeros((1, 2)), np.cumsum(filled, axis=0)])
    count = np.concatenate([[0], np.cumsum(known)])
    first = np.searchsorted(middle_s, middle_s - PAN_WINDOW_S / 2, side="left")
    last = np.searchsorted(middle_s, middle_s + PAN_WINDOW_S / 2, side="right")
    pan = (total[last] - total[first]) / np.maximum(count[last] - count[first], 1)[:, None]
    shake = np.where(known, np.hypot(*(filled - pan).T), np.nan)
    return shake, np.where(known, np.hypot(*pan.T), np.nan)
