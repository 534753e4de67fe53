"""Lines on a pitch or a wall: paths in metres, and the few shapes that pitches are made of."""

from dataclasses import dataclass, replace

import numpy as np

Point = tuple[float, float, float]
Path = tuple[Point, ...]
Rgb = tuple[int, int, int]

ARC_STEP_DEG = 5.0


@dataclass(frozen=True, slots=True)
class Marking:
    """A painted line `width_m` wide whose middle follows `path_m`, points (x, y, z) in metres."""

    path_m: Path
    width_m: float
    rgb: Rgb

    def __post_init__(self) -> None:
        if len(self.path_m) < 2:
            raise ValueError(f"a line needs at least two points, got {self.path_m}")
        if not self.width_m > 0:
            raise ValueError(f"a line must be wider than nothing, got {self.width_m} m")


def line(*points_m: tuple[float, float]) -> Path:
    """Straight pieces on the ground through points (x, y)."""
    return tuple((x, y, 0.0) for x, y in points_m)


def box(x_min_m: float, y_min_m: float, x_max_m: float, y_max_m: float) -> Path:
    """Closed rectangle on the ground."""
    return line(
        (x_min_m, y_min_m), (x_max_m, y_min_m), (x_max_m, y_max_m), (x_min_m, y_max_m), (x_min_m, y_min_m)
    )


def arc(centre_m: tuple[float, float], radius_m: float, from_deg: float = 0.0, to_deg: float = 360.0) -> Path:
    """Arc on the ground, counter-clockwise from the x axis; the whole circle by default."""
    steps = max(2, int(np.ceil(abs(to_deg - from_deg) / ARC_STEP_DEG)) + 1)
    angles = np.radians(np.linspace(from_deg, to_deg, steps))
    x, y = centre_m
    return tuple((x + radius_m * float(np.cos(a)), y + radius_m * float(np.sin(a)), 0.0) for a in angles)


def spot(centre_m: tuple[float, float], radius_m: float, rgb: Rgb) -> Marking:
    """Filled disc: a circle as wide as its own radius."""
    return Marking(arc(centre_m, radius_m / 2), radius_m, rgb)


def at_both_ends(*markings: Marking) -> tuple[Marking, ...]:
    """The markings, and the same turned half a turn about the pitch centre."""
    turned = (replace(m, path_m=tuple((-x, -y, z) for x, y, z in m.path_m)) for m in markings)
    return (*markings, *turned)
