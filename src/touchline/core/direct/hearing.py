"""A take's sound as short spectra, read a half minute at a time: what moments and microphones are told by."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from touchline.core.sync.evidence import Sound

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]

FRAME_S = 0.032
HOP_S = 0.016
# Full scale is 0 dB; what is below this is digital silence.
SILENT_DB = -90.0
_BLOCK_FRAMES = 1875


@dataclass(frozen=True, slots=True)
class Spectra:
    """M frames: `middle_s` (M,) take time, `power` (M, B) mean square per bin, `frequency_hz` (B,).

    `peak` (M,) is the largest magnitude among each frame's samples, 1 = full scale.
    """

    middle_s: FloatArray
    power: Float32Array
    frequency_hz: FloatArray
    peak: Float32Array

    def band_db(self, low_hz: float, high_hz: float) -> FloatArray:
        """Level of a band in each frame, (M,), in dB of full scale; SILENT_DB where there is nothing."""
        inside = (self.frequency_hz >= low_hz) & (self.frequency_hz < high_hz)
        return to_db(self.power[:, inside].sum(axis=1))


def spectra(sound: Sound) -> Iterator[Spectra]:
    """Spectra of frames of 32 ms every 16 ms (Hann window), in blocks of 30 s."""
    rate_hz = sound.sample_rate_hz
    frame, hop = round(FRAME_S * rate_hz), round(HOP_S * rate_hz)
    window = np.hanning(frame + 1)[:-1].astype(np.float32)
    scale = np.float32(2.0 / (frame * float(window @ window)))
    frequency_hz = np.arange(frame // 2 + 1) * rate_hz / frame
    count = max(0, (len(sound.samples) - frame) // hop + 1)
    for first in range(0, count, _BLOCK_FRAMES):
        last = min(count, first + _BLOCK_FRAMES)
        samples = _as_float(sound.samples[first * hop : (last - 1) * hop + frame])
        frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
        spectrum = rfft(frames * window, axis=1)
        yield Spectra(
            middle_s=sound.start_s + (np.arange(first, last) * hop + frame / 2) / rate_hz,
            power=scale * (spectrum.real**2 + spectrum.imag**2),
            frequency_hz=frequency_hz,
            peak=np.abs(frames).max(axis=1),
        )


def to_db(power: Float32Array | FloatArray) -> FloatArray:
    """Power in dB of full scale, never below SILENT_DB."""
    return np.asarray(10.0 * np.log10(np.maximum(power, 10.0 ** (SILENT_DB / 10))), np.float64)


def _as_float(samples: NDArray[np.int16] | Float32Array) -> Float32Array:
    if samples.dtype == np.int16:
        return samples.astype(np.float32) / np.float32(32768.0)
    return samples.astype(np.float32)
