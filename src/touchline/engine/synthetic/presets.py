"""Ready-made games: the three-camera game of `touchline demo`, at any size and length."""

from pathlib import Path

import numpy as np

from touchline.core.sports.sport import Sport
from touchline.core.sports.table import find_sport
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.cameras import PHONE, PHONE_CROPPED, Passer, VirtualCamera, aim
from touchline.core.synthetic.motion import play_game
from touchline.engine.synthetic.shoot import Assignment, OnProgress, shoot

DEMO_SEED = 10  # two goals in the first minute
DEMO_LIVELINESS = 3.0
GAME_SHARE = 1.25  # the latest camera starts at 0.17 of the game's length


def demo_game(
    out_dir: Path,
    *,
    seed: int = DEMO_SEED,
    sport: str = "soccer",
    duration_s: float = 60.0,
    height_px: int = 720,
    workers: int = 2,
    on_progress: OnProgress | None = None,
) -> list[Path]:
    """Let a game be played and filmed by three cameras; returns the takes, `truth.json` lies beside them.

    A phone high at the centre (MP4, H.264), a browser at one goal (Matroska, H.264), a browser on the
    other side (WebM, VP9): seconds apart in their start, up to 200 ppm apart in their clocks.
    """
    game_rng, camera_rng = np.random.default_rng(seed).spawn(2)
    of_sport = find_sport(sport)
    assignments = demo_cameras(of_sport, duration_s=duration_s, height_px=height_px, rng=camera_rng)
    game = play_game(of_sport, duration_s=GAME_SHARE * duration_s, rng=game_rng, liveliness=DEMO_LIVELINESS)
    return shoot(game, assignments, out_dir, workers=workers, on_progress=on_progress)


def demo_cameras(
    sport: Sport, *, duration_s: float, height_px: int, rng: np.random.Generator
) -> list[Assignment]:
    """Three cameras at the sport's three best positions, with the faults of three different people."""
    size_px = (round(height_px * 16 / 9 / 2) * 2, height_px)
    best = sorted(sport.positions, key=lambda place: -place.priority)[:3]
    late_s = rng.uniform(0.02, 0.12, 3) * duration_s + [0.0, 0.05 * duration_s, 0.02 * duration_s]
    drift_ppm = rng.choice([-1, 1]) * rng.permutation([-150.0, 30.0, 110.0]) + rng.normal(0, 20, 3)
    clocks = [TakeClock(float(at_s), float(ppm)) for at_s, ppm in zip(late_s, drift_ppm, strict=True)]
    views = [
        aim(sport, place.name, lens, size_px, roll_deg=float(rng.normal(0, 0.8)))
        for place, lens in zip(best, (PHONE_CROPPED, PHONE, PHONE), strict=True)
    ]
    names = [place.name for place in best]
    shake_px = height_px / 720
    third = duration_s / 3
    return [
        Assignment(
            VirtualCamera(
                name=names[0],
                camera=views[0],
                clock=clocks[0],
                duration_s=duration_s,
                noise_grey=1.5,
                seed=11,
            ),
            "phone",
        ),
        Assignment(
            VirtualCamera(
                name=names[1],
                camera=views[1],
                clock=clocks[1],
                duration_s=0.95 * duration_s,
                jitter=0.1,
                shake_px=0.8 * shake_px,
                exposure_steps=((1.2 * third, 0.82), (2 * third, 1.0)),
                noise_grey=2.5,
                seed=12,
            ),
            "browser",
        ),
        Assignment(
            VirtualCamera(
                name=names[2],
                camera=views[2],
                clock=clocks[2],
                duration_s=0.9 * duration_s,
                shake_px=1.2 * shake_px,
                passers=(Passer(1.5 * third),),
                noise_grey=2.0,
                seed=13,
            ),
            "webm",
        ),
    ]
