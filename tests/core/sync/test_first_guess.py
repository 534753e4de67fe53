"""Which takes belong together at all, and roughly where."""

import numpy as np
import pytest

from core.sync.recordings import CLOCKS, RATE_HZ, take
from touchline.core.sync.evidence import ClockSamples, Sound, TakeEvidence
from touchline.core.sync.first_guess import FirstGuess, guess, is_audible


def guessed(*takes: TakeEvidence) -> FirstGuess:
    return guess(takes, lambda _: None)


def between_s(found: FirstGuess, first: int, second: int) -> float:
    return found.clocks[second].offset_s - found.clocks[first].offset_s


def test_sound_places_takes_to_three_tenths_of_a_second() -> None:
    found = guessed(take(0), take(1))
    # Sound between these two travels up to 0.11 s.
    assert between_s(found, 0, 1) == pytest.approx(CLOCKS[1].offset_s - CLOCKS[0].offset_s, abs=0.3)
    assert found.clocks[found.reference].offset_s == 0.0
    assert not found.refusals


def test_clock_readings_place_a_take_that_heard_nothing() -> None:
    read_s = np.arange(0.0, 60.0)
    readings = [ClockSamples(read_s, read_s + start_s, np.full(60, 0.02)) for start_s in (100.0, 117.5)]
    found = guessed(*(TakeEvidence(60.0, 1 / 30, clock=samples) for samples in readings))
    assert between_s(found, 0, 1) == pytest.approx(17.5, abs=0.02)


def test_of_two_games_the_one_with_more_takes_is_kept() -> None:
    found = guessed(take(2, seed=9), take(0), take(1))
    assert set(found.clocks) == {1, 2}
    assert {(tie.first, tie.second) for tie in found.refusals} == {(0, 1), (0, 2)}


def test_a_take_alone_is_its_own_reference() -> None:
    found = guessed(TakeEvidence(60.0, 1 / 30))
    assert (found.reference, list(found.clocks)) == (0, [0])


def test_rounding_noise_is_not_audible_and_one_click_in_five_minutes_is() -> None:
    samples = np.random.default_rng(0).integers(-1, 2, 300 * RATE_HZ).astype(np.int16)
    assert not is_audible(Sound(samples, RATE_HZ))
    samples[250 * RATE_HZ] = 9000
    assert is_audible(Sound(samples, RATE_HZ))
