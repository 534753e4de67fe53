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


def read_with_equal_bounds(rng: np.random.Generator, lasting_s: float) -> ClockSamples:
    """Three readings a second for 10 s, all ± 20 ms, of which `lasting_s` is common to them all."""
    take_s = np.arange(0.0, 10.0, 1 / 3)
    # What lies in one second meets the same queue.
    queue_s = np.repeat(rng.uniform(-0.016, 0.016, 10), 3)
    return ClockSamples(take_s, take_s + 3.0 + lasting_s + queue_s, np.full(take_s.size, 0.02))


def test_readings_that_are_equally_good_all_count_so_their_noise_averages() -> None:
    errors_s = [
        tie_by_clock(0, read_with_equal_bounds(np.random.default_rng(seed), 0.0), TakeClock(3.0)).late_s
        for seed in range(200)
    ]
    # Uniform ± 16 ms deviates by 9.2 ms; ten of them averaged by 2.9.
    assert np.std(errors_s) == pytest.approx(0.0029, abs=0.0008)


def test_the_bound_of_equally_good_readings_holds_in_95_of_100_trials() -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(400):
        lasting_s = float(np.clip(rng.normal(0.0, 0.008), -0.02, 0.02))
        tie = tie_by_clock(0, read_with_equal_bounds(rng, lasting_s), TakeClock(3.0))
        held.append(abs(tie.late_s - lasting_s) <= 1.96 * tie.late_sd_s)
        assert 0.008 <= tie.late_sd_s < 0.011
    assert np.mean(held) >= 0.95


def test_more_readings_of_the_same_second_do_not_make_the_clock_surer() -> None:
    take_s = np.arange(0.0, 10.0, 0.01)
    sure, surer = (
        tie_by_clock(0, ClockSamples(at_s, at_s, np.full(at_s.size, 0.02)), TakeClock(0.0))
        for at_s in (take_s[::100], take_s)
    )
    assert surer.late_sd_s == pytest.approx(sure.late_sd_s)
    assert surer.drift_sd == pytest.approx(sure.drift_sd, rel=0.02)


def test_no_reading_says_so() -> None:
    tie = tie_by_clock(0, ClockSamples(np.zeros(0), np.zeros(0), np.zeros(0)), TakeClock(0.0))
    assert not tie.used
    assert "no reading" in tie.reason
