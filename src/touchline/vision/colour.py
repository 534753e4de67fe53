"""Makes the takes' colours alike, so that a cut does not change the weather.

What is compared is not the pictures' means, which differ with what is in them, but what all cameras see:
the playing surface, and the bright grey things beside it (lines, boards), as measured by `surface.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import PictureTrack
from touchline.core.direct.robust import nan_median, nan_quantile

Curve = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

# What differs less is not seen, and is left alone: one step in chroma, two in luma, are what coding changes.
_ALIKE = np.array([2.0, 1.0, 1.0])
# What differs more is not the same surface: a take that shows stands or a wall keeps its colours.
_SAME_SURFACE = np.array([60.0, 36.0, 36.0])
# What differs more between the halves of one take is not one surface either: the camera looks here and there.
_STEADY = np.array([30.0, 10.0, 10.0])
_GAMMA_BOUNDS = (0.7, 1.4)
_GAIN_BOUNDS = (0.8, 1.25)
_MOST_SHIFT = 24.0
# Without anything grey to hold on to, a shift of all colours tints what is white; so it stays small.
_MOST_SHIFT_BLIND = 8.0
# A surface nearer to grey than this (ice) says how far to shift, but not how much colour there is.
_COLOURFUL = 8.0


@dataclass(frozen=True, eq=False, slots=True)
class ColourMatch:
    """Three curves for 8-bit video-range planes, each (256,) uint8: new value = curve[old value]."""

    y: Curve
    cb: Curve
    cr: Curve

    @property
    def is_identity(self) -> bool:
        """Whether nothing is changed."""
        return all(np.array_equal(curve, _IDENTITY) for curve in (self.y, self.cb, self.cr))


_IDENTITY: Curve = np.arange(256, dtype=np.uint8)


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """What takes are brought to: `surface` (3,) Y, Cb, Cr and `neutral` (2,) Cb, Cr; NaN where not known."""

    surface: FloatArray
    neutral: FloatArray


def shared_look(tracks: Sequence[PictureTrack]) -> Look:
    """The median take's surface and grey."""
    surfaces, neutrals = _own_colours(tracks)
    return Look(nan_median(surfaces), nan_median(neutrals))


def match_colours(tracks: Sequence[PictureTrack], look: Look | None = None) -> tuple[ColourMatch, ...]:
    """One match per take that brings all takes to one look, their shared one unless another is given.

    Luma: a gamma curve, which leaves black and white where they are. Cb and Cr: gain and shift through two
    points, surface and grey; where either is not known or the surface is grey, a shift alone. All bounded.
    A take that has nothing in common with the others, shows no lasting surface, or is alike already, is left
    as it is.
    """
    look = look or shared_look(tracks)
    return tuple(
        _match_one(own_surface, own_neutral, look.surface, look.neutral)
        for own_surface, own_neutral in zip(*_own_colours(tracks), strict=True)
    )


def matched(frame: av.VideoFrame, match: ColourMatch) -> av.VideoFrame:
    """Change the colours of a yuv420p frame in 8-bit video range.

    Returns a new frame (the decoder still needs the old one), or the same if nothing changes. The surround
    of a padded picture is made of the picture itself, so it changes with it.
    """
    if match.is_identity:
        return frame
    if frame.format.name != "yuv420p":
        raise ValueError(f"expected a yuv420p frame, got {frame.format.name}")
    changed = av.VideoFrame(frame.width, frame.height, "yuv420p")
    changed.pts = frame.pts
    if frame.time_base is not None:
        changed.time_base = frame.time_base
    changed.colorspace, changed.color_range = frame.colorspace, frame.color_range
    changed.color_trc, changed.color_primaries = frame.color_trc, frame.color_primaries
    for index, curve in enumerate((match.y, match.cb, match.cr)):
        cv2.LUT(_pixels(frame, index), curve, _pixels(changed, index))
    return changed


def _pixels(frame: av.VideoFrame, index: int) -> NDArray[np.uint8]:
    plane = frame.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def _own_colours(tracks: Sequence[PictureTrack]) -> tuple[FloatArray, FloatArray]:
    """Each take's surface, (K, 3), and grey, (K, 2)."""
    surfaces = np.array([_steady_surface(track) for track in tracks]).reshape(-1, 3)
    return surfaces, np.array([nan_median(track.neutral) for track in tracks]).reshape(-1, 2)


def _steady_surface(track: PictureTrack) -> FloatArray:
    """The take's surface, (3,); NaN where the middle half of its measurements do not agree on it."""
    changes = nan_quantile(track.surface, 0.75) - nan_quantile(track.surface, 0.25)
    return nan_median(track.surface) if np.all(changes <= _STEADY) else np.full(3, np.nan)


def _match_one(
    own_surface: FloatArray, own_neutral: FloatArray, surface: FloatArray, neutral: FloatArray
) -> ColourMatch:
    difference = np.abs(surface - own_surface)
    is_same_surface = bool(np.all(difference <= _SAME_SURFACE))  # False where anything is NaN
    is_alike = bool(np.all(difference <= _ALIKE) and not np.any(np.abs(neutral - own_neutral) > _ALIKE[1:]))
    if not is_same_surface or is_alike:
        return ColourMatch(_IDENTITY, _IDENTITY, _IDENTITY)
    cb, cr = (_chroma_curve(own_surface[i + 1], own_neutral[i], surface[i + 1], neutral[i]) for i in range(2))
    return ColourMatch(_luma_curve(own_surface[0], surface[0]), cb, cr)


def _luma_curve(own: float, target: float) -> Curve:
    own_signal, target_signal = (float(np.clip((y - 16) / 219, 0.05, 0.95)) for y in (own, target))
    gamma = float(np.clip(np.log(target_signal) / np.log(own_signal), *_GAMMA_BOUNDS))
    signal = (np.arange(256) - 16) / 219
    curved = np.where((signal > 0) & (signal < 1), np.clip(signal, 0, 1) ** gamma, signal)
    return _as_curve(16 + 219 * curved)


def _chroma_curve(own_surface: float, own_neutral: float, surface: float, neutral: float) -> Curve:
    values = np.arange(256, dtype=np.float64)
    if not np.isfinite(own_neutral + neutral):
        return _as_curve(values + np.clip(surface - own_surface, -_MOST_SHIFT_BLIND, _MOST_SHIFT_BLIND))
    if abs(own_surface - own_neutral) < _COLOURFUL or abs(surface - neutral) < _COLOURFUL:
        return _as_curve(values + np.clip(surface - own_surface, -_MOST_SHIFT, _MOST_SHIFT))
    gain = np.clip((surface - neutral) / (own_surface - own_neutral), *_GAIN_BOUNDS)
    shift = np.clip(surface - own_surface, -_MOST_SHIFT, _MOST_SHIFT)
    return _as_curve(own_surface + shift + gain * (values - own_surface))


def _as_curve(values: FloatArray) -> Curve:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
