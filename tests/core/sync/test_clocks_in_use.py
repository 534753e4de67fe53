"""Clocks that a film uses already stay while new evidence agrees, and bounds stay honest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sync.recordings import CLOCKS, RINK_M, error_s, take
from touchline.core.sync.certificate import Synchronisation
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.clocks_in_use import ClocksInUse, Estimate, keep
from touchline.core.sync.evidence import TakeEvidence
from touchline.core.sync.fusion import synchronise

LENGTH_S, FRAME_S = 600.0, 0.04
TAKES = [TakeEvidence(LENGTH_S, FRAME_S) for _ in range(3)]
REFERENCE = Estimate(TakeClock(0.0), 0.0)


def kept(clock: TakeClock, measured: Estimate) -> Estimate:
    """What becomes of take 1, whose clock was in use, beside the reference."""
    in_use = ClocksInUse(0, {0: TakeClock(0.0), 1: clock})
    return keep({0: REFERENCE, 1: measured}, in_use, TAKES)[1]


def test_a_clock_stays_if_it_lies_within_the_new_bound_and_its_own_bound_grows_by_what_it_is_off() -> None:
    found = kept(TakeClock(5.0, 20.0), Estimate(TakeClock(5.004, 20.0), 0.006))
    assert found.clock == TakeClock(5.0, 20.0)
    assert found.bound_s == pytest.approx(0.010)


@pytest.mark.parametrize(
    ("off_s", "bound_s"),
    [(0.007, 0.006), (0.013, 0.010), (0.021, 0.050)],
    ids=["beyond the bound", "no longer surely within half a frame", "half a frame"],
)
def test_a_clock_that_new_evidence_contradicts_is_given_up(off_s: float, bound_s: float) -> None:
    measured = Estimate(TakeClock(5.0 + off_s), bound_s)
    assert kept(TakeClock(5.0), measured) == measured


def test_drift_counts_by_what_it_comes_to_over_the_take() -> None:
    measured = Estimate(TakeClock(5.0, 15.0), 0.008)  # 10 ppm of 600 s are 6 ms
    assert kept(TakeClock(5.0, 5.0), measured).clock == TakeClock(5.0, 5.0)
    assert kept(TakeClock(5.0, 0.0), measured) == measured


def test_a_take_that_began_earlier_moves_all_clocks_alike() -> None:
    in_use = ClocksInUse(1, {0: TakeClock(0.0, 30.0), 1: TakeClock(4.0)})
    measured = {
        0: Estimate(TakeClock(7.502, 29.0), 0.005),
        1: Estimate(TakeClock(11.5), 0.005),
        2: Estimate(TakeClock(0.0, -50.0), 0.005),
    }
    found = keep(measured, in_use, TAKES)
    assert {take: estimate.clock for take, estimate in found.items()} == {
        0: TakeClock(7.5, 30.0),
        1: TakeClock(11.5),
        2: TakeClock(0.0, -50.0),
    }


def test_the_earliest_take_starts_at_zero_whichever_it_is() -> None:
    in_use = ClocksInUse(1, {0: TakeClock(0.0), 1: TakeClock(0.002)})
    measured = {0: Estimate(TakeClock(0.0), 0.005), 1: Estimate(TakeClock(0.005), 0.005)}
    found = keep(measured, in_use, TAKES)
    assert [found[take].clock.offset_s for take in (0, 1)] == [0.0, 0.002]
    assert found[1].bound_s == pytest.approx(0.008), "it may be as far off against the earliest take"


clocks = st.builds(TakeClock, st.floats(0.0, 20.0), st.floats(-200.0, 200.0))
errors = st.builds(TakeClock, st.floats(-0.01, 0.01), st.floats(-10.0, 10.0))


@given(true=clocks, measured=errors, used=errors, bound_s=st.floats(0.0, 0.05))
def test_what_bounded_the_error_before_bounds_it_still(
    true: TakeClock, measured: TakeClock, used: TakeClock, bound_s: float
) -> None:
    near, nearer = (
        TakeClock(true.offset_s + off.offset_s + 1.0, true.drift_ppm + off.drift_ppm)
        for off in (used, measured)
    )
    truth = TakeClock(true.offset_s + 1.0, true.drift_ppm)
    bound_s = max(bound_s, nearer.error_against(truth, LENGTH_S))
    found = kept(near, Estimate(nearer, bound_s))
    assert found.clock in (near, nearer)
    assert found.clock.error_against(truth, LENGTH_S) <= found.bound_s + 1e-9


def in_use_of(found: Synchronisation) -> ClocksInUse:
    return ClocksInUse(found.reference, {i: c.clock for i, c in enumerate(found.certificates)})


def test_a_late_camera_leaves_the_clocks_of_the_others_and_is_placed_within_its_bound() -> None:
    takes = [take(i) for i in range(3)]
    before = synchronise(takes[:2], pitch_size_m=RINK_M)
    fresh = synchronise(takes, pitch_size_m=RINK_M)
    healed = synchronise(takes, pitch_size_m=RINK_M, in_use=in_use_of(before))
    assert healed.reference == before.reference
    assert fresh.certificates[1].clock != before.certificates[1].clock, "all measure anew"
    apart_s = [
        found.certificates[1].clock.offset_s - found.certificates[0].clock.offset_s
        for found in (before, healed)
    ]
    assert apart_s[0] == pytest.approx(apart_s[1], abs=1e-9)
    assert healed.certificates[1].clock.drift_ppm == before.certificates[1].clock.drift_ppm
    for i, certificate in enumerate(healed.certificates):
        assert error_s(healed, i, takes[i], CLOCKS) <= max(certificate.bound_s, 1e-9)
