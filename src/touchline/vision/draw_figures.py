"""Draws people, goals and the ball over a picture, from points already turned into pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.markings import Rgb
from touchline.core.synthetic.figures import Joint

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
Colour = tuple[int, int, int]

SHIFT = 4
ONE = 1 << SHIFT
SHADE = 0.62
SHADOW_DARKNESS = 0.6
SMALL_PX_PER_M = 14.0

# Thickness of limbs in metres, drawn far to near: joint, joint, width, which colour.
SHOE, SOCK, SHORTS, SHIRT, SKIN, HAIR = range(6)
LEG = (("KNEE", "ANKLE", 0.115, SOCK), ("ANKLE", "TOE", 0.095, SHOE), ("HIP", "KNEE", 0.17, SHORTS))
ARM = (("ELBOW", "HAND", 0.075, SKIN), ("SHOULDER", "ELBOW", 0.105, SHIRT))


def _limbs(side: str, parts: tuple[tuple[str, str, float, int], ...]) -> list[tuple[int, int, float, int]]:
    return [(Joint[f"{side}_{a}"], Joint[f"{side}_{b}"], width, colour) for a, b, width, colour in parts]


LEGS = {side: _limbs(side, LEG) for side in ("LEFT", "RIGHT")}
ARMS = {side: _limbs(side, ARM) for side in ("LEFT", "RIGHT")}
TORSO = [Joint.LEFT_SHOULDER, Joint.NECK, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.LEFT_HIP]
SHADOW = [
    Joint.HEAD, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HAND, Joint.RIGHT_HAND,
    Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE, Joint.LEFT_TOE, Joint.RIGHT_TOE,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kit:
    """What somebody wears, BGR: lit colours, and the same in shade."""

    lit: tuple[Colour, ...]
    shade: tuple[Colour, ...]


def kit(shirt_rgb: Rgb, shorts_rgb: Rgb, sock_rgb: Rgb, skin_rgb: Rgb, hair_rgb: Rgb) -> Kit:
    """A kit from RGB colours."""
    rgb = ((28, 28, 30), sock_rgb, shorts_rgb, shirt_rgb, skin_rgb, hair_rgb)
    lit = tuple((b, g, r) for r, g, b in rgb)
    return Kit(lit, tuple((int(b * SHADE), int(g * SHADE), int(r * SHADE)) for b, g, r in lit))


def draw_shadow(picture: Picture, shadow_px: FloatArray) -> None:
    """Darken the hull of the shadow's points (16, 2) in px."""
    if not np.isfinite(shadow_px).all():
        return
    height, width = picture.shape[:2]
    left, top = np.floor(shadow_px.min(axis=0)).astype(int) - 1
    right, bottom = np.ceil(shadow_px.max(axis=0)).astype(int) + 2
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if right - left < 2 or bottom - top < 2:
        return
    region = picture[top:bottom, left:right]
    mask = np.zeros(region.shape[:2], np.uint8)
    hull = cv2.convexHull((shadow_px[SHADOW] - (left, top)).astype(np.float32))
    cv2.fillConvexPoly(mask, np.round(hull).astype(np.int32), 255)
    dark = cv2.convertScaleAbs(region, alpha=SHADOW_DARKNESS)
    cv2.copyTo(dark, mask, region)


def draw_figure(
    picture: Picture, joints_px: FloatArray, px_per_m: float, wears: Kit, *, left_is_near: bool
) -> None:
    """Draw one body from its joints (16, 2) in px; limbs of the farther side lie in shade."""
    points = np.round(joints_px * ONE).astype(np.int32).tolist()
    near, far = ("LEFT", "RIGHT") if left_is_near else ("RIGHT", "LEFT")
    if px_per_m < SMALL_PX_PER_M:
        _draw_small(picture, points, px_per_m, wears)
        return
    _draw_limbs(picture, points, px_per_m, ARMS[far], wears.shade)
    _draw_limbs(picture, points, px_per_m, LEGS[far], wears.shade)
    _draw_limbs(picture, points, px_per_m, LEGS[near], wears.lit)
    _draw_torso(picture, joints_px, px_per_m, wears, left_is_near)
    _draw_head(picture, points[Joint.HEAD], px_per_m, wears)
    _draw_limbs(picture, points, px_per_m, ARMS[near], wears.lit)


def _draw_limbs(
    picture: Picture,
    points: list[list[int]],
    px_per_m: float,
    limbs: list[tuple[int, int, float, int]],
    colours: tuple[Colour, ...],
) -> None:
    for a, b, width_m, colour in limbs:
        thickness = max(1, round(width_m * px_per_m))
        cv2.line(picture, points[a], points[b], colours[colour], thickness, cv2.LINE_AA, SHIFT)


def _draw_torso(
    picture: Picture, joints_px: FloatArray, px_per_m: float, wears: Kit, left_is_near: bool
) -> None:
    """A padded outline: seen from the side, shoulders alone would be a line; the far half lies in shade."""
    outline = joints_px[TORSO].copy()
    middle = outline.mean(axis=0)
    pad = 0.085 * px_per_m
    spread = outline[:, 0] - middle[0]
    outline[:, 0] += np.where(np.abs(spread) < 1e-6, 0.0, np.sign(spread)) * pad
    hull = cv2.convexHull(np.round(outline * ONE).astype(np.int32))
    cv2.fillConvexPoly(picture, hull, wears.lit[SHIRT], cv2.LINE_AA, SHIFT)
    right_is_far = joints_px[Joint.RIGHT_SHOULDER, 0] > joints_px[Joint.LEFT_SHOULDER, 0]
    sign = 1.0 if right_is_far == left_is_near else -1.0
    half = outline.copy()
    half[:, 0] = np.maximum(half[:, 0] * sign, (middle[0] + 0.3 * pad * sign) * sign) * sign
    shade = tuple(int(0.82 * c) for c in wears.lit[SHIRT])
    hull = cv2.convexHull(np.round(half * ONE).astype(np.int32))
    cv2.fillConvexPoly(picture, hull, shade, cv2.LINE_AA, SHIFT)


def _draw_head(picture: Picture, at: list[int], px_per_m: float, wears: Kit) -> None:
    radius = 0.12 * px_per_m * ONE
    cv2.circle(picture, at, round(radius), wears.lit[SKIN], -1, cv2.LINE_AA, SHIFT)
    axes = (round(radius), round(radius * 0.75))
    top = [at[0], at[1] - round(radius * 0.25)]
    cv2.ellipse(picture, top, axes, 0, 180, 360, wears.lit[HAIR], -1, cv2.LINE_AA, SHIFT)


def _draw_small(picture: Picture, points: list[list[int]], px_per_m: float, wears: Kit) -> None:
    """Far away, six strokes say it all."""
    for side, tone in (("LEFT", wears.lit), ("RIGHT", wears.shade)):
        for a, b, width_m, colour in LEGS[side]:
            if colour != SHOE:
                thickness = max(1, round(width_m * px_per_m))
                cv2.line(picture, points[a], points[b], tone[colour], thickness, cv2.LINE_AA, SHIFT)
    hip = [(a + b) // 2 for a, b in zip(points[Joint.LEFT_HIP], points[Joint.RIGHT_HIP], strict=True)]
    width = max(2, round(0.36 * px_per_m))
    cv2.line(picture, points[Joint.NECK], hip, wears.lit[SHIRT], width, cv2.LINE_AA, SHIFT)
    cv2.circle(
        picture, points[Joint.HEAD], round(0.13 * px_per_m * ONE), wears.lit[SKIN], -1, cv2.LINE_AA, SHIFT
    )


def draw_ball(picture: Picture, at_px: FloatArray, radius_px: float, rgb: Rgb) -> None:
    """A ball or puck, never smaller than can be seen, lit from above."""
    centre = np.round(at_px * ONE).astype(np.int32).tolist()
    radius = max(1.1, radius_px)
    r, g, b = rgb
    dark = (int(b * SHADE), int(g * SHADE), int(r * SHADE))
    cv2.circle(picture, centre, round(radius * ONE), dark, -1, cv2.LINE_AA, SHIFT)
    lit = [centre[0], centre[1] - round(0.22 * radius * ONE)]
    cv2.circle(picture, lit, round(0.8 * radius * ONE), (b, g, r), -1, cv2.LINE_AA, SHIFT)


def draw_lines(picture: Picture, lines_px: list[FloatArray], rgb: Rgb, thickness_px: int) -> None:
    """Open lines through points (N, 2) in px: a net, posts."""
    paths = [np.round(line * ONE).astype(np.int32) for line in lines_px if np.isfinite(line).all()]
    r, g, b = rgb
    cv2.polylines(picture, paths, False, (b, g, r), max(1, thickness_px), cv2.LINE_AA, SHIFT)
