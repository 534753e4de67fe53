"""What a lens does to a direction: focal length, principal point, and Brown–Conrady distortion.

The model and the order of its coefficients are OpenCV's (k1, k2, p1, p2, k3), after Brown 1971,
"Close-range camera calibration", Photogrammetric Engineering 37(8).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

UNDISTORT_ROUNDS = 50
UNDISTORT_CLOSE = 1e-12


@dataclass(frozen=True)
class Lens:
    """A lens before a picture of `size_px` (width, height).

    `focal_px` (fx, fy) and `centre_px` (cx, cy) in pixels; `distortion` (k1, k2, p1, p2, k3).
    """

    size_px: tuple[int, int]
    focal_px: tuple[float, float]
    centre_px: tuple[float, float]
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        if min(self.size_px) < 1:
            raise ValueError(f"a picture needs at least one pixel each way, got {self.size_px}")
        if not min(self.focal_px) > 0:
            raise ValueError(f"a focal length must be positive, got {self.focal_px}")

    @classmethod
    def with_view(
        cls,
        size_px: tuple[int, int],
        *,
        long_side_deg: float,
        distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0),
    ) -> "Lens":
        """Lens with square pixels that would see `long_side_deg` along the longer side without distortion."""
        if not 0 < long_side_deg < 180:
            raise ValueError(f"a pinhole sees more than 0 and less than 180 degrees, got {long_side_deg}")
        width, height = size_px
        focal = max(size_px) / 2 / np.tan(np.radians(long_side_deg) / 2)
        return cls(size_px, (focal, focal), ((width - 1) / 2, (height - 1) / 2), distortion)

    @cached_property
    def matrix(self) -> FloatArray:
        """The 3×3 camera matrix K."""
        (fx, fy), (cx, cy) = self.focal_px, self.centre_px
        return np.array([[fx, 0.0, cx], [0.0, fy, cy], [0.0, 0.0, 1.0]])

    @cached_property
    def largest_radius(self) -> float:
        """Tangent of the largest angle off axis that the radial polynomial still maps outwards.

        Beyond it r·(1 + k1·r² + k2·r⁴ + k3·r⁶) turns back, and points far outside the picture would
        be drawn inside it. Infinite where it never turns back.
        """
        k1, k2, _, _, k3 = self.distortion
        roots = np.roots([7 * k3, 5 * k2, 3 * k1, 1.0])
        turning = roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > 0)]
        return float(np.sqrt(turning.min())) if turning.size else float("inf")

    def distort(self, plane: FloatArray) -> FloatArray:
        """Bend directions: `plane` (N, 2) is (x/z, y/z) in the camera frame; the same shape comes back.

        NaN where the model folds back (see `largest_radius`).
        """
        k1, k2, p1, p2, k3 = self.distortion
        x, y = plane[:, 0], plane[:, 1]
        r2 = x * x + y * y
        radial = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
        bent = np.empty_like(plane)
        bent[:, 0] = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
        bent[:, 1] = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
        bent[r2 > self.largest_radius**2] = np.nan
        return bent

    def undistort(self, bent: FloatArray) -> FloatArray:
        """Undo `distort` by fixed-point iteration; NaN where it does not settle (outside the model)."""
        k1, k2, p1, p2, k3 = self.distortion
        x, y = bent[:, 0].copy(), bent[:, 1].copy()
        step = np.zeros(len(bent))
        with np.errstate(all="ignore"):
            for _ in range(UNDISTORT_ROUNDS):
                r2 = x * x + y * y
                radial = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
                new_x = (bent[:, 0] - 2 * p1 * x * y - p2 * (r2 + 2 * x * x)) / radial
                new_y = (bent[:, 1] - p1 * (r2 + 2 * y * y) - 2 * p2 * x * y) / radial
                step = np.hypot(new_x - x, new_y - y)
                x, y = new_x, new_y
                if np.nanmax(step, initial=0.0) < UNDISTORT_CLOSE:
                    break
            plane = np.column_stack([x, y])
            plane[~(step < 1e-6) | (x * x + y * y > self.largest_radius**2)] = np.nan
        return plane

    def to_pixels(self, plane: FloatArray) -> FloatArray:
        """Pixels (N, 2) of the directions `plane` (N, 2)."""
        pixels: FloatArray = self.distort(plane) * self.focal_px + self.centre_px
        return pixels

    def to_plane(self, pixels_px: FloatArray) -> FloatArray:
        """Directions (x/z, y/z), shape (N, 2), seen at `pixels_px` (N, 2)."""
        return self.undistort((pixels_px - self.centre_px) / self.focal_px)
