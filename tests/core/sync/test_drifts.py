"""Drift from delays of sounds whose places nobody knows."""

import numpy as np
import pytest

from touchline.core.sync.drifts import estimate_drift


def moving_sources(rng: np.random.Generator, count: int, span_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Delays of sounds from all over: a few places that sound again and again, many that sound once."""
    at_s = np.sort(rng.uniform(0.0, span_s, count))
    places = rng.uniform(-0.1, 0.1, 6)
    once = rng.uniform(-0.1, 0.1, count)
    return at_s, np.where(rng.uniform(size=count) < 0.4, places[rng.integers(0, 6, count)], once)


@pytest.mark.parametrize("ppm", [0.0, 100.0, -600.0])
def test_the_drift_of_an_hour_is_found_to_a_part_per_million(ppm: float) -> None:
    at_s, delay_s = moving_sources(np.random.default_rng(3), 600, 3600.0)
    found = estimate_drift(at_s, delay_s + ppm * 1e-6 * at_s)
    assert found.rate * 1e6 == pytest.approx(ppm, abs=1.0)
    assert found.deviation * 1e6 < 2.0


def test_scaling_the_drift_scales_what_is_found() -> None:
    at_s, delay_s = moving_sources(np.random.default_rng(4), 400, 1800.0)
    once, twice = (estimate_drift(at_s, delay_s + k * 50e-6 * at_s).rate for k in (1.0, 2.0))
    assert twice - once == pytest.approx(50e-6, abs=1e-6)


def test_delays_all_over_the_place_are_not_sure() -> None:
    rng = np.random.default_rng(5)
    found = estimate_drift(np.sort(rng.uniform(0, 60.0, 30)), rng.uniform(-0.1, 0.1, 30))
    assert found.deviation > 50e-6


def test_one_delay_says_nothing() -> None:
    assert estimate_drift(np.array([3.0]), np.array([0.1])).deviation >= 500e-6
