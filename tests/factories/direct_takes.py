"""Takes to direct, whose pictures were never filmed: measurements written down by hand."""

from typing import Any

import numpy as np

from touchline.core.direct.picture import STEP_S, PictureTrack
from touchline.core.direct.takes import DirectTake
from touchline.core.sync.clocks import TakeClock


def picture_track(duration_s: float, *, seed: int = 0, **columns: Any) -> PictureTrack:
    """A faultless picture of `duration_s` whose views differ by `seed`; `columns` replace measurements."""
    n = int(np.ceil(duration_s / STEP_S))
    rng = np.random.default_rng(seed)
    view = rng.standard_normal(144)
    usual: dict[str, Any] = {
        "motion": np.full(n, 10.0),
        "motion_centre": np.full((n, 2), 0.5),
        "motion_spread": np.full(n, 0.15),
        "people_centre": np.full((n, 2), np.nan),
        "sharpness": np.full(n, 1000.0),
        "luma_mean": np.full(n, 120.0),
        "clipped": np.zeros(n),
        "shake": np.zeros(n),
        "tilt_deg": np.zeros(n),
        "obstruction": np.zeros(n),
        "colour": np.tile([120.0, 118.0, 122.0, 30.0, 8.0, 8.0], (n, 1)),
        "surface": np.tile([110.0, 110.0, 118.0], (n, 1)),
        "neutral": np.tile([128.0, 128.0], (n, 1)),
        "signature": np.tile(view / np.linalg.norm(view), (n, 1)),
    }
    return PictureTrack(**(usual | columns))


def direct_take(
    duration_s: float = 60.0,
    *,
    offset_s: float = 0.0,
    drift_ppm: float = 0.0,
    seed: int = 0,
    position_m: tuple[float, float, float] | None = None,
    priority: float = 0.5,
    gaps: tuple[tuple[float, float], ...] = (),
    **columns: Any,
) -> DirectTake:
    return DirectTake(
        clock=TakeClock(offset_s, drift_ppm),
        duration_s=duration_s,
        picture=picture_track(duration_s, seed=seed, **columns),
        position_m=position_m,
        priority=priority,
        gaps=gaps,
    )
