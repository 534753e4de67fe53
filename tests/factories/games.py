"""A small synthetic game as real recordings, made once per version of the code that makes it.

Ask for `small_game`. The recordings stay in the repository's .cache folder, under a name that is a hash of
the settings and of the sources that made them, so they are never older than the code.
"""

import fcntl
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from touchline.core.sync.clocks import TakeClock
from touchline.engine.synthetic.presets import demo_game

KEPT_GAMES = 12
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("core/synthetic", "core/sports", "core/geometry", "engine/synthetic")


@dataclass(frozen=True)
class ShotGame:
    """Recordings of a synthetic game: `takes` in the order of `truth["takes"]` (see `write_truth`)."""

    folder: Path
    takes: list[Path]
    truth: dict[str, Any]

    def clock(self, take: int) -> TakeClock:
        """The true clock of a take; game time 0 is the first frame of the earliest take."""
        of_take = self.truth["takes"][take]
        return TakeClock(of_take["offset_s"], of_take["drift_ppm"])

    def position_m(self, take: int) -> tuple[float, float, float]:
        """Where a take was filmed from."""
        x, y, z = self.truth["takes"][take]["position_m"]
        return x, y, z

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything in truth.npz."""
        with np.load(self.folder / "truth.npz") as arrays:
            return dict(arrays)


def shot_game(**settings: Any) -> ShotGame:
    """A `demo_game` with these settings, from the cache if the same code made it before."""
    folder = ROOT / ".cache" / "games" / _key(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:  # several test processes may ask at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "truth.json").is_file():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            demo_game(part, **settings)
            part.replace(folder)
            _forget_old(folder.parent)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return ShotGame(folder, [folder / take["file"] for take in truth["takes"]], truth)


def _forget_old(cache: Path) -> None:
    """Keep the latest few games: every change of the code that makes them leaves one behind."""
    games = sorted((p for p in cache.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for old in games[:-KEPT_GAMES]:
        shutil.rmtree(old, ignore_errors=True)


def _key(settings: dict[str, Any]) -> str:
    package = ROOT / "src" / "touchline"
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    files = [path for name in SOURCES for path in sorted(package.joinpath(name).rglob("*.py"))]
    files += [package / "core/sync/clocks.py", *sorted((package / "vision").glob("draw*.py"))]
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def small_game() -> ShotGame:
    """24 s of soccer by three cameras at 426×240: MP4, Matroska of a browser, WebM; with sound."""
    return shot_game(seed=33, duration_s=24.0, height_px=240, workers=1)
