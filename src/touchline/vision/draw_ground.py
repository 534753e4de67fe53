"""Paints what does not move (ground, stands, sky) by asking each pixel of a camera what it sees."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.sports.sport import Sport

Picture = NDArray[np.uint8]
FloatPicture = NDArray[np.float32]

RAY_GRID_PX = 8
APRON_M = 2.5
ROW_M, SEAT_M = 0.85, 0.55
BANNER_M = 1.0
STAND_M = 13.0
TILE = 512


@dataclass(frozen=True, eq=False)
class Hits:
    """Where rays meet a plane: float32 metres along and up it, and the ray's length (infinite where not)."""

    along_m: FloatPicture
    up_m: FloatPicture
    distance: FloatPicture

    def __getitem__(self, where: NDArray[np.bool_]) -> "Hits":
        """Only the rays chosen by a mask."""
        return Hits(self.along_m[where], self.up_m[where], self.distance[where])


def paint_ground(
    sport: Sport, camera: PinholeCamera, *, supersample: int, rng: np.random.Generator
) -> Picture:
    """Background picture (H·s, W·s, 3) BGR uint8 of the empty arena: no lines, walls or goals yet."""
    rays = ray_field(camera, supersample)
    picture = _sky(sport, rays)
    origin = camera.pose.position_m.astype(np.float32)
    ground = _hit(rays, origin, np.zeros(3, np.float32), (1, 0, 0), (0, 1, 0))
    nearest = ground.distance
    stands = []
    for at_m, along, outward in _sides(sport):
        lean = np.radians(sport.look.stand_lean_deg)
        up = (float(np.cos(lean)) * outward[0], float(np.cos(lean)) * outward[1], float(np.sin(lean)))
        hits = _hit(rays, origin, np.array([*at_m, 0.0], np.float32), along, up)
        hides = (hits.up_m >= 0) & (hits.distance < nearest)
        nearest = np.where(hides, hits.distance, nearest)
        stands.append(hits)
    on_ground = np.isfinite(nearest) & (nearest == ground.distance)
    picture[on_ground] = _ground_colour(sport, ground[on_ground], rng)
    for hits in stands:
        visible = np.isfinite(nearest) & (nearest == hits.distance) & (hits.up_m < STAND_M)
        picture[visible] = _stand_colour(sport, hits[visible], rng)
    return np.clip(picture, 0, 255).astype(np.uint8)


def ray_field(camera: PinholeCamera, supersample: int) -> FloatPicture:
    """World directions (H·s, W·s, 3) of all pixels, worked out on a coarse grid and filled in between.

    Undistorting every pixel would take seconds; the field is smooth, so a node each 8 px is enough.
    """
    width, height = camera.lens.size_px
    nodes_x = np.arange(-RAY_GRID_PX, width + 2 * RAY_GRID_PX, RAY_GRID_PX, dtype=np.float64)
    nodes_y = np.arange(-RAY_GRID_PX, height + 2 * RAY_GRID_PX, RAY_GRID_PX, dtype=np.float64)
    grid = np.stack(np.meshgrid(nodes_x, nodes_y), axis=-1).reshape(-1, 2)
    coarse = camera.rays(grid).reshape(len(nodes_y), len(nodes_x), 3).astype(np.float32)
    fine_x = ((np.arange(width * supersample) + 0.5) / supersample - 0.5) / RAY_GRID_PX + 1
    fine_y = ((np.arange(height * supersample) + 0.5) / supersample - 0.5) / RAY_GRID_PX + 1
    map_x, map_y = np.meshgrid(fine_x.astype(np.float32), fine_y.astype(np.float32))
    return np.asarray(cv2.remap(coarse, map_x, map_y, cv2.INTER_LINEAR), dtype=np.float32)


def _hit(
    rays: FloatPicture,
    origin_m: NDArray[np.float32],
    corner_m: NDArray[np.float32],
    along: tuple[float, ...],
    up: tuple[float, ...],
) -> Hits:
    """Meet the plane through `corner_m` spanned by the unit vectors `along` and `up`."""
    along_axis, up_axis = np.array(along, np.float32), np.array(up, np.float32)
    normal = np.cross(along_axis, up_axis).astype(np.float32)
    with np.errstate(all="ignore"):
        distance = ((corner_m - origin_m) @ normal) / (rays @ normal)
        distance = np.where(distance > 0.05, distance, np.inf).astype(np.float32)
        from_corner = origin_m - corner_m
        along_m = from_corner @ along_axis + distance * (rays @ along_axis)
        up_m = from_corner @ up_axis + distance * (rays @ up_axis)
    return Hits(along_m, np.nan_to_num(up_m, nan=-1.0), distance)


def _sides(sport: Sport) -> list[tuple[tuple[float, float], tuple[float, ...], tuple[float, ...]]]:
    """The four planes around: a point on the foot, the direction along it, the direction outwards."""
    x = sport.length_m / 2 + sport.run_off_m[0]
    y = sport.width_m / 2 + sport.run_off_m[1]
    return [
        ((0.0, y), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        ((0.0, -y), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
        ((x, 0.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0)),
        ((-x, 0.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 0.0)),
    ]


def _bgr(rgb: tuple[int, int, int]) -> NDArray[np.float32]:
    return np.array(rgb[::-1], dtype=np.float32)


def _sky(sport: Sport, rays: FloatPicture) -> FloatPicture:
    """Lighter towards the horizon."""
    steep = np.clip(rays[..., 2] / np.maximum(np.abs(rays).max(axis=2), 1e-6), 0.0, 1.0)[..., None]
    colour: FloatPicture = _bgr(sport.look.sky_rgb) * (1.12 - 0.5 * np.nan_to_num(steep))
    return colour.astype(np.float32)


def _ground_colour(sport: Sport, ground: Hits, rng: np.random.Generator) -> FloatPicture:
    x, y = ground.along_m, ground.up_m
    apron_m = 0.0 if sport.walls else APRON_M
    outside = (np.abs(x) > sport.length_m / 2 + apron_m) | (np.abs(y) > sport.width_m / 2 + apron_m)
    colour = np.where(outside[..., None], _bgr(sport.look.surround_rgb), _bgr(sport.look.ground_rgb))
    if sport.look.stripes:
        band = np.floor((x / sport.length_m + 0.5) * sport.look.stripes)
        colour = colour * np.where(band % 2 == 0, 1.05, 0.94)[..., None]
    rough = 1.0 if sport.look.stripes else 0.35
    fine = _sample_tile(_cloud_tile(rng, 0), x, y, 0.03)
    coarse = _sample_tile(_cloud_tile(rng, 9), x, y, 0.13)
    return (colour * (1 + rough * (0.08 * fine + 0.08 * coarse))[..., None]).astype(np.float32)


def _cloud_tile(rng: np.random.Generator, smooth_px: int) -> FloatPicture:
    """Noise of unit spread that repeats seamlessly, smoothed over `smooth_px`."""
    noise = rng.standard_normal((TILE, TILE)).astype(np.float32)
    if smooth_px:
        margin = 4 * smooth_px
        wide = cv2.GaussianBlur(np.pad(noise, margin, mode="wrap"), (0, 0), smooth_px)
        noise = np.asarray(wide, np.float32)[margin:-margin, margin:-margin]
    return np.asarray(noise / noise.std(), dtype=np.float32)


def _sample_tile(tile: FloatPicture, x_m: FloatPicture, y_m: FloatPicture, cell_m: float) -> FloatPicture:
    column = np.floor(x_m / cell_m).astype(np.int64) % TILE
    row = np.floor(y_m / cell_m).astype(np.int64) % TILE
    return np.asarray(tile[row, column], np.float32)


def _stand_colour(sport: Sport, hits: Hits, rng: np.random.Generator) -> FloatPicture:
    """A banner at the foot, then rows of seats with people in them; a plain wall where there are no seats."""
    colour = np.broadcast_to(_bgr(sport.look.surround_rgb) * 0.62, (*hits.along_m.shape, 3)).astype(
        np.float32
    )
    if sport.look.crowd is None:
        return colour
    _seat_people(colour, hits, sport.look.crowd, rng)
    banner = hits.up_m < BANNER_M
    palette = _muted(rng.integers(60, 235, (64, 3)), 0.7)
    board = palette[np.floor(hits.along_m / 6.0).astype(np.int64) % 64]
    middle = np.abs(hits.up_m - BANNER_M / 2) < 0.12
    letters = middle & (np.floor(hits.along_m / 0.35).astype(np.int64) % 3 > 0) & (hits.along_m % 6.0 > 1.2)
    board = np.where(letters[..., None], 245.0, board)
    return np.where(banner[..., None], board, colour).astype(np.float32)


def _muted(colours: NDArray[np.int64], saturation: float) -> FloatPicture:
    """Colours (…, 3) with only this share of their saturation."""
    grey = colours.mean(axis=-1, keepdims=True)
    return np.asarray(grey + saturation * (colours - grey), np.float32)


def _seat_people(colour: FloatPicture, hits: Hits, crowd: float, rng: np.random.Generator) -> None:
    row = np.floor(hits.up_m / ROW_M).astype(np.int64)
    seat = np.floor(hits.along_m / SEAT_M).astype(np.int64) % 512
    inside_up = hits.up_m / ROW_M - row
    inside_along = np.abs(hits.along_m / SEAT_M % 1.0 - 0.5)
    colour *= np.where(inside_up > 0.88, 0.55, 1.0 - 0.35 * (1 - inside_up))[..., None]
    taken = (rng.random((64, 512)) < crowd)[row % 64, seat]
    shirts = _muted(rng.integers(20, 215, (64, 512, 3)), 0.65)
    skins = np.array([(150, 176, 214), (120, 150, 196), (70, 96, 140), (48, 66, 104)], np.float32)
    body = taken & (inside_up > 0.12) & (inside_up < 0.55) & (inside_along < 0.36)
    head = taken & (np.hypot((inside_up - 0.70) * ROW_M, inside_along * SEAT_M) < 0.13)
    shade = (0.75 + 0.4 * inside_up[body])[:, None]
    colour[body] = shirts[row[body] % 64, seat[body]] * shade
    colour[head] = skins[rng.integers(0, 4, (64, 512))[row[head] % 64, seat[head]]]
