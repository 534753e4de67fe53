"""A tie: what one piece of evidence says about two clocks, as numbers that least squares can weigh."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.evidence import EvidenceKind

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tie:
    """How late the second take's assumed clock is against the first's, by one kind of evidence.

    At assumed game time `at_s` it is late by `late_s` ± `late_sd_s`, and gets later by `drift` ± `drift_sd`
    seconds per second (standard deviations; infinite where it says nothing). `second` is None for the shared
    clock that clock samples read. `windows` of `windows_total` agreed and scatter by `rms_s`; what they left
    over is `residual_s` at `residual_game_s`, both (W,). A tie that is not `used` says why in `reason`.
    """

    kind: EvidenceKind
    first: int
    second: int | None
    at_s: float
    late_s: float
    late_sd_s: float
    drift: float
    drift_sd: float
    windows: int
    windows_total: int
    rms_s: float
    residual_game_s: FloatArray
    residual_s: FloatArray
    used: bool
    reason: str


def refused(
    kind: EvidenceKind, first: int, second: int | None, reason: str, *, windows: int = 0, total: int = 0
) -> Tie:
    """A tie that says nothing, and why."""
    nothing = np.zeros(0)
    return Tie(
        kind,
        first,
        second,
        0.0,
        0.0,
        np.inf,
        0.0,
        np.inf,
        windows,
        total,
        np.nan,
        nothing,
        nothing,
        False,
        reason,
    )
