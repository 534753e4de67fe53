"""How much later one camera may hear a sound than another, and what that leaves for the clock."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.sync import places
from touchline.core.sync.evidence import TakeEvidence
from touchline.core.sync.offsets import clock_part
from touchline.core.sync.travel import Travels

RINK_M = (60.0, 30.0)
LEFT, RIGHT = (-20.0, -17.0, 2.0), (20.0, -17.0, 2.0)


def densities(first: places.Point, second: places.Point) -> np.ndarray:
    return places.travel_densities(first, second, *places.sources(RINK_M))


def test_travel_is_counted_whole_and_lies_within_the_distance_of_the_cameras() -> None:
    found = densities(LEFT, RIGHT)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(found)))
    # 40 m are 117 ms; warm air, the bins' blur and strays beyond.
    beyond = np.abs(places.travel_bins()) > 40.0 / places.SPEED_OF_SOUND_MPS * 1.03 + 0.005
    assert found[:, beyond].sum(axis=1).max() < 0.06


def test_seen_from_the_other_camera_travel_has_the_other_sign() -> None:
    assert np.allclose(densities(LEFT, RIGHT)[:, ::-1], densities(RIGHT, LEFT), atol=1e-9)


def test_cameras_side_by_side_hear_everything_at_once() -> None:
    found = densities(LEFT, LEFT)
    at_zero = np.abs(places.travel_bins()) <= 0.0031
    assert found[:, at_zero].sum(axis=1).min() > 0.93


def test_sounds_come_from_the_pitch_and_20_metres_around() -> None:
    grid, density = places.sources(RINK_M)
    assert np.abs(grid[:, :2]).max(axis=0) == pytest.approx([50.0, 35.0], abs=1.5)
    assert density.sum(axis=1) == pytest.approx(np.ones(len(density)))


def test_a_pitch_that_nobody_told_reaches_to_the_cameras_and_is_at_least_20_metres_long() -> None:
    assert places.assumed_pitch([(-30.0, -17.0, 2.0), (10.0, 16.0, 2.0)]) == (56.0, 30.0)
    assert places.assumed_pitch([(0.0, 1.0, 2.0)]) == (20.0, 12.0)


def test_without_places_travel_is_bounded_by_the_largest_distance() -> None:
    nowhere = [TakeEvidence(60.0, 1 / 30)] * 2
    travel = Travels(nowhere, 40.0, RINK_M).between(0, 1)
    assert not travel.is_known
    assert travel.largest_s == pytest.approx(40.0 / 343.0)
    known = [TakeEvidence(60.0, 1 / 30, position_m=place) for place in (LEFT, RIGHT)]
    travel = Travels(known, 125.0, RINK_M).between(0, 1)
    assert travel.is_known
    assert travel.largest_s == pytest.approx(1.03 * 40.0 / 343.0)


def heard_delays(rng: np.random.Generator, count: int) -> np.ndarray:
    """Delays of sounds from all over the rink, as LEFT and RIGHT hear them, and one stray in twenty."""
    at_m = np.column_stack([rng.uniform(-30, 30, count), rng.uniform(-15, 15, count), np.full(count, 1.3)])
    to_left, to_right = (np.linalg.norm(at_m - place, axis=1) for place in (LEFT, RIGHT))
    delay_s = (to_right - to_left) / 343.0 + rng.normal(0.0, 0.0005, count)
    return np.where(rng.uniform(size=count) < 0.05, rng.uniform(-0.4, 0.4, count), delay_s)


TRAVEL = places.Travel(densities(LEFT, RIGHT), 1.03 * 40.0 / 343.0, is_known=True)


@pytest.mark.parametrize("count", [30, 200])
def test_the_clock_lies_within_two_deviations_in_95_of_100_games(count: int) -> None:
    rng = np.random.default_rng(count)
    held = []
    for _ in range(100):
        late_s = rng.uniform(-0.05, 0.05)
        found = clock_part(heard_delays(rng, count) + late_s, TRAVEL)
        held.append(abs(found.seconds - late_s) <= 1.96 * found.deviation_s)
    assert np.mean(held) >= 0.95


def burst_delays(rng: np.random.Generator, first: places.Point, second: places.Point) -> np.ndarray:
    """Delays of a short recording: a dozen sounds from three places, all in one part of the rink."""
    middle_m = rng.uniform(-1.0, 1.0, 2) * [25.0, 12.0]
    three_m = np.column_stack([middle_m + rng.normal(0.0, 4.0, (3, 2)), np.full(3, 1.3)])
    at_m = three_m[rng.integers(0, 3, 12)] + rng.normal(0.0, 0.3, (12, 3))
    to_first, to_second = (np.linalg.norm(at_m - place, axis=1) for place in (first, second))
    return (to_second - to_first) / places.SPEED_OF_SOUND_MPS


@pytest.mark.parametrize("is_known", [True, False])
def test_bursts_from_few_places_leave_the_clock_within_two_deviations_in_95_of_100_games(
    is_known: bool,
) -> None:
    rng = np.random.default_rng(3)
    anywhere = Travels([TakeEvidence(24.0, 1 / 30)] * 2, 125.0, RINK_M).between(0, 1)
    held = []
    for _ in range(100):
        first, second = ((float(rng.uniform(-30, 30)), side, 2.0) for side in rng.choice([-17.0, 17.0], 2))
        largest_s = 1.03 * float(np.linalg.norm(np.subtract(first, second))) / places.SPEED_OF_SOUND_MPS
        travel = places.Travel(densities(first, second), largest_s, is_known=True) if is_known else anywhere
        found = clock_part(burst_delays(rng, first, second), travel)
        held.append(abs(found.seconds) <= 1.96 * found.deviation_s)
    assert np.mean(held) >= 0.95


@given(shift_ms=st.integers(-100, 100))
@settings(max_examples=15, deadline=None)
def test_shifting_all_delays_shifts_the_clock(shift_ms: int) -> None:
    delays_s = heard_delays(np.random.default_rng(7), 100) * 0.8
    moved = clock_part(delays_s + shift_ms / 1000.0, TRAVEL)
    # Bins are a millisecond wide.
    assert moved.seconds - clock_part(delays_s, TRAVEL).seconds == pytest.approx(
        shift_ms / 1000.0, abs=0.0015
    )


def test_more_sounds_make_the_clock_surer() -> None:
    rng = np.random.default_rng(8)
    few, many = (clock_part(heard_delays(rng, count), TRAVEL).deviation_s for count in (8, 300))
    assert many < 0.7 * few


def test_a_few_strays_do_not_outweigh_thousands_of_sounds_heard_side_by_side() -> None:
    rng = np.random.default_rng(4)
    delays_s = np.concatenate([rng.normal(-0.01, 0.004, 5000), rng.uniform(-0.6, 0.6, 60)])
    travel = places.Travel(places.unknown_densities(None, 125.0), 125.0 / 343.0, is_known=False)
    found = clock_part(delays_s, travel)
    assert abs(found.seconds + 0.01) < 0.02
    assert abs(found.seconds + 0.01) < 2.0 * found.deviation_s
