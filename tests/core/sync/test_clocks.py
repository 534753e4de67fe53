"""The map between a take's clock and the game clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.core.sync.clocks import TakeClock


def test_a_take_that_started_two_seconds_late_and_runs_fast() -> None:
    clock = TakeClock(2.0, 1000.0)
    assert clock.to_take(12.0) == pytest.approx(10.01)
    assert clock.to_game(10.01) == pytest.approx(12.0)


@given(st.floats(-1e4, 1e4), st.floats(-500, 500), st.floats(0, 6000))
def test_there_and_back_is_where_one_was(offset_s: float, drift_ppm: float, take_s: float) -> None:
    clock = TakeClock(offset_s, drift_ppm)
    assert clock.to_take(clock.to_game(take_s)) == pytest.approx(take_s, abs=1e-8)


def test_whole_arrays_are_mapped() -> None:
    assert np.allclose(TakeClock(1.0).to_game(np.array([0.0, 2.0])), [1.0, 3.0])


@pytest.mark.parametrize(("offset_s", "drift_ppm"), [(float("nan"), 0.0), (0.0, 2e5)])
def test_impossible_clocks_are_refused(offset_s: float, drift_ppm: float) -> None:
    with pytest.raises(ValueError, match="must"):
        TakeClock(offset_s, drift_ppm)
