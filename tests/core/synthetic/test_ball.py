"""The ball flies and is carried without a jump."""

import numpy as np
import pytest

from touchline.core.synthetic.ball import Carry, Flight, follow_legs


def test_a_lofted_ball_is_highest_at_half_time_by_its_lift() -> None:
    flight = Flight(1.0, 3.0, np.array([0.0, 0.0, 0.1]), np.array([20.0, 0.0, 0.1]), lift_m=4.0)
    start, middle, end = flight.at(np.array([1.0, 2.0, 3.0]))
    assert start == pytest.approx([0, 0, 0.1])
    assert end == pytest.approx([20, 0, 0.1])
    assert middle[2] == pytest.approx(4.1)


def test_a_ball_slows_down_on_its_way() -> None:
    flight = Flight(0.0, 1.0, np.zeros(3), np.array([10.0, 0.0, 0.0]))
    first, last = flight.at(np.array([0.1]))[0, 0], 10 - flight.at(np.array([0.9]))[0, 0]
    assert first > last


def test_a_ball_taken_a_metre_away_comes_to_the_foot_within_a_third_of_a_second() -> None:
    times_s = np.arange(0, 2, 0.02)
    players_m, facing = np.zeros((100, 1, 2)), np.tile([1.0, 0.0], (100, 1, 1))
    legs = [Flight(0.0, 1.0, np.array([9.0, 1.0, 0.1]), np.array([1.5, 0.0, 0.1])), Carry(1.0, 2.0, 0)]
    ball = follow_legs(legs, times_s, players_m, facing, 0.1)
    assert np.linalg.norm(np.diff(ball, axis=0), axis=1).max() / 0.02 < 15
    assert ball[times_s > 1.32] == pytest.approx(np.tile([0.5, 0.0, 0.1], ((times_s > 1.32).sum(), 1)))
