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
    scores: `core/direct/scores.py` turns them into scores.
    `motion`: mean absolute luma change of the moving part, grey levels per second, camera shake removed.
    `motion_centre`: (N, 2) centroid of that motion, fractions of width and height from the top left.
    `motion_spread`: its standard deviation, as a fraction of the width.
    `sharpness`: variance of the Laplacian of the luma scaled to the analysis height.
    `luma_mean`, `clipped`: mean grey level 0–255; share of pixels ≤ 4 or ≥ 251.
    `shake`: RMS of the high-passed global motion, fractions of the width per second.
    `tilt_deg`: roll of the dominant horizontal, NaN where it cannot be told.
    `obstruction`: share of the picture covered by something near that does not belong there, 0–1.
    `colour`: (N, 6) means then standard deviations of Y, Cb, Cr (for matching colours).
    `signature`: (N, D) a small normalised picture, for telling near-identical views.
    """

    motion: FloatArray
    motion_centre: FloatArray
    motion_spread: FloatArray
    sharpness: FloatArray
    luma_mean: FloatArray
    clipped: FloatArray
    shake: FloatArray
    tilt_deg: FloatArray
    obstruction: FloatArray
    colour: FloatArray
    signature: FloatArray
