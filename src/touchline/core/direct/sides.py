"""On which side of the pitch a camera stands: what the 180° rule asks."""

from math import hypot, radians, sin

# A camera this close to the length axis, seen from the pitch centre, stands behind a goal: it looks along
# the axis, so left and right do not change places in a cut to it or from it.
AXIS_ANGLE_DEG = 20.0


def camera_side(position_m: tuple[float, float, float]) -> int:
    """−1 or 1: the side (sign of y) of the length axis; 0 for a camera behind a goal or at the centre."""
    x_m, y_m, _ = position_m
    if abs(y_m) <= hypot(x_m, y_m) * sin(radians(AXIS_ANGLE_DEG)):
        return 0
    return 1 if y_m > 0 else -1
