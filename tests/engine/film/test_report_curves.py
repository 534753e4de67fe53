"""Long series as small drawings: nothing that matters is lost, and nothing is invented."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.engine.film.report import curves
from touchline.engine.film.report.axis import Axis

GAME = Axis(0.0, 5400.0)


def half_seconds(count: int) -> np.ndarray:
    return 0.5 * np.arange(count)


def points(path: str) -> list[tuple[int, int]]:
    """Follow a path of M, V, l and V commands to the points it passes."""
    x = y = 0
    passed = []
    for command, numbers in re.findall(r"([MVlhz])([-\d ]*)", path):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "V":
            y = values[0]
        elif command == "l":
            for dx, dy in zip(values[::2], values[1::2], strict=True):
                x, y = x + dx, y + dy
                passed.append((x, y))
            continue
        passed.append((x, y))
    return passed


@given(st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_thinning_keeps_the_lowest_and_the_highest_value(count: int, seed: int) -> None:
    values = np.random.default_rng(seed).uniform(0, 1, count)
    thinned = curves.thin(half_seconds(count), values)
    assert np.min(thinned.low) == values.min()
    assert np.max(thinned.high) == values.max()
    assert 3 * len(thinned.mean) <= 1200
    assert np.all(thinned.low <= thinned.mean + 1e-12)
    assert np.all(thinned.mean <= thinned.high + 1e-12)


def test_a_short_series_is_drawn_as_it_is() -> None:
    values = np.array([0.1, 0.9, 0.4])
    thinned = curves.thin(half_seconds(3), values)
    np.testing.assert_array_equal(thinned.mean, values)
    np.testing.assert_array_equal(thinned.ends_s, [0.5, 1.0, 1.5])
    assert curves.band(thinned, GAME) == ""


def test_a_gap_breaks_the_curve_in_two() -> None:
    values = np.full(10_800, 0.5)
    values[5000:6000] = np.nan
    thinned = curves.thin(half_seconds(10_800), values)
    path = curves.area(thinned, GAME)
    assert path.count("M") == 2
    gap = (2500 / 5400 * curves.WIDTH, 3000 / 5400 * curves.WIDTH)
    assert not [x for x, _y in points(path) if gap[0] + 6 < x < gap[1] - 6]


def test_a_curve_stands_where_its_values_stand() -> None:
    thinned = curves.thin(half_seconds(10_800), np.full(10_800, 0.25))
    passed = points(curves.area(thinned, GAME))
    assert passed[0] == (0, curves.HEIGHT)
    assert passed[-1] == (curves.WIDTH, curves.HEIGHT)
    assert {y for _x, y in passed[1:-1]} == {75}


def test_a_series_without_a_value_draws_nothing() -> None:
    nothing = curves.thin(half_seconds(9), np.full(9, np.nan))
    assert curves.area(nothing, GAME) == ""
    assert curves.band(nothing, GAME) == ""
    assert curves.area(curves.thin(np.empty(0), np.empty(0)), GAME) == ""


def test_the_shortest_block_can_still_be_seen() -> None:
    assert curves.blocks([(10.0, 10.01)], GAME) == f"M4 0h1v{curves.HEIGHT}h-1z"


def test_an_axis_shows_few_round_moments_inside_its_length() -> None:
    for length_s in (1, 3, 40, 720, 5400, 86_400):
        ticks = Axis(0.0, float(length_s)).ticks()
        assert 2 <= len(ticks) <= 9
        assert all(0 <= tick.share <= 1 for tick in ticks)
    assert [tick.text for tick in Axis(0.0, 5400.0).ticks()][1] == "15:00"


def test_an_axis_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Axis(1.0, 1.0)
