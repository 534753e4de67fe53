"""The pinhole camera: from pitch metres to pixels, and from pixels back onto the ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.geometry.lenses import Lens
from touchline.core.geometry.poses import Pose

FloatArray = NDArray[np.float64]

NEAREST_M = 0.05


@dataclass(frozen=True, eq=False)
class PinholeCamera:
    """A lens at a pose."""

    pose: Pose
    lens: Lens

    def depth_m(self, points_m: FloatArray) -> FloatArray:
        """Distance along the view of world points (N, 3), shape (N,); negative behind the camera."""
        depth: FloatArray = (points_m - self.pose.position_m) @ self.pose.rotation[2]
        return depth

    def project(self, points_m: FloatArray) -> FloatArray:
        """Pixels (N, 2) of world points (N, 3) in metres; they may lie outside the picture.

        NaN for what is behind the camera or nearer than 5 cm, and where the lens model folds back.
        """
        in_camera = self.pose.to_camera(points_m)
        depth = np.where(in_camera[:, 2] > NEAREST_M, in_camera[:, 2], np.nan)
        return self.lens.to_pixels(in_camera[:, :2] / depth[:, None])

    def rays(self, pixels_px: FloatArray) -> FloatArray:
        """World directions (N, 3) of what is seen at `pixels_px` (N, 2), scaled to depth 1 along the view.

        NaN outside the lens model.
        """
        plane = self.lens.to_plane(pixels_px)
        in_camera = np.column_stack([plane, np.ones(len(plane))])
        directions: FloatArray = in_camera @ self.pose.rotation
        return directions

    def on_ground(self, pixels_px: FloatArray, *, height_m: float = 0.0) -> FloatArray:
        """Pitch positions (N, 2) in metres of `pixels_px` (N, 2) on the plane z = `height_m`.

        NaN where the ray never meets that plane in front of the camera (sky).
        """
        rays = self.rays(pixels_px)
        with np.errstate(divide="ignore", invalid="ignore"):
            along = (height_m - self.pose.position_m[2]) / rays[:, 2]
        along = np.where(np.isfinite(along) & (along > NEAREST_M), along, np.nan)
        ground: FloatArray = self.pose.position_m[:2] + along[:, None] * rays[:, :2]
        return ground

    def sees(self, points_m: FloatArray, *, margin_px: float = 0.0) -> NDArray[np.bool_]:
        """Which of the world points (N, 3) lie in the picture, at least `margin_px` inside its border."""
        pixels = self.project(points_m)
        width, height = self.lens.size_px
        low, high = margin_px - 0.5, np.array([width, height]) - 0.5 - margin_px
        with np.errstate(invalid="ignore"):
            inside: NDArray[np.bool_] = np.all((pixels >= low) & (pixels <= high), axis=1)
        return inside
