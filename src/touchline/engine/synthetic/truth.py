"""The truth about a synthetic game, as files: what the sync, the film and the tracks are judged by."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchline.base import files
from touchline.core.synthetic.cameras import VirtualCamera
from touchline.core.synthetic.game import SyntheticGame

FloatArray = NDArray[np.float64]


def write_truth(out_dir: Path, game: SyntheticGame, takes: Sequence[tuple[VirtualCamera, str]]) -> None:
    """Write `truth.npz`, then `truth.json`, which therefore stands for a complete game.

    json: `sport`, `first_take_s` (game time of the earliest take's first frame), `takes` as {file, name,
    offset_s, drift_ppm, position_m, size_px, frame_rate_hz, frames, duration_s, gaps} with `offset_s`
    counted from the earliest take and `drift_ppm` against the game clock, and `events` as {kind, at_s,
    position_m} with `at_s` counted from the earliest take too.
    npz: `players_m`, `ball_m`, `team`, `rate_hz` as in `SyntheticGame` (row 0 is game time 0), and per
    take `take_s_<i>`, `game_s_<i>`: of every frame, its take time and its game time.
    """
    first_s = min(camera.clock.offset_s for camera, _ in takes)
    text = {
        "sport": game.sport,
        "first_take_s": first_s,
        "takes": [_take(camera, file, first_s) for camera, file in takes],
        "events": [
            {"kind": e.kind.value, "at_s": e.at_s - first_s, "position_m": e.position_m} for e in game.events
        ],
    }
    frames: dict[str, Any] = {}
    for i, (camera, _) in enumerate(takes):
        frames[f"take_s_{i}"] = camera.frame_times_s()
        frames[f"game_s_{i}"] = camera.clock.to_game(camera.frame_times_s())
    with files.written_whole(out_dir / "truth.npz") as unfinished:
        np.savez_compressed(
            unfinished,
            players_m=game.players_m,
            ball_m=game.ball_m,
            team=game.team,
            rate_hz=np.array(game.rate_hz),
            **frames,
        )
    with files.written_whole(out_dir / "truth.json") as unfinished:
        unfinished.write_text(json.dumps(text, indent=1), encoding="utf-8")


def _take(camera: VirtualCamera, file: str, first_s: float) -> dict[str, Any]:
    return {
        "file": file,
        "name": camera.name,
        "offset_s": camera.clock.offset_s - first_s,
        "drift_ppm": camera.clock.drift_ppm,
        "position_m": camera.position_m,
        "size_px": camera.camera.lens.size_px,
        "frame_rate_hz": camera.frame_rate_hz,
        "frames": len(camera.frame_times_s()),
        "duration_s": camera.duration_s,
        "gaps": camera.gaps,
    }
