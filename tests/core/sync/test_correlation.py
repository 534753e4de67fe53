"""A peak of a correlation: where it is, how far it stands out, and what rivals it."""

import numpy as np
import pytest

from touchline.core.sync.correlation import correlate, find_peaks, whitened_spectra

RATE_HZ = 8000
SIZE = 8192


def correlation_of(first: np.ndarray, second: np.ndarray, lags: int = 2000) -> np.ndarray:
    spectra = [whitened_spectra(x[None].astype(np.float32), SIZE, RATE_HZ) for x in (first, second)]
    return correlate(spectra[0], spectra[1], SIZE, lags)


def noise(seed: int, samples: int = 4000) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(samples)


def test_a_sound_400_samples_later_peaks_at_a_twentieth_of_a_second() -> None:
    sound = noise(0)
    peaks = find_peaks(correlation_of(sound, np.concatenate([np.zeros(400), sound])), RATE_HZ)
    assert peaks.lag_s[0] == pytest.approx(0.05, abs=1e-5)
    assert peaks.z[0] > 20.0
    assert peaks.rival[0] < 0.3


def test_a_tone_that_only_one_hears_does_not_hide_the_peak() -> None:
    sound = noise(1)
    hum = 30.0 * np.sin(2 * np.pi * 1000.0 * np.arange(4400) / RATE_HZ)
    peaks = find_peaks(correlation_of(sound, np.concatenate([np.zeros(400), sound]) + hum), RATE_HZ)
    assert peaks.lag_s[0] == pytest.approx(0.05, abs=1e-4)


def test_an_echo_as_loud_as_the_sound_is_a_rival() -> None:
    sound = noise(2)
    twice = np.concatenate([sound, np.zeros(800)]) + np.concatenate([np.zeros(800), sound])
    peaks = find_peaks(correlation_of(sound, twice), RATE_HZ)
    assert peaks.rival[0] > 0.8


def test_below_200_hertz_nothing_counts() -> None:
    rumble = np.convolve(noise(3), np.hanning(800), mode="same")
    power = np.abs(whitened_spectra(rumble[None].astype(np.float32), SIZE, RATE_HZ)[0])
    frequency_hz = np.fft.rfftfreq(SIZE, 1.0 / RATE_HZ)
    assert not power[frequency_hz < 200.0].any()


def test_noise_stays_below_the_threshold_of_a_clear_sound() -> None:
    correlations = np.concatenate([correlation_of(noise(2 * i), noise(2 * i + 1)) for i in range(100)])
    assert np.quantile(find_peaks(correlations, RATE_HZ).z, 0.99) < 6.5


def test_silence_has_no_peak() -> None:
    peaks = find_peaks(np.zeros((2, 500), np.float32), RATE_HZ)
    assert peaks.z.tolist() == [0.0, 0.0]
    assert peaks.rival.tolist() == [1.0, 1.0]
