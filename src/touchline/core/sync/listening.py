"""How takes are listened to: stretches at one working rate, and a slow picture of loudness per band.

Nothing here holds a whole take: a memory-mapped sound of 90 minutes is read a minute at a time.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

from touchline.core.sync.evidence import Sound

Float32Array = NDArray[np.float32]

RATE_HZ = 8000
LOW_HZ, HIGH_HZ = 200.0, 4000.0
HOP = 256
LOUDNESS_RATE_HZ = RATE_HZ / HOP
SILENT_RMS = 2e-4
_FRAME = 512
_BANDS_HZ = (200.0, 400.0, 700.0, 1100.0, 1600.0, 2200.0, 3000.0, 4000.0)
_LOCAL_FRAMES = 93
_READ_FRAMES = 1875


def length(sound: Sound) -> int:
    """Number of samples of the sound at the working rate of 8 kHz."""
    return len(sound.samples) * RATE_HZ // sound.sample_rate_hz


def stretch(sound: Sound, first: int, count: int) -> Float32Array:
    """Samples [first, first + count) at 8 kHz, in [-1, 1], zero outside the sound; shape (count,)."""
    heard = np.zeros(count, dtype=np.float32)
    begin, end = max(first, 0), min(first + count, length(sound))
    if end > begin:
        heard[begin - first : end - first] = _at_working_rate(sound, begin, end)
    return heard


def _at_working_rate(sound: Sound, begin: int, end: int) -> Float32Array:
    if sound.sample_rate_hz == RATE_HZ:
        return _as_float(sound.samples[begin:end])
    # Whole seconds have whole numbers of samples at both rates, so cuts there keep the grids aligned.
    first_s = max(0, begin // RATE_HZ - 1)
    raw = sound.samples[first_s * sound.sample_rate_hz : (end // RATE_HZ + 2) * sound.sample_rate_hz]
    heard = resample_poly(_as_float(raw), RATE_HZ, sound.sample_rate_hz)
    at = begin - first_s * RATE_HZ
    found = np.zeros(end - begin, dtype=np.float32)
    part = heard[at : at + end - begin]
    found[: len(part)] = part
    return found


def _as_float(samples: NDArray[np.int16] | Float32Array) -> Float32Array:
    if samples.dtype == np.int16:
        return samples.astype(np.float32) * np.float32(1.0 / 32768.0)
    return np.asarray(samples, dtype=np.float32)


def loudness(sound: Sound) -> Float32Array:
    """Loudness of seven bands between 200 and 4000 Hz, shape (7, N) at 31.25 Hz, each against its own
    last three seconds and scaled to unit deviation. Column i covers samples [256 i, 256 i + 512).

    All zero where the sound is silent.
    """
    frames = max(0, (length(sound) - _FRAME) // HOP + 1)
    level_db = np.full((len(_BANDS_HZ) - 1, frames), -120.0, dtype=np.float32)
    edges = np.round(np.array(_BANDS_HZ) * _FRAME / RATE_HZ).astype(int)
    window = np.hanning(_FRAME).astype(np.float32)
    for first in range(0, frames, _READ_FRAMES):
        count = min(_READ_FRAMES, frames - first)
        samples = stretch(sound, first * HOP, (count - 1) * HOP + _FRAME)
        framed = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::HOP]
        power = np.abs(np.fft.rfft(framed * window, axis=1)) ** 2
        bands = np.add.reduceat(power, edges[:-1], axis=1)
        level_db[:, first : first + count] = 10.0 * np.log10(bands.T + 1e-9)
    return _standardised(level_db)


def _standardised(level_db: Float32Array) -> Float32Array:
    """Each band less its local mean, in units of its deviation, clipped where a knock would dominate."""
    if level_db.shape[1] == 0:
        return level_db
    relative = level_db - uniform_filter1d(level_db, min(_LOCAL_FRAMES, level_db.shape[1]), axis=1)
    deviation = relative.std(axis=1, keepdims=True)
    return np.asarray(np.clip(relative / np.maximum(deviation, 0.1), -1.0, 4.0), dtype=np.float32)
