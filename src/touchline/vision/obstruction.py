"""How much of the picture something near covers: somebody walking past, a finger on the lens."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.robust import nan_median
from touchline.vision.camera_motion import Movement
from touchline.vision.thumbnail import GreyPicture

FloatArray = NDArray[np.float64]

GRID = (9, 16)
# Something smaller than this share of the picture is a player, not an obstruction.
MIN_SHARE = 0.12
_BLOCK_ROWS = 30
_WINDOW_BLOCKS = 13
_CHANGED_GREY = 14.0
_SMOOTH_RATIO = 0.6
_MOVED_GREY_PER_S = 60.0
# Somebody who walks past close by is gone within half a second, but leaves movement all over the picture;
# in a real rally filmed from 10 m the players' largest moving patch was 0.21 of it.
_SWEPT_GREY_PER_S = 15.0
_SWEPT_MIN_SHARE = 0.25
_PAN_WIDTHS_PER_S = 0.05


@dataclass(frozen=True, slots=True)
class CellTrack:
    """What 9 × 16 cells of a take's picture looked like in each of N half seconds.

    `luma`, `detail` and `moved` (N, 9, 16): mean grey level, mean absolute gradient over mean luma, and
    mean own change of grey level per second. `pan_widths_per_s` (N,): speed of the camera. NaN: no frame.
    """

    luma: FloatArray
    detail: FloatArray
    moved: FloatArray
    pan_widths_per_s: FloatArray


def cell_luma_and_detail(picture: GreyPicture) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean grey level and relative detail of the cells of one picture, each (9, 16)."""
    luma = _cells(picture.astype(np.float32))
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    gradient = cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return luma, _cells(gradient.astype(np.float32)) / (luma + 16.0)


def cell_motion(movement: Movement, interval_s: float) -> NDArray[np.float32]:
    """Own change of the cells in grey levels per second, (9, 16)."""
    return _cells(movement.moved_px) / interval_s


def obstruction(cells: CellTrack) -> FloatArray:
    """Share of the picture that something near covers in each half second, (N,) in [0, 1], NaN in gaps.

    A cell is covered when it differs from the take's own background (the median of the three minutes
    around) and either has lost its detail, as what is too near to be sharp, or all of it is moving while
    the camera is not. The largest connected patch of covered cells counts, from 12 % of the picture on;
    or the largest patch that was swept by movement, from 25 % on.
    """
    luma_before, detail_before = _background(cells.luma), _background(cells.detail)
    # A cloud or the camera's exposure changes all cells alike; what covers a part of them does not.
    difference = cells.luma - luma_before
    changed = np.abs(difference) > _CHANGED_GREY
    is_smooth = cells.detail < _SMOOTH_RATIO * detail_before
    is_still_camera = (cells.pan_widths_per_s < _PAN_WIDTHS_PER_S)[:, None, None]
    moving = (cells.moved > _MOVED_GREY_PER_S) & is_still_camera
    covered = changed & (is_smooth | moving)
    swept = (cells.moved > _SWEPT_GREY_PER_S) & is_still_camera
    share = np.maximum(_patches(covered, MIN_SHARE), _patches(swept, _SWEPT_MIN_SHARE))
    share[~np.isfinite(cells.luma[:, 0, 0])] = np.nan
    return share


def _cells(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = GRID
    return np.asarray(cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def _background(values: FloatArray) -> FloatArray:
    """Median over three minutes around each row: the median of the medians of 13 blocks of 15 s."""
    n = len(values)
    blocks = -(-n // _BLOCK_ROWS)
    padded = np.full((blocks * _BLOCK_ROWS, *values.shape[1:]), np.nan)
    padded[:n] = values
    medians = nan_median(padded.reshape(blocks, _BLOCK_ROWS, *values.shape[1:]), axis=1)
    half = _WINDOW_BLOCKS // 2
    smooth = np.array([nan_median(medians[max(0, i - half) : i + half + 1], axis=0) for i in range(blocks)])
    return np.asarray(np.repeat(smooth, _BLOCK_ROWS, axis=0)[:n])


def _patches(cells: NDArray[np.bool_], least: float) -> FloatArray:
    """Share of the largest connected patch in each of N grids, (N,), 0 where it is smaller than `least`."""
    share = np.array([_largest_patch(grid) for grid in cells], np.float64).reshape(len(cells))
    return np.where(share >= least, share, 0.0)


def _largest_patch(covered: NDArray[np.bool_]) -> float:
    if not covered.any():
        return 0.0
    _, _, stats, _ = cv2.connectedComponentsWithStats(covered.astype(np.uint8), connectivity=4)
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / covered.size
