"""Synthetic clocks: what they promise about starts, drifts and readings."""

import numpy as np

from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.clocks import draw_clocks, read_clock


def test_the_first_clock_starts_the_game_and_the_others_come_later() -> None:
    clocks = draw_clocks(np.random.default_rng(1), 5, latest_start_s=8.0, largest_drift_ppm=30.0)
    assert clocks[0].offset_s == 0.0
    assert all(0.0 <= clock.offset_s <= 8.0 for clock in clocks)
    assert all(abs(clock.drift_ppm) <= 30.0 for clock in clocks)


def test_every_reading_is_wrong_by_less_than_its_bound() -> None:
    clock = TakeClock(3.0, 80.0)
    readings = read_clock(clock, 600.0, np.random.default_rng(2))
    wrong_s = readings.shared_s - clock.to_game(readings.take_s)
    assert np.all(np.abs(wrong_s) <= readings.bound_s)
    assert np.abs(wrong_s).max() > 0.01
