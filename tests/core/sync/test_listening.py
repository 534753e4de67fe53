"""Stretches of sound at one working rate, and their loudness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.sync import listening
from touchline.core.sync.evidence import Sound

TONE = np.sin(2 * np.pi * 440.0 * np.arange(48_000 * 4) / 48_000).astype(np.float32)


def test_whole_numbers_and_fractions_sound_alike() -> None:
    samples = np.arange(-400, 400, dtype=np.int16) * 40
    fractions = Sound(samples.astype(np.float32) / 32768.0, 8000)
    assert np.allclose(
        listening.stretch(Sound(samples, 8000), 0, 800), listening.stretch(fractions, 0, 800), atol=1e-7
    )


def test_before_and_after_the_sound_there_is_silence() -> None:
    heard = listening.stretch(Sound(np.full(100, 0.5, np.float32), 8000), -50, 200)
    assert np.flatnonzero(heard).tolist() == list(range(50, 150))


def test_a_tone_of_another_rate_is_the_same_tone() -> None:
    heard = listening.stretch(Sound(TONE, 48_000), 4000, 8000)
    expected = np.sin(2 * np.pi * 440.0 * np.arange(4000, 12_000) / 8000)
    assert np.abs(heard - expected).max() < 0.01


@given(at=st.integers(8_001, 23_999))
@settings(max_examples=10, deadline=None)
def test_stretches_join_without_a_seam(at: int) -> None:
    sound = Sound(TONE, 48_000)
    whole = listening.stretch(sound, 8000, 16_000)
    joined = np.concatenate(
        [listening.stretch(sound, 8000, at - 8000), listening.stretch(sound, at, 24_000 - at)]
    )
    assert np.abs(whole - joined).max() < 1e-3


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 48_000])
def test_ten_seconds_are_80_000_samples_at_any_rate(rate_hz: int) -> None:
    assert listening.length(Sound(np.zeros(10 * rate_hz, np.int16), rate_hz)) == 80_000


def test_silence_has_no_loudness() -> None:
    assert not listening.loudness(Sound(np.zeros(80_000, np.int16), 8000)).any()


def test_a_whistle_is_loud_in_its_own_band_when_it_blows() -> None:
    samples = 0.001 * np.random.default_rng(0).standard_normal(80_000)
    samples[40_000:44_000] += 0.5 * np.hanning(4000) * np.sin(2 * np.pi * 2500.0 * np.arange(4000) / 8000)
    loudness = listening.loudness(Sound(samples.astype(np.float32), 8000))
    at_s = np.arange(loudness.shape[1]) / listening.LOUDNESS_RATE_HZ
    while_it_blows = loudness[:, (at_s > 5.1) & (at_s < 5.4)].mean(axis=1)
    assert int(np.argmax(while_it_blows)) == 5
    assert 5.0 <= at_s[int(np.argmax(loudness[5]))] <= 5.5


def test_a_sound_shorter_than_a_frame_has_no_loudness() -> None:
    assert listening.loudness(Sound(np.ones(100, np.float32), 8000)).shape == (7, 0)
