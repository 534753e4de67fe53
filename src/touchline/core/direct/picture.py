"""What was measured in a take's picture: one value per half second of take time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STEP_S = 0.5


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """Picture measurements of one take; row i covers take time [i·STEP_S, (i+1)·STEP_S).

    All arrays have length N and hold NaN where no frame was seen (a gap). Raw physical values, not
    scores: `core/direct/scores.py` turns them into scores. Y, Cb, Cr are 8-bit video range (Y 16–235,
    C 16–240, grey 128), whatever range and depth the file has.
    `motion`: mean over the picture of the absolute luma change of what moves by itself over 0.3 s, grey
    levels per second, camera shake removed.
    `motion_centre`: (N, 2) centroid of that motion, fractions of width and height from the top left.
    `motion_spread`: its standard deviation, as a fraction of the width.
    `people_centre`: (N, 2) centroid of what differs from the background of a still camera; NaN if unknown.
    `sharpness`: variance of the Laplacian of the luma scaled to the analysis height.
    `luma_mean`, `clipped`: mean grey level 0–255; share of pixels ≤ 4 or ≥ 251.
    `shake`: RMS of the high-passed global motion, fractions of the width per second.
    `tilt_deg`: roll of the dominant horizontal, NaN where it cannot be told.
    `obstruction`: share of the picture covered by something near that does not belong there, 0–1.
    `colour`: (N, 6) means then standard deviations of Y, Cb, Cr (for matching colours).
    `surface`: (N, 3) mean Y, Cb, Cr of the picture's dominant colour: the pitch, seen by every camera.
    NaN for HDR, whose colours cannot be compared.
    `neutral`: (N, 2) mean Cb, Cr of what is bright and nearly grey: lines, ice, boards. NaN where too little.
    `signature`: (N, D) a small normalised picture, for telling near-identical views.
    """

    motion: FloatArray
    motion_centre: FloatArray
    motion_spread: FloatArray
    people_centre: FloatArray
    sharpness: FloatArray
    luma_mean: FloatArray
    clipped: FloatArray
    shake: FloatArray
    tilt_deg: FloatArray
    obstruction: FloatArray
    colour: FloatArray
    surface: FloatArray
    neutral: FloatArray
    signature: FloatArray

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in self.__dataclass_fields__}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"all measurements must have one length, got {lengths}")

    def __len__(self) -> int:
        return len(self.luma_mean)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) whether any frame was seen in each half second."""
        return np.isfinite(self.luma_mean)
