"""Where a camera stands and which way it looks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Point = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Pose:
    """A camera at `position_m`; `rotation` (3, 3) turns world directions into the camera frame.

    Its rows are the camera's right, down and forward in world coordinates.
    """

    rotation: FloatArray
    position_m: FloatArray

    def __post_init__(self) -> None:
        if self.rotation.shape != (3, 3) or self.position_m.shape != (3,):
            raise ValueError(
                f"expected shapes (3, 3) and (3,), got {self.rotation.shape}, {self.position_m.shape}"
            )
        if not np.allclose(self.rotation @ self.rotation.T, np.eye(3), atol=1e-6):
            raise ValueError("rotation must be orthonormal")
        if np.linalg.det(self.rotation) < 0:
            raise ValueError("rotation must not mirror")

    def to_camera(self, points_m: FloatArray) -> FloatArray:
        """World points (N, 3) in the camera frame, metres."""
        in_camera: FloatArray = (points_m - self.position_m) @ self.rotation.T
        return in_camera


def look_at(position_m: Point, target_m: Point, *, roll_deg: float = 0.0) -> Pose:
    """Pose of a camera at `position_m` with `target_m` in the middle of its picture, z up in the picture.

    `roll_deg` > 0 turns the camera clockwise about its view (so the picture's content turns the other way).

    Raises:
        ValueError: if the target is the position itself or straight above or below it.
    """
    position = np.asarray(position_m, dtype=np.float64)
    forward = np.asarray(target_m, dtype=np.float64) - position
    right = np.cross(forward, [0.0, 0.0, 1.0])
    if np.linalg.norm(right) < 1e-9:
        raise ValueError(f"cannot tell which way is up looking from {position_m} to {target_m}")
    forward /= np.linalg.norm(forward)
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    cos, sin = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    return Pose(np.stack([cos * right + sin * down, cos * down - sin * right, forward]), position)
