"""What each event of a synthetic game sounds like one metre away: the same waveform for every microphone."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

HIGHEST_HZ = 12_000.0
_SLOT_S = 0.05


class SoundKind(StrEnum):
    """The sounds that a game is made of."""

    WHISTLE = "whistle"
    HIT = "hit"
    SHOT = "shot"
    SHOUT = "shout"
    CHEER = "cheer"


@dataclass(frozen=True, slots=True)
class Emission:
    """A sound that starts at game time `at_s` at `position_m` (x, y, z); `seed` fixes its waveform."""

    kind: SoundKind
    at_s: float
    position_m: tuple[float, float, float]
    seed: int


def waveform(kind: SoundKind, seed: int, sample_rate_hz: int) -> FloatArray:
    """Sound pressure in pascal at 1 m, shape (N,); the same sound at every sample rate.

    Levels at 1 m as sound meters give them: whistle 112 dB SPL, shot 108, cheer 104, shout 98, kick 96.
    """
    rng = np.random.default_rng([seed, len(kind)])
    level_db, make = _SOUNDS[kind]
    shape = make(rng, sample_rate_hz)
    loudness_db = level_db + float(rng.uniform(-4.0, 4.0))
    return pascal(loudness_db) * shape


def pascal(level_db: float) -> float:
    """Sound pressure (RMS) in pascal of a level in dB SPL."""
    return float(20e-6 * 10.0 ** (level_db / 20.0))


def band_noise(
    rng: np.random.Generator, duration_s: float, sample_rate_hz: int, low_hz: float, high_hz: float
) -> FloatArray:
    """Noise between `low_hz` and `high_hz` with RMS 1, built bin by bin from low to high frequency.

    So the same generator gives the same sound at any sample rate, less what lies above its Nyquist.
    """
    count = round(duration_s * sample_rate_hz)
    frequency_hz = np.arange(int(HIGHEST_HZ * duration_s) + 1) / duration_s
    spectrum = rng.standard_normal((len(frequency_hz), 2)) @ np.array([1.0, 1.0j])
    spectrum *= band_shape(frequency_hz, low_hz, high_hz)
    spectrum /= np.sqrt(np.sum(np.abs(spectrum) ** 2) / 2.0)
    return np.asarray(np.fft.irfft(spectrum[: count // 2], count)) * (count / 2.0)


def band_shape(frequency_hz: FloatArray, low_hz: float, high_hz: float) -> FloatArray:
    """Gain of a smooth band-pass with 12 dB per octave on both sides, shape of `frequency_hz`."""
    with np.errstate(divide="ignore"):
        ratio = np.where(frequency_hz > 0.0, low_hz / np.maximum(frequency_hz, 1e-9), np.inf)
    return np.asarray(1.0 / np.sqrt((1.0 + ratio**4) * (1.0 + (frequency_hz / high_hz) ** 4)))


def _time(duration_s: float, sample_rate_hz: int) -> FloatArray:
    return np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz


def _cycles(pitch_hz: FloatArray, sample_rate_hz: int) -> FloatArray:
    """Cycles done since the first sample; the same at every sample rate."""
    steps = (pitch_hz[1:] + pitch_hz[:-1]) / (2.0 * sample_rate_hz)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _drawn_duration(rng: np.random.Generator, low_s: float, high_s: float) -> float:
    """A multiple of 50 ms, which is a whole number of samples at every usual rate."""
    return _SLOT_S * round(float(rng.uniform(low_s, high_s)) / _SLOT_S)


def _fade(time_s: FloatArray, attack_s: float, release_s: float) -> FloatArray:
    end_s = time_s[-1]
    return np.asarray(np.clip(time_s / attack_s, 0.0, 1.0) * np.clip((end_s - time_s) / release_s, 0.0, 1.0))


def _whistle(rng: np.random.Generator, sample_rate_hz: int) -> FloatArray:
    """A pea whistle: a tone between 3.5 and 4.5 kHz, trilled by the pea, in a hiss of breath."""
    duration_s = _drawn_duration(rng, 0.3, 1.2)
    time_s = _time(duration_s, sample_rate_hz)
    tone_hz, trill_hz, phase = rng.uniform(3600, 4350), rng.uniform(30, 60), rng.uniform(0, 2 * np.pi)
    trill = np.sin(2 * np.pi * trill_hz * time_s + phase)
    pitch_hz = tone_hz + 100.0 * trill
    audible = np.clip((0.48 * sample_rate_hz - pitch_hz) / (0.03 * sample_rate_hz), 0.0, 1.0)
    tone = np.sin(2 * np.pi * _cycles(pitch_hz, sample_rate_hz)) * (0.7 + 0.3 * trill) * audible
    breath = band_noise(rng, duration_s, sample_rate_hz, 1000.0, 9000.0)
    return (1.3 * tone + 0.12 * breath) * _fade(time_s, 0.02, 0.04)


def _knock(rng: np.random.Generator, sample_rate_hz: int, decay_s: float, high_hz: float) -> FloatArray:
    """A broad-band transient with a thump under it; RMS about 1 while it sounds."""
    duration_s = 0.2
    time_s = _time(duration_s, sample_rate_hz)
    thump = np.sin(2 * np.pi * rng.uniform(120, 260) * time_s) * np.exp(-time_s / (2 * decay_s))
    crack = band_noise(rng, duration_s, sample_rate_hz, 300.0, high_hz) * np.exp(-time_s / decay_s)
    return (1.4 * crack + 0.7 * thump) * _fade(time_s, 0.001, 0.02)


def _hit(rng: np.random.Generator, sample_rate_hz: int) -> FloatArray:
    return _knock(rng, sample_rate_hz, 0.012, 4000.0)


def _shot(rng: np.random.Generator, sample_rate_hz: int) -> FloatArray:
    return _knock(rng, sample_rate_hz, 0.025, 6000.0)


def _shout(rng: np.random.Generator, sample_rate_hz: int) -> FloatArray:
    """A voice: harmonics of a gliding pitch under three formants, and a little breath."""
    duration_s = _drawn_duration(rng, 0.25, 0.8)
    time_s = _time(duration_s, sample_rate_hz)
    glide = np.interp(time_s, np.linspace(0, duration_s, 4), rng.uniform(0.85, 1.15, 4))
    pitch_hz = rng.uniform(170, 380) * glide
    angle = 2 * np.pi * _cycles(pitch_hz, sample_rate_hz)
    formants_hz = rng.uniform([500, 1100, 2300], [900, 1900, 3200])
    voice = np.zeros_like(time_s)
    for harmonic in range(1, 16):
        resonance = np.exp(-(((harmonic * pitch_hz[0] - formants_hz) / 300.0) ** 2)) @ [1.0, 0.7, 0.4] + 0.05
        below_nyquist = harmonic * float(pitch_hz.max()) < 0.48 * sample_rate_hz
        phase = rng.uniform(0, 2 * np.pi)
        if below_nyquist:
            voice += resonance * np.sin(harmonic * angle + phase)
    breath = band_noise(rng, duration_s, sample_rate_hz, 500.0, 5000.0)
    return (voice + 0.1 * breath) * _fade(time_s, 0.03, 0.08)


def _cheer(rng: np.random.Generator, sample_rate_hz: int) -> FloatArray:
    """Many voices and clapping hands: swelling noise with a fast random roughness."""
    duration_s = _drawn_duration(rng, 2.0, 5.0)
    time_s = _time(duration_s, sample_rate_hz)
    knots_s = np.arange(0.0, duration_s + 0.06, 0.06)
    roughness = np.interp(time_s, knots_s, rng.uniform(0.4, 1.4, len(knots_s)))
    return band_noise(rng, duration_s, sample_rate_hz, 350.0, 3000.0) * roughness * _fade(time_s, 0.3, 1.5)


_SOUNDS: dict[SoundKind, tuple[float, Callable[[np.random.Generator, int], FloatArray]]] = {
    SoundKind.WHISTLE: (112.0, _whistle),
    SoundKind.HIT: (96.0, _hit),
    SoundKind.SHOT: (108.0, _shot),
    SoundKind.SHOUT: (98.0, _shout),
    SoundKind.CHEER: (104.0, _cheer),
}
