"""The empty arena as one camera sees it: ground and stands, lines, walls, and what hides the play."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.sports.markings import Marking, Rgb
from touchline.core.sports.sport import Sport, Wall
from touchline.vision.draw_ground import paint_ground

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
Segment = tuple[FloatArray, FloatArray, Wall]

SUPERSAMPLE = 2
STEP_M = 0.6
SUBPIXEL_BITS = 4
RAIL_SHADE = 0.45


@dataclass(frozen=True, eq=False)
class Arena:
    """`picture` (H, W, 3) BGR of the empty arena; `before` (H, W) is 255 where a wall hides the play."""

    picture: Picture
    before: Picture


def paint_arena(sport: Sport, camera: PinholeCamera, rng: np.random.Generator) -> Arena:
    """Paint the arena of `sport` as `camera` sees it, without people."""
    width, height = camera.lens.size_px
    big = paint_ground(sport, camera, supersample=SUPERSAMPLE, rng=rng)
    before = np.zeros(big.shape[:2], np.uint8)
    near, far = _split_walls(sport.walls, camera)
    for segment in far:
        _paint_wall(big, camera, segment)
    for marking in sport.markings:
        _paint_marking(big, camera, marking)
    for segment in near:
        _paint_wall(big, camera, segment, before)
    picture = cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA)
    mask = cv2.resize(before, (width, height), interpolation=cv2.INTER_AREA)
    return Arena(np.asarray(picture, np.uint8), np.asarray((mask > 127) * np.uint8(255), np.uint8))


def _split_walls(walls: tuple[Wall, ...], camera: PinholeCamera) -> tuple[list[Segment], list[Segment]]:
    """Wall segments that stand between camera and play, and those behind it, the farthest first."""
    near: list[Segment] = []
    far: list[Segment] = []
    eye_m = camera.pose.position_m[:2]
    segments = [(np.array(a), np.array(b), wall) for wall in walls for a, b in pairwise(wall.path_m)]
    for a_m, b_m, wall in sorted(segments, key=lambda s: -float(np.hypot(*((s[0] + s[1]) / 2 - eye_m)))):
        hides = _side(a_m, b_m, eye_m) * _side(a_m, b_m, np.zeros(2)) < 0
        (near if hides else far).append((a_m, b_m, wall))
    return near, far


def _side(a_m: FloatArray, b_m: FloatArray, point_m: FloatArray) -> float:
    along, aside = b_m - a_m, point_m - a_m
    return float(along[0] * aside[1] - along[1] * aside[0])


def _paint_wall(
    picture: Picture,
    camera: PinholeCamera,
    segment: Segment,
    mask: Picture | None = None,
) -> None:
    """Fill a wall segment in strips, darker where the light grazes it and with a dark rail on top."""
    a_m, b_m, wall = segment
    strips = max(1, int(np.ceil(np.hypot(*(b_m - a_m)) / STEP_M)))
    ends = a_m + np.linspace(0, 1, strips + 1)[:, None] * (b_m - a_m)
    normal = np.array([b_m[1] - a_m[1], a_m[0] - b_m[0]]) / max(1e-9, float(np.hypot(*(b_m - a_m))))
    light = 0.86 + 0.12 * abs(float(normal[0])) - 0.06 * float(normal[1])
    rail_m = wall.top_m - 0.06
    levels_m = [*np.linspace(wall.bottom_m, rail_m, max(1, round(rail_m / STEP_M)) + 1), wall.top_m]
    for low_m, high_m in pairwise(levels_m):
        shade = light if high_m <= rail_m else RAIL_SHADE
        for start, stop in pairwise(ends):
            quad = np.array([[*start, low_m], [*stop, low_m], [*stop, high_m], [*start, high_m]])
            _fill(picture, camera, quad, wall.rgb, shade)
            if mask is not None:
                _fill(mask, camera, quad, (255, 255, 255), 1.0)


def _paint_marking(picture: Picture, camera: PinholeCamera, marking: Marking) -> None:
    path = np.array(marking.path_m)
    for start, stop in pairwise(path):
        length_m = float(np.linalg.norm(stop - start))
        pieces = start + np.linspace(0, 1, max(1, int(np.ceil(length_m / STEP_M))) + 1)[:, None] * (
            stop - start
        )
        aside = _aside(start, stop) * marking.width_m / 2
        for a_m, b_m in pairwise(pieces):
            _fill(
                picture,
                camera,
                np.array([a_m - aside, b_m - aside, b_m + aside, a_m + aside]),
                marking.rgb,
                1.0,
            )


def _aside(start_m: FloatArray, stop_m: FloatArray) -> FloatArray:
    """Unit vector across a line: in the ground, or upwards for lines on a wall."""
    if max(start_m[2], stop_m[2]) > 0:
        return np.array([0.0, 0.0, 1.0])
    along = (stop_m - start_m) / np.linalg.norm(stop_m - start_m)
    return np.array([-along[1], along[0], 0.0])


def _fill(picture: Picture, camera: PinholeCamera, corners_m: FloatArray, rgb: Rgb, shade: float) -> None:
    """Fill a small convex polygon given in metres; skipped where the camera cannot see a corner."""
    pixels = camera.project(corners_m)
    limit = 4.0 * max(camera.lens.size_px)
    if not (np.abs(pixels) < limit).all():
        return
    on_big = (pixels + 0.5) * SUPERSAMPLE - 0.5
    points = np.round(on_big * (1 << SUBPIXEL_BITS)).astype(np.int32)
    colour = tuple(float(min(255.0, channel * shade)) for channel in rgb[::-1])
    cv2.fillConvexPoly(picture, points, colour, cv2.LINE_AA, SUBPIXEL_BITS)
