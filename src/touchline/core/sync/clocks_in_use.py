"""Clocks that a film uses already: they stay while all the evidence agrees with them, so that the film can.

Every new take moves the best estimate of all clocks a little. Within its own bound that tells nothing new,
but it would change every picture of the film.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import TakeEvidence


@dataclass(frozen=True, slots=True)
class ClocksInUse:
    """Clocks by take, on a game clock that runs at the rate of take `reference`, which is one of them."""

    reference: int
    clocks: Mapping[int, TakeClock]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A take's clock, and what holds its true error anywhere inside the take with 95 % confidence."""

    clock: TakeClock
    bound_s: float


def keep(
    measured: Mapping[int, Estimate], in_use: ClocksInUse, takes: Sequence[TakeEvidence]
) -> dict[int, Estimate]:
    """Put the clocks in use in place of the `measured` ones that they agree with.

    They agree if they differ by no more than the measured clock's bound, and by less than half a frame; where
    that bound is within half a frame, it has to stay so. Bounds grow by what they differ. In `measured` and
    in what is returned the earliest take starts at 0 and the reference has drift 0.
    """
    reference = in_use.reference
    shift_s = measured[reference].clock.offset_s - in_use.clocks[reference].offset_s
    clocks = {}
    for take, estimate in measured.items():
        used = in_use.clocks.get(take)
        kept = estimate.clock if used is None or take == reference else _later(used, shift_s)
        agrees = _may_stay(kept, estimate, takes[take])
        clocks[take] = kept if agrees else estimate.clock
    zero_s = min(clock.offset_s for clock in clocks.values())
    return {
        take: _widened(measured[take], clock, _later(clock, -zero_s), takes[take])
        for take, clock in clocks.items()
    }


def _later(clock: TakeClock, by_s: float) -> TakeClock:
    return replace(clock, offset_s=clock.offset_s + by_s)


def _may_stay(used: TakeClock, measured: Estimate, take: TakeEvidence) -> bool:
    away_s = used.error_against(measured.clock, take.duration_s)
    half_frame_s = take.frame_interval_s / 2.0
    stays_within = measured.bound_s > half_frame_s or measured.bound_s + away_s <= half_frame_s
    return away_s <= measured.bound_s and away_s < half_frame_s and stays_within


def _widened(measured: Estimate, kept: TakeClock, told: TakeClock, take: TakeEvidence) -> Estimate:
    """The bound holds against the reference (`kept`) and against the earliest take's first frame (`told`)."""
    away_s = max(clock.error_against(measured.clock, take.duration_s) for clock in (kept, told))
    return Estimate(told, measured.bound_s + away_s)
