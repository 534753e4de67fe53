"""What is always in the air beside a pitch: the murmuring crowd, each microphone's own noise, a loop."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from touchline.core.synthetic.waveforms import HIGHEST_HZ, band_shape, pascal

FloatArray = NDArray[np.float64]
Arrivals = Sequence[tuple[float, float]]

LEVEL_AT_M = 20.0
_SEED_ORIGIN = 1 << 40
_CROWD_HZ = (250.0, 1800.0)


def crowd_power(arrivals: Arrivals, level_db: float) -> float:
    """Mean power (Pa²) of the crowd where `arrivals` are the (delay in s, metres) of its stands."""
    return sum(gain**2 for gain in _gains(arrivals, level_db))


def crowd_blocks(arrivals: Arrivals, level_db: float, first_s: int, rate_hz: int) -> Iterator[FloatArray]:
    """The crowd that all hear, a second of game time at a time: each stand murmurs its own noise.

    `arrivals` holds (delay in s, metres) per stand; together they make `level_db` SPL 20 m away.
    """
    frequency_hz = _frame_frequencies(rate_hz)
    shape = _crowd_shape(frequency_hz)
    steering = [
        shape * gain * np.exp(-2j * np.pi * frequency_hz * delay)
        for (delay, _), gain in zip(arrivals, _gains(arrivals, level_db), strict=True)
    ]

    def frame(second: int) -> FloatArray:
        loudness = 10.0 ** (np.random.default_rng(second + _SEED_ORIGIN).normal(0.0, 2.0) / 20.0)
        spectrum = np.zeros(len(frequency_hz), dtype=np.complex128)
        for stand, steer in enumerate(steering):
            spectrum += steer * _white(np.random.default_rng([stand, second + _SEED_ORIGIN]), len(steer))
        return np.asarray(loudness * _frame(spectrum, rate_hz))

    return _overlapped(frame, first_s, rate_hz)


def noise_blocks(rng: np.random.Generator, rate_hz: int) -> Iterator[FloatArray]:
    """What one microphone alone hears, at RMS 1: people beside it, and half as much hiss and wind."""
    frequency_hz = _frame_frequencies(rate_hz)
    hiss = band_shape(frequency_hz, 40.0, 4000.0)
    shape = np.sqrt(2.0 / 3.0 * _crowd_shape(frequency_hz) ** 2 + hiss**2 / (3.0 * np.sum(hiss**2)))
    return _overlapped(lambda _: _frame(shape * _white(rng, len(shape)), rate_hz), 0, rate_hz)


def music_blocks(
    loop: FloatArray, playing_s: tuple[float, float], first_s: int, rate_hz: int
) -> Iterator[FloatArray]:
    """The loop over and over while it plays, silence otherwise, a second of game time at a time."""
    silence = np.zeros(rate_hz)
    for second in count(first_s):
        if playing_s[0] <= second < playing_s[1]:
            yield loop[(second * rate_hz + np.arange(rate_hz)) % len(loop)]
        else:
            yield silence


def music_loop(arrivals: Arrivals, level_db: float, loop_s: float, rate_hz: int) -> FloatArray:
    """One period of four chords as it arrives from all loudspeakers (delay in s, metres each).

    It is periodic, so it fits itself at many delays: what a careful synchronisation must not believe.
    """
    samples = round(loop_s * rate_hz)
    spectrum = np.fft.rfft(_chords(loop_s, np.arange(samples) / rate_hz))
    frequency_hz = np.fft.rfftfreq(samples, 1.0 / rate_hz)
    response = np.zeros(len(frequency_hz), dtype=np.complex128)
    for delay, metres in arrivals:
        response += LEVEL_AT_M / metres * np.exp(-2j * np.pi * frequency_hz * delay)
    return pascal(level_db) * np.fft.irfft(spectrum * response, samples)


def _chords(loop_s: float, time_s: FloatArray) -> FloatArray:
    rng = np.random.default_rng(4)
    loop = np.zeros(len(time_s))
    for beat in range(4):
        after_s = (time_s - beat * loop_s / 4.0) % loop_s
        for tone_hz in 220.0 * 2.0 ** (rng.integers(0, 36, 5) / 12.0):
            loop += np.exp(-after_s / 0.25) * np.sin(2 * np.pi * tone_hz * after_s)
    return np.asarray(loop / np.sqrt(np.mean(loop**2)))


def _gains(arrivals: Arrivals, level_db: float) -> list[float]:
    each_pa = pascal(level_db) / np.sqrt(len(arrivals))
    return [float(each_pa * LEVEL_AT_M / metres) for _, metres in arrivals]


def _frame_frequencies(rate_hz: int) -> FloatArray:
    """Bins of a frame of two seconds, up to what the waveforms hold."""
    return np.asarray(np.arange(min(rate_hz, int(2 * HIGHEST_HZ))) / 2.0)


def _crowd_shape(frequency_hz: FloatArray) -> FloatArray:
    """Spectrum of a murmuring crowd, of power 1 over the whole band whatever the sample rate."""
    everything = band_shape(np.arange(int(2 * HIGHEST_HZ)) / 2.0, *_CROWD_HZ)
    return np.asarray(band_shape(frequency_hz, *_CROWD_HZ) / np.sqrt(np.sum(everything**2)))


def _white(rng: np.random.Generator, bins: int) -> NDArray[np.complex64]:
    """Complex white noise, drawn bin by bin so that a lower sample rate gets the same low bins."""
    return rng.standard_normal(2 * bins, dtype=np.float32).view(np.complex64)


def _frame(spectrum: NDArray[np.complex128], rate_hz: int) -> FloatArray:
    """Two seconds of noise, faded in and out so that frames a second apart add up to even power."""
    samples = 2 * rate_hz
    fade = np.sin(np.pi * (np.arange(samples) + 0.5) / samples)
    return np.asarray(np.fft.irfft(spectrum, samples) * (rate_hz * fade))


def _overlapped(frame: Callable[[int], FloatArray], first_s: int, rate_hz: int) -> Iterator[FloatArray]:
    """Blocks of one second from frames of two that begin each second."""
    previous = frame(first_s - 1)
    for second in count(first_s):
        current = frame(second)
        yield previous[rate_hz:] + current[:rate_hz]
        previous = current
