"""Clocks held against the truth, and told on another take's clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.core.sync.clocks import TakeClock

clocks = st.builds(TakeClock, st.floats(-100, 5000), st.floats(-300, 300))


def test_the_error_of_a_drifting_clock_is_that_at_the_far_end() -> None:
    assert TakeClock(5.0, 100.0).error_against(TakeClock(5.0), 1000.0) == pytest.approx(0.1, rel=1e-3)
    assert TakeClock(5.2).error_against(TakeClock(5.0), 1000.0) == pytest.approx(0.2)


@given(clock=clocks, reference=clocks, zero_s=st.floats(-100, 100), take_s=st.floats(0, 5400))
def test_a_moment_has_one_time_on_the_reference_whichever_way_it_is_reckoned(
    clock: TakeClock, reference: TakeClock, zero_s: float, take_s: float
) -> None:
    told = clock.told_by(reference, zero_s).to_game(take_s)
    assert told == pytest.approx((clock.to_game(take_s) - zero_s) * reference.rate, abs=1e-6)


@given(reference=clocks)
def test_the_reference_has_no_drift_against_itself(reference: TakeClock) -> None:
    assert reference.told_by(reference, reference.offset_s) == TakeClock(0.0, 0.0)
