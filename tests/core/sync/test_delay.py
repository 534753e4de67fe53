"""Audio delay between two recordings: by hand, by property, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.sync.delay import audio_delay

RATE_HZ = 8000


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)).astype(np.float32)


def delay_of(reference: np.ndarray, other: np.ndarray, max_delay_s: float = 0.5) -> float:
    return audio_delay(reference, other, sample_rate_hz=RATE_HZ, max_delay_s=max_delay_s).seconds


def test_a_click_800_samples_later_is_a_tenth_of_a_second_later() -> None:
    reference, other = np.zeros((2, 4000), dtype=np.float32)
    reference[1000], other[1800] = 1.0, 1.0
    assert delay_of(reference, other, 0.3) == pytest.approx(0.1, abs=1e-5)


@given(shift=st.integers(-3000, 3000))
@settings(max_examples=15, deadline=None)
def test_shifting_a_recording_shifts_the_delay(shift: int) -> None:
    sound = noise(3.0)
    other = sound[3500 - shift : 3500 - shift + 16_000]
    assert delay_of(sound[3500 : 3500 + 16_000], other) == pytest.approx(shift / RATE_HZ, abs=2e-5)


def test_a_delay_between_samples_is_found_between_samples() -> None:
    sound = noise(2.0)
    spectrum = np.fft.rfft(sound)
    later = np.fft.irfft(spectrum * np.exp(-2j * np.pi * np.fft.rfftfreq(len(sound)) * 40.4), len(sound))
    assert delay_of(sound, later.astype(np.float32)) == pytest.approx(40.4 / RATE_HZ, abs=0.15 / RATE_HZ)


def test_swapping_the_recordings_swaps_the_sign() -> None:
    sound = noise(2.0)
    assert delay_of(sound[200:], sound) == pytest.approx(-delay_of(sound, sound[200:]), abs=1e-5)


def test_a_copy_has_no_delay_and_great_confidence() -> None:
    sound = noise(2.0)
    delay = audio_delay(sound, sound, sample_rate_hz=RATE_HZ, max_delay_s=0.5)
    assert delay.seconds == pytest.approx(0.0, abs=1e-6)
    assert delay.confidence > 30.0


def test_as_much_noise_as_sound_is_heard_through() -> None:
    sound = noise(4.0)
    reference, other = sound[:-800] + noise(3.9, 1), sound[800:] + noise(3.9, 2)
    delay = audio_delay(reference, other, sample_rate_hz=RATE_HZ, max_delay_s=0.5)
    assert delay.seconds == pytest.approx(-0.1, abs=1e-4)
    assert delay.confidence > 15.0


def test_unlike_noise_gives_no_confidence() -> None:
    delay = audio_delay(noise(3.0, 1), noise(3.0, 2), sample_rate_hz=RATE_HZ, max_delay_s=0.5)
    assert delay.confidence < 6.0


def test_a_delay_beyond_the_largest_is_not_found_there() -> None:
    sound = noise(3.0)
    delay = audio_delay(sound, sound[8000:], sample_rate_hz=RATE_HZ, max_delay_s=0.5)
    assert delay.confidence < 6.0


def test_silence_is_refused() -> None:
    with pytest.raises(ValueError, match="other recording is silent"):
        delay_of(noise(1.0), np.zeros(8000, dtype=np.float32))


def test_a_recording_shorter_than_the_largest_delay_is_refused() -> None:
    with pytest.raises(ValueError, match="reference recording is shorter"):
        delay_of(noise(0.2), noise(1.0))
