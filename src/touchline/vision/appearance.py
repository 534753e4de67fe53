"""What one picture looks like: how sharp, how bright, and in which colours."""

from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.media.probe_colours import colours_of
from touchline.vision.obstruction import cell_luma_and_detail
from touchline.vision.surface import neutral_colour, surface_colour
from touchline.vision.thumbnail import Chroma, GreyPicture, chroma_thumbnail

FloatArray = NDArray[np.float64]

_CHROMA_HEIGHT_PX = 90
_BLACK, _WHITE = 4, 251


@dataclass(frozen=True, slots=True)
class Appearance:
    """The measurements of `PictureTrack` that one frame gives, and its cells for `obstruction`."""

    sharpness: float
    luma_mean: float
    clipped: float
    colour: FloatArray
    surface: FloatArray
    neutral: FloatArray
    cell_luma: NDArray[np.float32]
    cell_detail: NDArray[np.float32]


def appearance(frame: av.VideoFrame, picture: GreyPicture, rotation_deg: int) -> Appearance:
    """Measure one frame; `picture` is its luma thumbnail, upright, at the analysis height."""
    chroma = chroma_thumbnail(frame, rotation_deg, height_px=_CHROMA_HEIGHT_PX)
    surface = surface_colour(chroma)
    neutral = neutral_colour(chroma, surface)
    if not _is_ordinary(frame):
        surface, neutral = np.full(3, np.nan), np.full(2, np.nan)
    luma, detail = cell_luma_and_detail(picture)
    return Appearance(
        sharpness=sharpness(picture),
        luma_mean=float(picture.mean()),
        clipped=float(((picture <= _BLACK) | (picture >= _WHITE)).mean()),
        colour=_means_and_deviations(chroma),
        surface=surface,
        neutral=neutral,
        cell_luma=luma,
        cell_detail=detail,
    )


def sharpness(picture: GreyPicture) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548), grey levels²."""
    return float(cv2.Laplacian(picture, cv2.CV_16S).var())


def _is_ordinary(frame: av.VideoFrame) -> bool:
    """Whether the colours mean what an ordinary screen shows, so that takes can be matched by them."""
    colours = colours_of(frame)
    return colours.transfer == "sdr" and colours.primaries == "bt709" and colours.matrix != "bt2020"


def _means_and_deviations(picture: Chroma) -> FloatArray:
    planes = (picture.y, picture.cb, picture.cr)
    return np.array([*(plane.mean() for plane in planes), *(plane.std() for plane in planes)])
