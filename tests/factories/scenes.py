"""A drawn pitch with running players, filmed by a camera that shakes, rolls, blurs or is walked past."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

SIZE_PX = (640, 360)
RATE_HZ = 20
SPEED_PX_PER_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is filmed, and how; functions of time in seconds.

    `shift_px` moves and `roll_deg` turns the camera, `blur_px` defocuses it, `covered` is the share of the
    width that somebody near hides, `players_at` the x share of the picture around which players run (None:
    nobody), `light` the factor on all levels.
    """

    seconds: float = 4.0
    seed: int = 1
    shift_px: Callable[[float], tuple[float, float]] = lambda _t: (0.0, 0.0)
    roll_deg: Callable[[float], float] = lambda _t: 0.0
    blur_px: Callable[[float], float] = lambda _t: 0.0
    covered: Callable[[float], float] = lambda _t: 0.0
    players_at: Callable[[float], float | None] = lambda _t: 0.5
    light: Callable[[float], float] = lambda _t: 1.0


def draw_scene(scene: Scene, at_s: float) -> Picture:
    """One picture (360, 640, 3) RGB."""
    width, height = SIZE_PX
    margin = 120
    picture = _arena(scene.seed, width + 2 * margin, height + 2 * margin)
    _draw_players(picture, scene, at_s, margin)
    dx, dy = scene.shift_px(at_s)
    centre = ((width - 1) / 2 + margin - dx, (height - 1) / 2 + margin - dy)
    turn = cv2.getRotationMatrix2D(centre, scene.roll_deg(at_s), 1.0)
    turn[:, 2] += (width - 1) / 2 - centre[0], (height - 1) / 2 - centre[1]
    view = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR)
    _cover(view, scene.covered(at_s), at_s)
    if scene.blur_px(at_s) > 0:
        view = cv2.GaussianBlur(view, (0, 0), scene.blur_px(at_s))
    return np.clip(view * scene.light(at_s), 0, 255).astype(np.uint8)


def pictures(scene: Scene) -> Iterator[Picture]:
    for number in range(round(scene.seconds * RATE_HZ)):
        yield draw_scene(scene, number / RATE_HZ)


def frame_of(picture: Picture) -> av.VideoFrame:
    """A yuv420p frame, BT.709, video range."""
    rgb = av.VideoFrame.from_ndarray(picture, "rgb24")
    return rgb.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


def film_scene(path: Path, scene: Scene, *, rotation_deg: int = 0, codec: str = "libx264") -> Path:
    """Write the scene as a file; `rotation_deg`: stored turned, with a matrix that turns it upright."""
    with av.open(path, "w") as container:
        stream = container.add_stream(
            codec, rate=RATE_HZ, options={"preset": "ultrafast", "crf": "18", "g": "30"}
        )
        turned = rotation_deg % 180 != 0
        stream.width, stream.height = SIZE_PX[::-1] if turned else SIZE_PX
        stream.pix_fmt = "yuv420p"
        stream.codec_context.colorspace = 1
        if rotation_deg:
            stream.set_display_rotation(-rotation_deg)
        for number, picture in enumerate(pictures(scene)):
            frame = frame_of(np.ascontiguousarray(np.rot90(picture, rotation_deg // 90)))
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _arena(seed: int, width: int, height: int) -> Picture:
    rng = np.random.default_rng(seed)
    picture = np.empty((height, width, 3), np.uint8)
    horizon = height // 2 - 40
    picture[:horizon] = 150 + cv2.resize(
        rng.integers(-60, 60, (horizon // 8, width // 8, 3)).astype(np.float32), (width, horizon)
    )
    picture[horizon:] = (60, 120, 50)
    grain = rng.integers(-12, 12, (height - horizon, width, 1))
    picture[horizon:] = np.clip(picture[horizon:] + grain, 0, 255)
    cv2.rectangle(picture, (0, horizon), (width, horizon + 14), (235, 235, 235), -1)
    for y in (horizon + 60, horizon + 150):
        cv2.line(picture, (0, y), (width, y), (240, 240, 240), 3)
    for x in range(60, width, 180):
        cv2.line(picture, (x, horizon - 70), (x, horizon), (40, 40, 40), 4)
    return picture


def _draw_players(picture: Picture, scene: Scene, at_s: float, margin: int) -> None:
    around = scene.players_at(at_s)
    if around is None:
        return
    width, height = SIZE_PX
    for number in range(5):
        swing = np.sin(2 * np.pi * at_s * SPEED_PX_PER_S / 200 + number) * 40
        x = int(margin + around * width + (number - 2) * 34 + swing)
        y = int(margin + height * 0.62 + number * 8)
        colour = (200, 40, 40) if number % 2 else (40, 60, 200)
        cv2.rectangle(picture, (x - 7, y - 36), (x + 7, y), colour, -1)


def _cover(view: Picture, share: float, at_s: float) -> None:
    """Put something near, dark, soft and swaying in front of a share of the width."""
    if share <= 0:
        return
    width = SIZE_PX[0]
    hidden = int(share * width)
    left = int(0.5 * (width - hidden) + 20 * np.sin(9 * at_s))
    view[:, max(0, left) : left + hidden] = (70, 55, 50)
    edge = slice(max(0, left - 12), min(width, left + hidden + 12))
    view[:, edge] = cv2.GaussianBlur(view[:, edge], (0, 0), 6)
