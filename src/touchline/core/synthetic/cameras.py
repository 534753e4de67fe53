"""Virtual cameras: what films a synthetic game, with the faults that real cameras have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.geometry.lenses import Lens
from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.geometry.poses import look_at
from touchline.core.sports.sport import Sport
from touchline.core.sync.clocks import TakeClock

FloatArray = NDArray[np.float64]
Distortion = tuple[float, float, float, float, float]

RATE_JITTER = 0.25
SHAKE_MEMORY_S = 0.25
AIM_BACK = 0.36


@dataclass(frozen=True, slots=True)
class LensType:
    """A kind of lens: how much it sees along the longer side of the picture, and how it bends."""

    long_side_deg: float
    distortion: Distortion


# A phone's main lens is like 26 mm on film, its wide one like 13 mm.
PHONE = LensType(69.0, (0.06, -0.12, 0.0004, -0.0003, 0.05))
PHONE_WIDE = LensType(106.0, (-0.03, 0.006, 0.0, 0.0, -0.0004))
PHONE_CROPPED = LensType(84.0, (-0.02, 0.003, 0.0, 0.0, 0.0))  # the wide lens as a stabiliser crops it
ACTION = LensType(104.0, (-0.16, 0.028, 0.0002, 0.0, -0.002))
TELE = LensType(38.0, (0.02, 0.0, 0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Passer:
    """Somebody who walks close before the lens: at take time `at_s`, for `crossing_s`."""

    at_s: float
    crossing_s: float = 1.6
    distance_m: float = 1.2


@dataclass(frozen=True, kw_only=True, eq=False)
class VirtualCamera:
    """A camera filming a game, and its clock.

    The picture is `camera.lens.size_px` as seen upright; `is_rotated` stores it lying on its side, with
    a display matrix, as phones held upright do. `clock.offset_s` is the game time of its first frame.
    `jitter` in [0, 0.5) moves frames by up to that share of a frame (variable frame rate). `gaps`
    [from, to) in take time have no frame and no sound. `exposure_steps`: from take time, luma times gain.
    `shake_px` is the standard deviation of hand shake, `noise_grey` of sensor noise. `seed` draws all
    of the camera's chances.
    """

    name: str
    camera: PinholeCamera
    clock: TakeClock
    duration_s: float
    frame_rate_hz: float = 30.0
    jitter: float = 0.0
    is_rotated: bool = False
    has_sound: bool = True
    gaps: tuple[tuple[float, float], ...] = ()
    exposure_steps: tuple[tuple[float, float], ...] = ()
    passers: tuple[Passer, ...] = ()
    shake_px: float = 0.0
    noise_grey: float = 2.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (self.duration_s > 0 and self.frame_rate_hz > 0):
            raise ValueError("a take needs a length and a frame rate above zero")
        if any(side % 2 for side in self.camera.lens.size_px):
            raise ValueError(
                f"video halves its colour both ways, so sizes are even, got {self.camera.lens.size_px}"
            )
        if not 0 <= self.jitter < 0.5:
            raise ValueError(
                f"jitter must lie in [0, 0.5) frames, so that frames stay in order, got {self.jitter}"
            )
        if any(not to_s > from_s > 0 for from_s, to_s in self.gaps):
            raise ValueError(f"a gap starts after the first frame and ends after it starts, got {self.gaps}")

    @property
    def position_m(self) -> tuple[float, float, float]:
        """Where it stands, microphone included."""
        x, y, z = (float(value) for value in self.camera.pose.position_m)
        return x, y, z

    def frame_times_s(self) -> FloatArray:
        """Take times (N,) of all frames: the first at 0, none in a gap."""
        rng = np.random.default_rng([self.seed, 1])
        count = max(1, round(self.duration_s * self.frame_rate_hz))
        index = np.arange(count) + rng.uniform(-self.jitter, self.jitter, count)
        index[0] = 0.0
        times_s = index / self.frame_rate_hz
        return times_s[~self.in_gap(times_s)]

    def in_gap(self, take_s: FloatArray) -> NDArray[np.bool_]:
        """Which of the take times (N,) lie in a gap."""
        inside = np.zeros(len(take_s), dtype=bool)
        for from_s, to_s in self.gaps:
            inside |= (take_s >= from_s) & (take_s < to_s)
        return inside

    def shake(self, take_s: FloatArray) -> FloatArray:
        """Shift of the picture at rising take times (N,): (N, 3) as right px, down px, roll in radians."""
        rng = np.random.default_rng([self.seed, 2])
        width = self.camera.lens.size_px[0]
        path = rng.standard_normal((len(take_s), 3)) * [self.shake_px, self.shake_px, self.shake_px / width]
        keep = np.exp(-np.diff(take_s, prepend=0.0) / SHAKE_MEMORY_S)[:, None]
        fresh = np.sqrt(1 - keep**2)
        for i in range(1, len(path)):
            path[i] = keep[i] * path[i - 1] + fresh[i] * path[i]
        return path

    def gain(self, take_s: FloatArray) -> FloatArray:
        """Exposure (N,) at take times (N,), 1 before the first step."""
        starts = np.array([-np.inf, *(at_s for at_s, _ in self.exposure_steps)])
        gains = np.array([1.0, *(gain for _, gain in self.exposure_steps)])
        chosen: FloatArray = gains[np.searchsorted(starts, take_s, side="right") - 1]
        return chosen


def aim(
    sport: Sport, position: str, lens: LensType, size_px: tuple[int, int], *, roll_deg: float = 0.0
) -> PinholeCamera:
    """A camera of `size_px` at the arena position called `position`, aimed at what that covers."""
    place = sport.position(position)
    x_m, y_m = place.covers.centre_m
    # Some way back to the camera: the near touch line in the picture, the sky mostly not.
    target_m = (
        x_m + AIM_BACK * (place.position_m[0] - x_m),
        y_m + AIM_BACK * (place.position_m[1] - y_m),
        0.0,
    )
    pose = look_at(place.position_m, target_m, roll_deg=roll_deg)
    return PinholeCamera(
        pose, Lens.with_view(size_px, long_side_deg=lens.long_side_deg, distortion=lens.distortion)
    )
