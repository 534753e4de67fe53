"""Where two sounds overlap, from the rise and fall of their loudness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.sync.coarse import Overlap, find_overlap, repeats_itself
from touchline.core.sync.listening import LOUDNESS_RATE_HZ

MINUTE = round(60 * LOUDNESS_RATE_HZ)


def loudness(frames: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((7, frames)).astype(np.float32)


def heard_by_another(game: np.ndarray, at: np.ndarray, seed: int) -> np.ndarray:
    """The game's loudness at these frames, and as much again that only this microphone hears."""
    frames = np.arange(game.shape[1])
    shared = np.array([np.interp(at, frames, band) for band in game], dtype=np.float32)
    return shared + loudness(len(at), seed)


def test_a_sound_that_begins_ten_seconds_into_another_is_found_there() -> None:
    game = loudness(5 * MINUTE, 0)
    begin = round(10 * LOUDNESS_RATE_HZ)
    second = heard_by_another(game, np.arange(begin, begin + 3 * MINUTE), 1)
    overlap = find_overlap(game, second)
    assert overlap is not None
    assert overlap.delay_s == pytest.approx(-begin / LOUDNESS_RATE_HZ, abs=0.05)
    # A frame is 32 ms: over these three minutes the line stays within the tenth of a second that is promised.
    assert abs(overlap.drift) * 180.0 < 0.1
    assert overlap.rival < 0.5


@given(shift=st.integers(-2000, 2000))
@settings(max_examples=10, deadline=None)
def test_shifting_a_sound_shifts_the_delay(shift: int) -> None:
    game = loudness(4 * MINUTE, 2)
    first = heard_by_another(game, np.arange(2000, 2000 + 2 * MINUTE), 3)
    second = heard_by_another(game, np.arange(2000 - shift, 2000 - shift + 2 * MINUTE), 4)
    overlap = find_overlap(first, second)
    assert overlap is not None
    assert overlap.delay_s == pytest.approx(shift / LOUDNESS_RATE_HZ, abs=0.05)


@pytest.mark.parametrize("ppm", [-600.0, 300.0])
def test_the_drift_of_twenty_minutes_is_found_roughly(ppm: float) -> None:
    game = loudness(21 * MINUTE, 5)
    at = np.arange(20 * MINUTE) / (1.0 + ppm * 1e-6)
    overlap = find_overlap(heard_by_another(game, np.arange(20.0 * MINUTE), 6), heard_by_another(game, at, 7))
    assert overlap is not None
    assert overlap.drift * 1e6 == pytest.approx(ppm, abs=40.0)


def test_swapping_the_sounds_swaps_the_sign() -> None:
    game = loudness(5 * MINUTE, 8)
    first, second = game[:, : 4 * MINUTE], heard_by_another(game, np.arange(700, 700 + 3 * MINUTE), 9)
    forth, back = find_overlap(first, second), find_overlap(second, first)
    assert forth is not None
    assert back is not None
    assert back.delay_s == pytest.approx(-forth.delay_s, abs=0.01)


@given(delay_s=st.floats(-3000, 3000), drift=st.floats(-650e-6, 650e-6))
def test_an_overlap_seen_from_the_other_side_twice_is_the_same(delay_s: float, drift: float) -> None:
    twice = Overlap(delay_s, drift, 5.0, 0.2).reversed().reversed()
    assert (twice.delay_s, twice.drift) == (pytest.approx(delay_s, abs=1e-9), pytest.approx(drift, abs=1e-12))


@pytest.mark.parametrize("seed", range(8))
def test_unlike_sounds_overlap_nowhere(seed: int) -> None:
    assert find_overlap(loudness(3 * MINUTE, 2 * seed + 20), loudness(4 * MINUTE, 2 * seed + 21)) is None


def test_four_seconds_are_too_short() -> None:
    game = loudness(MINUTE, 30)
    assert find_overlap(game[:, : round(4 * LOUDNESS_RATE_HZ)], game) is None


def test_silence_overlaps_nowhere() -> None:
    assert find_overlap(np.zeros((7, MINUTE), np.float32), loudness(MINUTE, 31)) is None


def test_a_loop_repeats_itself_and_a_game_does_not() -> None:
    bar = loudness(62, 40)
    assert repeats_itself(np.tile(bar, 60))
    assert not repeats_itself(loudness(2 * MINUTE, 41))
    assert not repeats_itself(loudness(10, 42))
