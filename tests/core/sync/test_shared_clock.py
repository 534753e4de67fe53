"""Readings of a shared clock."""

import numpy as np
import pytest

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import ClockSamples
from touchline.core.sync.shared_clock import clock_by_readings, tie_by_clock
from touchline.core.synthetic.clocks import read_clock


@pytest.mark.parametrize("seed", range(6))
def test_the_clock_is_read_to_within_two_deviations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clock = TakeClock(float(rng.uniform(-5, 5)), float(rng.uniform(-200, 200)))
    tie = tie_by_clock(0, read_clock(clock, 1200.0, rng), TakeClock(0.0))
    true_s = -(TakeClock(0.0).to_game(clock.to_take(tie.at_s)) - tie.at_s)
    assert tie.used
    assert abs(tie.late_s - true_s) < 2.0 * tie.late_sd_s + 1e-4
    assert tie.late_sd_s < 0.02


def test_readings_delayed_by_a_second_do_not_count_beside_good_ones() -> None:
    readings = read_clock(TakeClock(1.0), 300.0, np.random.default_rng(1))
    shared_s, bound_s = readings.shared_s.copy(), readings.bound_s.copy()
    shared_s[::2] += 0.9
    bound_s[::2] += 0.9
    clock = clock_by_readings(ClockSamples(readings.take_s, shared_s, bound_s))
    assert clock is not None
    assert clock.offset_s == pytest.approx(1.0, abs=0.02)


def test_no_reading_says_so() -> None:
    tie = tie_by_clock(0, ClockSamples(np.zeros(0), np.zeros(0), np.zeros(0)), TakeClock(0.0))
    assert not tie.used
    assert "no reading" in tie.reason
