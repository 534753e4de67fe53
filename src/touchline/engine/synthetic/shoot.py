"""Shoots a synthetic game: every camera draws, hears and writes its take; the truth is written beside."""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.managers import DictProxy
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.table import find_sport
from touchline.core.synthetic.cameras import VirtualCamera
from touchline.core.synthetic.game import SyntheticGame
from touchline.core.synthetic.sound import Surroundings, hear
from touchline.engine.synthetic.recorders import find_recorder
from touchline.engine.synthetic.take_file import recording
from touchline.engine.synthetic.truth import write_truth
from touchline.vision.draw import Painter

FloatArray = NDArray[np.float64]
OnProgress = Callable[[float], None]

REPORT_EVERY_FRAMES = 30
POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class Assignment:
    """One camera, what it records with (see `recorders`), and what surrounds its microphone."""

    camera: VirtualCamera
    recorder: str = "phone"
    surroundings: Surroundings = field(default_factory=Surroundings)

    @property
    def file_name(self) -> str:
        """Name of the file it writes."""
        return self.camera.name + find_recorder(self.recorder).suffix


def shoot(
    game: SyntheticGame,
    assignments: Sequence[Assignment],
    out_dir: Path,
    *,
    workers: int = 1,
    on_progress: OnProgress | None = None,
) -> list[Path]:
    """Write every camera's take, `truth.json` and `truth.npz` into `out_dir`; returns the takes' paths.

    `workers` processes share the cameras; 1 stays in this process. `on_progress` hears the share of
    all frames that is done, from 0 to 1. Files appear under their name only when complete.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    tell = on_progress or _stay_silent
    shares = np.array([a.camera.duration_s * a.camera.frame_rate_hz for a in assignments])
    shares = shares / shares.sum()
    if workers > 1:
        _shoot_in_processes(game, assignments, out_dir, workers=workers, shares=shares, tell=tell)
    else:
        done = dict.fromkeys(range(len(assignments)), 0.0)
        for i, assignment in enumerate(assignments):
            shoot_take(game, assignment, out_dir, partial(_tell_total, i, done, shares, tell))
    write_truth(out_dir, game, [(a.camera, a.file_name) for a in assignments])
    tell(1.0)
    return [out_dir / a.file_name for a in assignments]


def shoot_take(game: SyntheticGame, assignment: Assignment, out_dir: Path, on_progress: OnProgress) -> Path:
    """Draw, hear and write one take."""
    camera = assignment.camera
    painter = Painter(find_sport(game.sport), game, camera)
    times_s = camera.frame_times_s()
    shakes, gains = camera.shake(times_s), camera.gain(times_s)
    path = out_dir / assignment.file_name
    sound = None
    if camera.has_sound:
        sound = hear(
            game,
            microphone_m=camera.position_m,
            clock=camera.clock,
            duration_s=camera.duration_s,
            rng=np.random.default_rng([camera.seed, 4]),
            surroundings=assignment.surroundings,
        )
    with recording(path, camera, find_recorder(assignment.recorder), sound) as file:
        for i, take_s in enumerate(times_s):
            planes = painter.paint(float(take_s), shakes[i], float(gains[i]))
            file.add(_turned(planes) if camera.is_rotated else planes, float(take_s))
            if i % REPORT_EVERY_FRAMES == 0:
                on_progress(i / len(times_s))
    on_progress(1.0)
    return path


def _turned(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """I420 planes of the picture turned a quarter to the left, as a phone held upright stores it."""
    rows, width = planes.shape
    height = rows * 2 // 3
    half = (height // 2, width // 2)
    chroma = planes[height:].reshape(2, *half)
    luma = np.asarray(cv2.rotate(planes[:height], cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    turned = [
        np.asarray(cv2.rotate(plane, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8).ravel() for plane in chroma
    ]
    return np.vstack([luma, np.concatenate(turned).reshape(-1, height)])


def _shoot_in_processes(
    game: SyntheticGame,
    assignments: Sequence[Assignment],
    out_dir: Path,
    *,
    workers: int,
    shares: FloatArray,
    tell: OnProgress,
) -> None:
    """A process per camera; spawned, because a fork would copy the locks of FFmpeg's threads."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(workers, mp_context=context) as pool:
        done: DictProxy[int, float] = manager.dict()
        pending: set[Future[None]] = {
            pool.submit(_shoot_one, game, assignment, out_dir, i, done)
            for i, assignment in enumerate(assignments)
        }
        while pending:
            finished, pending = wait(pending, timeout=POLL_S, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            tell(_total(shares, dict(done)))


def _shoot_one(
    game: SyntheticGame, assignment: Assignment, out_dir: Path, index: int, done: "DictProxy[int, float]"
) -> None:
    cv2.setNumThreads(1)
    shoot_take(game, assignment, out_dir, lambda share: done.update({index: share}))


def _tell_total(
    index: int, done: dict[int, float], shares: FloatArray, tell: OnProgress, share: float
) -> None:
    done[index] = share
    tell(_total(shares, done))


def _total(shares: FloatArray, done: Mapping[int, float]) -> float:
    return float(sum(shares[i] * share for i, share in done.items()))


def _stay_silent(_: float) -> None:
    """Nobody listens."""
