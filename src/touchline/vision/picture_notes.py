"""Collects what single frames and pairs of frames say, and turns it into one row per half second."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import STEP_S, PictureTrack
from touchline.core.direct.robust import nan_median
from touchline.vision.appearance import Appearance
from touchline.vision.camera_motion import Movement
from touchline.vision.obstruction import GRID, CellTrack, cell_motion, obstruction
from touchline.vision.presence import presence_centre
from touchline.vision.shake import split_shake

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Frames further apart than this are two pictures, not one movement.
MAX_INTERVAL_S = 1.0
# Nobody tilts a camera twice in two seconds, and finding lines costs 5 ms: half of what all else costs.
_ROWS_PER_TILT = 4


class PictureNotes:
    """Notes on one take, made in order of time; memory is one small row per half second and per pair."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._appearances: list[Appearance] = []
        self._tilts: dict[int, float] = {}
        self._pairs: list[tuple[float, ...]] = []
        self._shifts: list[tuple[float, float, float]] = []
        self._presence: dict[int, NDArray[np.float32]] = {}
        self._cells: dict[int, tuple[int, NDArray[np.float32]]] = {}

    def wants_appearance(self, take_s: float) -> bool:
        """Whether nothing was said yet about how the picture looks in this half second."""
        return not self._rows or _row(take_s) > self._rows[-1]

    def add_appearance(self, take_s: float, seen: Appearance) -> None:
        """Say how the picture looks at `take_s`. A single half second left out before it is no gap."""
        row = _row(take_s)
        if self._rows and row - self._rows[-1] == 2:
            self._append(row - 1, self._appearances[-1])
        self._append(row, seen)

    def wants_tilt(self, take_s: float) -> bool:
        """Whether nothing was said yet about the tilt in these two seconds."""
        return _row(take_s) // _ROWS_PER_TILT not in self._tilts

    def add_tilt(self, take_s: float, tilt_deg: float) -> None:
        """Say how far the camera is rolled in these two seconds; NaN where it cannot be told."""
        self._tilts[_row(take_s) // _ROWS_PER_TILT] = tilt_deg

    def add_presence(self, take_s: float, presence: NDArray[np.float32]) -> None:
        """Say which share of each cell shows somebody; NaN where it cannot be told."""
        self._presence[_row(take_s)] = presence

    def add_shift(self, before_s: float, after_s: float, shift: tuple[float, float]) -> None:
        """Say how far the camera's picture moved between two neighbouring frames, in picture widths."""
        interval_s = after_s - before_s
        if 0 < interval_s <= MAX_INTERVAL_S:
            self._shifts.append(((before_s + after_s) / 2, shift[0] / interval_s, shift[1] / interval_s))

    def add_movement(self, before_s: float, after_s: float, movement: Movement) -> None:
        """Say what moved by itself between two frames."""
        interval_s = after_s - before_s
        if not 0 < interval_s <= MAX_INTERVAL_S:
            return
        middle_s = (before_s + after_s) / 2
        self._pairs.append((middle_s, movement.energy / interval_s, *movement.centre, movement.spread))
        count, total = self._cells.get(_row(middle_s), (0, np.zeros(GRID, np.float32)))
        self._cells[_row(middle_s)] = (count + 1, total + cell_motion(movement, interval_s))

    def track(self) -> PictureTrack:
        """All rows, NaN where no frame was seen."""
        pairs = self._pair_columns()
        row_of_pair = np.floor(pairs[:, 0] / STEP_S).astype(np.int64)
        shifts = np.array(self._shifts, np.float64).reshape(-1, 3)
        row_of_shift = np.floor(shifts[:, 0] / STEP_S).astype(np.int64)
        shake, pan = split_shake(shifts[:, 0], shifts[:, 1:])
        cells = self._cell_track(self._root_mean_square(row_of_shift, pan))
        place = self._weighted_mean(row_of_pair, pairs[:, 2:5], pairs[:, 1])
        return PictureTrack(
            motion=self._median(row_of_pair, pairs[:, 1]),
            motion_centre=place[:, :2],
            motion_spread=place[:, 2],
            sharpness=self._column([seen.sharpness for seen in self._appearances]),
            luma_mean=self._column([seen.luma_mean for seen in self._appearances]),
            clipped=self._column([seen.clipped for seen in self._appearances]),
            shake=self._root_mean_square(row_of_shift, shake),
            tilt_deg=self._column([self._tilts.get(row // _ROWS_PER_TILT, np.nan) for row in self._rows]),
            obstruction=obstruction(cells),
            colour=self._column([seen.colour for seen in self._appearances], (6,)),
            surface=self._column([seen.surface for seen in self._appearances], (3,)),
            neutral=self._column([seen.neutral for seen in self._appearances], (2,)),
            people_centre=presence_centre(self._presence_track()),
            signature=_signature(cells.luma),
        )

    @property
    def _length(self) -> int:
        return self._rows[-1] + 1 if self._rows else 0

    def _append(self, row: int, seen: Appearance) -> None:
        self._rows.append(row)
        self._appearances.append(seen)

    def _pair_columns(self) -> FloatArray:
        """(P, 5): middle time, energy, centre x, y, spread."""
        return np.array(self._pairs, np.float64).reshape(-1, 5)

    def _column(self, values: Sequence[NDArray[Any] | float], shape: tuple[int, ...] = ()) -> FloatArray:
        column = np.full((self._length, *shape), np.nan)
        if values:
            column[self._rows] = values
        return column

    def _presence_track(self) -> FloatArray:
        track = np.full((self._length, *GRID), np.nan)
        for row, presence in self._presence.items():
            track[row] = presence
        return track

    def _cell_track(self, pan: FloatArray) -> CellTrack:
        moved = np.zeros((self._length, *GRID))
        for row, (count, total) in self._cells.items():
            moved[row] = total / count
        return CellTrack(
            luma=self._column([seen.cell_luma for seen in self._appearances], GRID),
            detail=self._column([seen.cell_detail for seen in self._appearances], GRID),
            moved=moved,
            pan_widths_per_s=pan,
        )

    def _median(self, row: IntArray, values: FloatArray) -> FloatArray:
        """Median per row: a keyframe's jump in quality is one pair among seven, and does not count."""
        place = np.arange(len(row)) - np.searchsorted(row, row)
        table = np.full((self._length, int(place.max(initial=0)) + 1), np.nan)
        table[row, place] = values
        return nan_median(table, axis=1)

    def _root_mean_square(self, row: IntArray, values: FloatArray) -> FloatArray:
        known = np.isfinite(values)
        total = np.bincount(row[known], values[known] ** 2, self._length)
        count = np.bincount(row[known], minlength=self._length)
        return np.where(count > 0, np.sqrt(total / np.maximum(count, 1)), np.nan)

    def _weighted_mean(self, row: IntArray, values: FloatArray, weight: FloatArray) -> FloatArray:
        known = weight > 0
        row, values, weight = row[known], values[known], weight[known]
        total = np.bincount(row, weight, self._length)
        sums = [np.bincount(row, weight * column, self._length) for column in values.T]
        mean = np.stack(sums, axis=1) / np.where(total > 0, total, 1.0)[:, None]
        return np.where(total[:, None] > 0, mean, np.nan)


def _row(take_s: float) -> int:
    return int(np.floor(take_s / STEP_S))


def _signature(luma: FloatArray) -> FloatArray:
    """(N, D) cells with norm 1, so that a product of two is their correlation.

    Rows have mean 0: sky above grass is common to all views of a pitch, and says nothing about which.
    """
    centred = luma - luma.mean(axis=2, keepdims=True)
    flat = centred.reshape(len(luma), -1)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9))
