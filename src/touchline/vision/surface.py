"""The colour of what every camera sees: the playing surface, and what is white or grey beside it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.vision.thumbnail import Chroma

FloatArray = NDArray[np.float64]

_BINS = 64
_SURFACE_RADIUS = 8.0
_NEUTRAL_RADIUS = 24.0
_NEUTRAL_MIN_Y = 110
_MIN_SHARE = 0.01
# Luma within one surface: its middle half spans 10 to 17 steps on grass, ice and floors (measured).
_SURFACE_SHADE = 30.0


def surface_colour(picture: Chroma) -> FloatArray:
    """Mean Y, Cb, Cr, shape (3,), of the most frequent colour in the lower three quarters of the picture.

    Grass, ice and floor are one colour over much of the picture, and the sky is above them. What has the
    same hue but is much darker or brighter (a squash court's walls, 60 steps above its floor) does not
    count: the mean would say how much of it a camera sees.
    """
    top = picture.y.shape[0] // 4
    y, cb, cr = (plane[top:].ravel().astype(np.float64) for plane in (picture.y, picture.cb, picture.cr))
    peak_cb, peak_cr = _most_frequent(picture.cb[top:], picture.cr[top:])
    near = np.hypot(cb - peak_cb, cr - peak_cr) <= _SURFACE_RADIUS
    near &= np.abs(y - _most_frequent_level(y[near])) <= _SURFACE_SHADE
    return np.array([plane[near].mean() for plane in (y, cb, cr)])


def neutral_colour(picture: Chroma, surface: FloatArray) -> FloatArray:
    """Mean Cb, Cr, shape (2,), of what is bright, nearly grey and not the surface; NaN if hardly any is."""
    cb, cr = picture.cb.astype(np.float64), picture.cr.astype(np.float64)
    is_neutral = (
        (np.hypot(cb - 128, cr - 128) <= _NEUTRAL_RADIUS)
        & (picture.y >= _NEUTRAL_MIN_Y)
        & (np.hypot(cb - surface[1], cr - surface[2]) > _SURFACE_RADIUS)
    )
    if is_neutral.mean() < _MIN_SHARE:
        return np.full(2, np.nan)
    return np.array([cb[is_neutral].mean(), cr[is_neutral].mean()])


def _most_frequent(cb: NDArray[np.uint8], cr: NDArray[np.uint8]) -> tuple[float, float]:
    histogram = np.histogram2d(cb.ravel(), cr.ravel(), bins=_BINS, range=((0, 256), (0, 256)))[0]
    smooth = cv2.GaussianBlur(histogram, (3, 3), 0)
    row, column = np.unravel_index(int(np.argmax(smooth)), smooth.shape)
    width = 256 / _BINS
    return (float(row) + 0.5) * width, (float(column) + 0.5) * width


def _most_frequent_level(luma: FloatArray) -> float:
    """The level, of 0 to 255, around which most luma lies."""
    histogram = np.histogram(luma, bins=_BINS, range=(0, 256))[0]
    smooth = np.convolve(histogram, (1, 2, 3, 2, 1), mode="same")
    return (float(np.argmax(smooth)) + 0.5) * 256 / _BINS
