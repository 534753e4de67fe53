"""What a virtual camera sees at a moment of the game, as a picture ready for an encoder."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.sports.sport import Goal, Sport
from touchline.core.synthetic.cameras import Passer, VirtualCamera
from touchline.core.synthetic.figures import Cast, skeletons
from touchline.core.synthetic.game import SyntheticGame
from touchline.vision.draw_arena import paint_arena
from touchline.vision.draw_figures import (
    Kit,
    draw_ball,
    draw_figure,
    draw_lines,
    draw_shadow,
    kit,
)

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

NET_MESH_M = 0.35
POST_M = 0.12
PASSER_SPEED_M = 2.2
NOISE_MARGIN_PX = 64
SKIN_RGB = ((214, 176, 150), (196, 150, 120), (140, 96, 70), (104, 66, 48))
HAIR_RGB = ((40, 30, 24), (92, 62, 36), (170, 134, 84), (24, 22, 22))


@dataclass(frozen=True, eq=False)
class GoalLines:
    """A goal before the camera: its frame and its net as lines in px, and how far away it is."""

    frame_px: list[FloatArray]
    net_px: list[FloatArray]
    depth_m: float
    thickness_px: int
    goal: Goal


class Painter:
    """Paints what one camera sees; everything that does not move is painted once."""

    def __init__(self, sport: Sport, game: SyntheticGame, camera: VirtualCamera) -> None:
        rng = np.random.default_rng([camera.seed, 3])
        self._sport, self._game, self._virtual, self._camera = sport, game, camera, camera.camera
        self._arena = paint_arena(sport, camera.camera, rng)
        self._has_near_wall = bool(self._arena.before.any())
        self._cast = Cast(game.players_m, game.rate_hz, np.random.default_rng(len(game.team)))
        self._kits = [_kit_of(sport, int(team), i) for i, team in enumerate(game.team)]
        self._goals = [
            lines for goal in sport.goals if (lines := _goal_lines(goal, camera.camera)) is not None
        ]
        self._noise = _noise_tiles(camera, rng)
        self._rng = rng
        self._tables: dict[float, Picture] = {}

    def paint(self, take_s: float, shift: FloatArray, gain: float) -> Picture:
        """The picture at take time `take_s`: I420 planes stacked, (H·3/2, W) uint8, BT.601 limited range.

        `shift` (3,) is the hand's shake (see `VirtualCamera.shake`), `gain` the exposure.
        """
        game_s = self._virtual.clock.to_game(take_s)
        picture = self.paint_scene(game_s, take_s, shift)
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        self._expose(planes[: picture.shape[0]], gain)
        return planes

    def paint_scene(self, game_s: float, take_s: float, shift: FloatArray) -> Picture:
        """The scene (H, W, 3) BGR at game time `game_s`, before exposure and noise."""
        warp = _shake_matrix(shift, self._camera.lens.size_px)
        empty = self._shaken(self._arena.picture, warp)
        picture = empty.copy()
        joints = self._cast.at(game_s)
        self._draw_shadows(picture, joints, warp)
        self._draw_play(picture, game_s, joints, warp)
        if self._has_near_wall:
            cv2.copyTo(empty, self._shaken(self._arena.before, warp), picture)
        for passer in self._virtual.passers:
            self._draw_passer(picture, passer, take_s)
        return picture

    def _shaken(self, picture: Picture, warp: FloatArray | None) -> Picture:
        if warp is None:
            return picture
        size = self._camera.lens.size_px
        shaken = cv2.warpAffine(picture, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        return np.asarray(shaken, np.uint8)

    def _pixels(self, points_m: FloatArray, warp: FloatArray | None) -> FloatArray:
        pixels = self._camera.project(points_m)
        return pixels if warp is None else pixels @ warp[:, :2].T + warp[:, 2]

    def _draw_shadows(self, picture: Picture, joints: FloatArray, warp: FloatArray | None) -> None:
        flat = joints.reshape(-1, 3).copy()
        flat[:, :2] += flat[:, 2:] * self._sport.look.sun
        flat[:, 2] = 0.0
        shadows = self._pixels(flat, warp).reshape(*joints.shape[:2], 2)
        for shadow in shadows:
            draw_shadow(picture, shadow)

    def _draw_play(
        self, picture: Picture, game_s: float, joints: FloatArray, warp: FloatArray | None
    ) -> None:
        """People, ball and goals, the farthest first."""
        centres = joints.mean(axis=1)
        depths = self._camera.depth_m(centres)
        pixels = self._pixels(joints.reshape(-1, 3), warp).reshape(*joints.shape[:2], 2)
        left_is_near = self._camera.depth_m(joints[:, 2]) < self._camera.depth_m(joints[:, 3])
        ball_m = _ball_at(self._game, game_s)[None]
        ball_depth_m = float(self._camera.depth_m(ball_m)[0])
        order: list[tuple[float, int]] = [(float(depth), i) for i, depth in enumerate(depths) if depth > 0.3]
        order += [(goal.depth_m, -1 - i) for i, goal in enumerate(self._goals)]
        order.append((ball_depth_m, len(depths)))
        focal = self._camera.lens.focal_px[0]
        for depth, item in sorted(order, reverse=True):
            if item < 0:
                self._draw_goal(picture, self._goals[-1 - item], warp)
            elif item == len(depths):
                self._draw_the_ball(picture, ball_m, depth, warp)
            elif _is_in_view(pixels[item], picture):
                near_left = bool(left_is_near[item])
                draw_figure(picture, pixels[item], focal / depth, self._kits[item], left_is_near=near_left)

    def _draw_the_ball(
        self, picture: Picture, ball_m: FloatArray, depth_m: float, warp: FloatArray | None
    ) -> None:
        at_px = self._pixels(ball_m, warp)[0]
        if depth_m > 0.3 and np.isfinite(at_px).all() and (np.abs(at_px) < 1e4).all():
            radius_px = self._sport.play.ball_radius_m * self._camera.lens.focal_px[0] / depth_m
            draw_ball(picture, at_px, radius_px, self._sport.look.ball_rgb)

    def _draw_goal(self, picture: Picture, goal: GoalLines, warp: FloatArray | None) -> None:
        def moved(lines: list[FloatArray]) -> list[FloatArray]:
            return lines if warp is None else [line @ warp[:, :2].T + warp[:, 2] for line in lines]

        draw_lines(picture, moved(goal.net_px), (196, 200, 202), 1)
        draw_lines(picture, moved(goal.frame_px), goal.goal.rgb, goal.thickness_px)

    def _draw_passer(self, picture: Picture, passer: Passer, take_s: float) -> None:
        """Somebody crosses before the lens, left to right, eyes at the height of the camera."""
        along = (take_s - passer.at_s) / passer.crossing_s
        if abs(along) > 0.5:
            return
        right, _, forward = self._camera.pose.rotation
        right, ahead = right[:2] / np.hypot(*right[:2]), forward[:2] / np.hypot(*forward[:2])
        way_m = along * 2 * PASSER_SPEED_M
        place = self._camera.pose.position_m[:2] + ahead * passer.distance_m + right * way_m
        joints = skeletons(
            place[None], right[None], np.array([1.4]), np.array([way_m * 2.9]), np.array([1.78])
        )[0]
        joints[:, 2] += self._camera.pose.position_m[2] - 1.5
        pixels = self._camera.project(joints)
        if np.isfinite(pixels).all():
            focal = self._camera.lens.focal_px[0]
            wears = kit((58, 62, 70), (40, 44, 60), (40, 44, 60), SKIN_RGB[1], HAIR_RGB[0])
            draw_figure(picture, pixels, focal / passer.distance_m, wears, left_is_near=False)

    def _expose(self, luma: Picture, gain: float) -> None:
        """Gain about black, then noise: two saturating passes over precomputed tiles, 0.3 ms at 720p."""
        if gain != 1.0:
            luma[:] = cv2.LUT(luma, self._table(gain))
        if self._virtual.noise_grey > 0:
            height, width = luma.shape
            top, left = self._rng.integers(0, NOISE_MARGIN_PX, 2)
            brighter, darker = (tile[top : top + height, left : left + width] for tile in self._noise)
            cv2.add(luma, brighter, luma)
            cv2.subtract(luma, darker, luma)

    def _table(self, gain: float) -> Picture:
        if gain not in self._tables:
            levels = 16 + (np.arange(256) - 16) * gain
            self._tables[gain] = np.clip(levels, 16, 235).astype(np.uint8)
        return self._tables[gain]


def _shake_matrix(shift: FloatArray, size_px: tuple[int, int]) -> FloatArray | None:
    """Affine (2, 3) that moves the picture by `shift` (right px, down px, roll rad); None if not at all."""
    if not shift.any():
        return None
    right, down, roll = shift
    cos, sin = np.cos(roll), np.sin(roll)
    centre = (np.array(size_px) - 1) / 2
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.column_stack([turn, centre - turn @ centre + (right, down)])


def _is_in_view(joints_px: FloatArray, picture: Picture) -> bool:
    if not np.isfinite(joints_px).all():
        return False
    height, width = picture.shape[:2]
    low, high = joints_px.min(axis=0), joints_px.max(axis=0)
    margin = 0.5 * (high[1] - low[1])
    inside = low[0] - margin < width and high[0] + margin > 0 and low[1] - margin < height
    return bool(inside and high[1] + margin > 0)


def _ball_at(game: SyntheticGame, game_s: float) -> FloatArray:
    row = float(np.clip(game_s * game.rate_hz, 0, len(game.ball_m) - 1.001))
    step, share = int(row), row % 1.0
    ball: FloatArray = game.ball_m[step] * (1 - share) + game.ball_m[step + 1] * share
    return ball


def _kit_of(sport: Sport, team: int, number: int) -> Kit:
    shirt = sport.look.team_rgb[team]
    shorts = ((240, 240, 240), (28, 34, 54), (24, 24, 26))[team]
    return kit(shirt, shorts, shirt, SKIN_RGB[number % 4], HAIR_RGB[(number // 2) % 4])


def _goal_lines(goal: Goal, camera: PinholeCamera) -> GoalLines | None:
    """The goal in px, None where the camera does not see it in front of it."""
    x, y = goal.centre_m
    back = x + np.sign(x) * goal.depth_m
    half, top = goal.width_m / 2, goal.height_m
    corners = np.array([[x, y - half, 0], [x, y - half, top], [x, y + half, top], [x, y + half, 0]])
    depths = camera.depth_m(np.vstack([corners, [[back, y, 0]]]))
    if depths.min() < 0.3:
        return None
    frame = [_projected(camera, corners)]
    net = [_projected(camera, line) for line in _net(x, back, y, half, top)]
    depth = float(camera.depth_m(np.array([[x, y, top / 2]]))[0])
    thickness = round(POST_M * camera.lens.focal_px[0] / depth)
    return GoalLines(frame, net, depth, thickness, goal)


def _projected(camera: PinholeCamera, line_m: FloatArray) -> FloatArray:
    """A line in px, NaN where any of it is far outside what can be drawn."""
    pixels = camera.project(line_m)
    return pixels if (np.abs(pixels) < 8 * max(camera.lens.size_px)).all() else np.full_like(pixels, np.nan)


def _net(x: float, back: float, y: float, half: float, top: float) -> list[FloatArray]:
    """Cords of a sloping net: from the bar down to the ground behind, level ones, and both sides."""
    falling = [
        np.array([[x, y + across, top], [back, y + across, 0.0]])
        for across in np.arange(-half, half + 1e-6, NET_MESH_M)
    ]
    level = [
        np.array([[x, y - half, z], [at_x, y - half, z], [at_x, y + half, z], [x, y + half, z]])
        for z in np.arange(0.0, top, NET_MESH_M)
        for at_x in (x + (1 - z / top) * (back - x),)
    ]
    return falling + level


def _noise_tiles(camera: VirtualCamera, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """What to add and what to take away, a little larger than the picture so that it can move about."""
    width, height = camera.camera.lens.size_px
    size = (height + NOISE_MARGIN_PX, width + NOISE_MARGIN_PX)
    noise = rng.normal(0.0, camera.noise_grey, size)
    brighter = np.clip(np.round(noise), 0, 255).astype(np.uint8)
    darker = np.clip(np.round(-noise), 0, 255).astype(np.uint8)
    return brighter, darker
