"""Sound on the game clock: offsets, drift and gaps come out to a small part of a sample."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.media.mix_resample import TakeSound, between_samples

Block = NDArray[np.float32]
RATE = 48_000


def heard(
    take: Block, *, at_s: float = 0.0, size: int = 1024, missing: tuple[int, int] = (0, 0)
) -> Iterator[tuple[float, Block]]:
    for begin in range(0, len(take), size):
        if not missing[0] <= begin < missing[1]:
            yield at_s + begin / RATE, take[begin : begin + size]


def tone(times_s: NDArray[np.float64]) -> Block:
    return np.sin(2 * np.pi * 997 * times_s).astype(np.float32)[:, None]


@pytest.mark.parametrize(("frequency_hz", "error_db"), [(1000, -100), (8000, -60), (12_000, -35)])
def test_a_tone_between_the_samples_is_found_as_exactly_as_promised(
    frequency_hz: int, error_db: float
) -> None:
    samples = np.sin(2 * np.pi * frequency_hz * np.arange(RATE) / RATE).astype(np.float32)[:, None]
    position = 100.3 + np.arange(40_000) * 1.0003
    truth = np.sin(2 * np.pi * frequency_hz * position / RATE)
    error = np.sqrt(2 * np.mean((between_samples(samples, position)[:, 0] - truth) ** 2))
    assert 20 * np.log10(error) < error_db


@given(
    st.floats(0, 3),
    st.floats(-300, 300),
    st.lists(st.integers(1, 3000), min_size=1, max_size=6),
    st.integers(200, 2000),
)
def test_a_take_is_heard_at_the_moment_that_its_clock_says(
    offset_s: float, drift_ppm: float, counts: list[int], size: int
) -> None:
    clock = TakeClock(offset_s, drift_ppm)
    take = tone(np.arange(RATE // 2) / RATE)
    sound = TakeSound(heard(take, size=size), clock, RATE, 1)
    first = round((offset_s + 0.05) * RATE)
    for count in counts:
        got = sound.at(first, count)
        truth = tone(clock.to_take((first + np.arange(count)) / RATE))
        assert np.abs(got - truth).max() < 1e-4
        first += count


def test_after_ninety_minutes_at_300_ppm_sound_is_where_it_belongs() -> None:
    clock = TakeClock(2.0, 300.0)
    at_game_s = 2.0 + 90 * 60.0
    begin_s = clock.to_take(at_game_s) - 0.1
    begin_s = round(begin_s * RATE) / RATE
    take = tone(begin_s + np.arange(RATE // 4) / RATE)
    first = round(at_game_s * RATE)
    got = TakeSound(heard(take, at_s=begin_s), clock, RATE, 1).at(first, 1000)
    truth = tone(clock.to_take((first + np.arange(1000)) / RATE))
    assert np.abs(got - truth).max() < 1e-3


def test_before_the_take_in_its_gaps_and_after_its_end_there_is_silence() -> None:
    take = np.ones((RATE, 1), np.float32)
    sound = TakeSound(heard(take, missing=(20 * 1024, 30 * 1024)), TakeClock(1.0), RATE, 1)
    got = sound.at(0, 3 * RATE)[:, 0]
    assert np.all(got[: RATE - 10] == 0)
    assert np.all(got[RATE + 10 : RATE + 20 * 1024 - 10] == 1)
    assert np.all(got[RATE + 20 * 1024 + 10 : RATE + 30 * 1024 - 10] == 0)
    assert np.allclose(got[RATE + 30 * 1024 + 10 : 2 * RATE - 10], 1)
    assert np.all(got[2 * RATE + 10 :] == 0)


def test_what_is_skipped_is_not_heard_later() -> None:
    take = tone(np.arange(RATE) / RATE)
    sound = TakeSound(heard(take), TakeClock(0.0), RATE, 1)
    sound.skip(30_000)
    assert np.abs(sound.at(30_000, 500) - take[30_000:30_500]).max() < 1e-5


def test_times_rounded_to_milliseconds_make_no_steps() -> None:
    take = tone(np.arange(RATE) / RATE)
    blocks = ((round(at_s, 3), block) for at_s, block in heard(take))
    got = TakeSound(blocks, TakeClock(0.0), RATE, 1).at(100, 40_000)
    assert np.abs(got - take[100:40_100]).max() < 1e-4


def test_a_take_without_a_single_block_is_silent() -> None:
    assert not TakeSound(iter(()), TakeClock(0.0), RATE, 2).at(0, 10).any()
