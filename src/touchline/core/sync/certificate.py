"""The sync certificate: what is claimed about each take's clock, and what it rests on."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind

FloatArray = NDArray[np.float64]


class Verdict(StrEnum):
    """PASS within half a frame; WARN beyond it; FAIL: not placed, so left out of the film."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """One piece of evidence, and whether it was used.

    `other` is the index of the other take of the pair, None for clock samples. `windows` of
    `windows_total` agreed. `rms_s` is the scatter of the agreeing ones around the fit.
    `reason` says in words why it was used or not.
    """

    kind: EvidenceKind
    other: int | None
    used: bool
    windows: int
    windows_total: int
    rms_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Residuals:
    """What the fit left over: `residual_s` at `game_s`, by the evidence `kind` and `other` take; all (N,)."""

    game_s: FloatArray
    residual_s: FloatArray
    kind: tuple[EvidenceKind, ...]
    other: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where a take lies on the game clock, and how far that can be trusted.

    `bound_s` holds the true error anywhere inside the take with 95 % confidence; infinite on FAIL.
    `explanation` is one sentence for a coach.
    """

    clock: TakeClock
    bound_s: float
    verdict: Verdict
    evidence: tuple[EvidenceUse, ...]
    residuals: Residuals
    explanation: str


@dataclass(frozen=True, slots=True)
class Synchronisation:
    """All takes on one clock: the earliest usable take starts at 0, the reference has drift 0.

    `certificates` in the order of the takes. `loop_closure_s` is the largest |A→B + B→C + C→A| over
    the measured pairs, NaN with fewer than three takes.
    """

    reference: int
    certificates: tuple[Certificate, ...]
    loop_closure_s: float
