"""The fine series of motion, by which takes without usable sound are synchronised.

Two takes are to be laid on each other to a frame, so twenty frames a second count, and all pairs lie nearly
the same time apart: with pairs of 33 to 300 ms, their spacing and not the play shapes the series. What it
brings and costs is in docs/experiments/real-recordings.md.
"""

from collections import deque

import cv2
import numpy as np

from touchline.core.sync.evidence import Motion
from touchline.vision.camera_motion import MIN_CHANGE_GREY, FloatPicture, camera_shift
from touchline.vision.thumbnail import GreyPicture

RATE_HZ = 20.0
BASE_S = 0.13
_LONGEST_S = 1.0  # frames further apart than this are two pictures, not one movement
_SHRINK = 2
_BLUR_PX = 1.0


class FineMotion:
    """Notes on one take's movement, frame by frame in order of time; two numbers are kept per frame."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, FloatPicture]] = deque()
        self._notes: list[tuple[float, float]] = []

    def add(self, take_s: float, picture: GreyPicture) -> None:
        """See the frame at `take_s`, upright grey (h, w); a change of size starts anew."""
        small = _shrunk(picture)
        if self._recent and self._recent[-1][1].shape != small.shape:
            self._recent.clear()
        if self._recent:
            self._note(take_s, small)
        self._recent.append((take_s, small))

    def motion(self) -> Motion:
        """Grey levels per second between frames about 0.13 s apart, at the middle between them."""
        notes = np.array(self._notes, np.float64).reshape(-1, 2)
        return Motion(take_s=notes[:, 0].copy(), energy=notes[:, 1].copy())

    def _note(self, take_s: float, small: FloatPicture) -> None:
        """Compare with the frame whose distance is nearest to the base."""
        target_s = take_s - BASE_S
        while len(self._recent) > 1 and abs(self._recent[1][0] - target_s) < abs(
            self._recent[0][0] - target_s
        ):
            self._recent.popleft()
        before_s, before = self._recent[0]
        interval_s = take_s - before_s
        if BASE_S / 2 < interval_s <= _LONGEST_S:
            self._notes.append(((before_s + take_s) / 2, _energy(before, small) / interval_s))


def _energy(before: FloatPicture, after: FloatPicture) -> float:
    """Mean change of grey level, with the camera's own movement undone where that explains more.

    Players who fill the picture pull the shift of a still camera along: what is undone wrongly adds change.
    """
    dx, dy = camera_shift(before, after)
    width = before.shape[1]
    if not np.isfinite(dx + dy):
        return _change(before, after)
    matrix = np.array([[1, 0, dx * width], [0, 1, dy * width]], np.float32)
    aligned = cv2.warpAffine(before, matrix, before.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    return min(_change(before, after), _change(np.asarray(aligned, np.float32), after))


def _change(before: FloatPicture, after: FloatPicture) -> float:
    change = after - before
    change -= np.median(change[::4, ::4])  # an exposure step changes all alike
    return float(np.maximum(np.abs(change) - MIN_CHANGE_GREY, 0.0).mean())


def _shrunk(picture: GreyPicture) -> FloatPicture:
    """A quarter of the pixels costs a quarter, and averages noise and coding blocks away."""
    height, width = picture.shape
    size = (max(8, width // _SHRINK), max(8, height // _SHRINK))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR_PX), np.float32)
