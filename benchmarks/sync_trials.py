"""One trial of synchronisation against the truth, and the peer on the same sounds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from benchmarks.sync_recordings import PITCH, RATE_HZ, Take
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.fusion import synchronise

FloatArray = NDArray[np.float64]

_PEER_S = 120.0
_PEER_LARGEST_S = 60.0


@dataclass(frozen=True)
class Outcome:
    """What came out for all takes but the reference: lists in their order, and what it cost.

    `errors_s` is the largest error anywhere in a take, NaN where it was left out.
    """

    errors_s: list[float]
    bounds_s: list[float]
    verdicts: list[str]
    peer_errors_s: list[float]
    cpu_s: float


@dataclass(frozen=True)
class Trial:
    """One game of the case called `title`, with so many cameras."""

    title: str
    cameras: int
    places_known: bool
    outcome: Outcome


def try_out(takes: Sequence[Take], *, places_known: bool) -> Outcome:
    """Synchronise the takes and hold what is claimed against the truth."""
    evidence = [t.evidence if places_known else replace(t.evidence, position_m=None) for t in takes]
    began_s = time.process_time()
    size_m = (PITCH.length_m, PITCH.width_m)
    found = synchronise(evidence, pitch_size_m=size_m if places_known else None)
    cpu_s = time.process_time() - began_s
    others = [i for i in range(len(takes)) if i != found.reference]
    certificates = [found.certificates[i] for i in others]
    reference = takes[found.reference]
    believed = found.certificates[found.reference].clock
    return Outcome(
        errors_s=[
            _error_s(takes[i], c.clock, reference, believed) if np.isfinite(c.bound_s) else float("nan")
            for i, c in zip(others, certificates, strict=True)
        ],
        bounds_s=[c.bound_s for c in certificates],
        verdicts=[c.verdict.value for c in certificates],
        peer_errors_s=[
            _error_s(takes[i], TakeClock(-_constant_shift_s(reference, takes[i])), reference, TakeClock(0.0))
            for i in others
        ],
        cpu_s=cpu_s,
    )


def _error_s(take: Take, believed: TakeClock, reference: Take, reference_believed: TakeClock) -> float:
    """The largest error anywhere in a take, both clocks told on the reference's."""
    told, truly = (
        clock.told_by(zero, zero.offset_s)
        for clock, zero in ((believed, reference_believed), (take.clock, reference.clock))
    )
    return told.error_against(truly, take.evidence.duration_s)


def _constant_shift_s(reference: Take, other: Take) -> float:
    """How much later the other heard the same: one plain GCC-PHAT over the first two minutes, as peers do."""
    first, second = (_beginning(take) for take in (reference, other))
    size = fft.next_fast_len(len(first) + len(second), real=True)
    cross = np.conj(fft.rfft(first, size)) * fft.rfft(second, size)
    correlation = fft.irfft(cross / (np.abs(cross) + 1e-12), size)
    largest = round(_PEER_LARGEST_S * RATE_HZ)
    lags = np.arange(-largest, largest + 1)
    return float(lags[np.argmax(correlation[lags])]) / RATE_HZ


def _beginning(take: Take) -> FloatArray:
    assert take.evidence.sound is not None
    return take.evidence.sound.samples[: round(_PEER_S * RATE_HZ)].astype(np.float64)
