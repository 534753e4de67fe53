"""How much later one recording heard the same sound than another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from touchline.core.sync.correlation import correlate, find_peaks, whitened_spectra
from touchline.core.sync.listening import SILENT_RMS

Float32Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Delay:
    """`seconds` > 0: the other heard it later. `confidence` is the peak's z-score; noise stays below 6."""

    seconds: float
    confidence: float


def audio_delay(
    reference: Float32Array, other: Float32Array, *, sample_rate_hz: int, max_delay_s: float
) -> Delay:
    """Estimate how much later `other` heard the same sound.

    Both are mono samples in [-1, 1], shapes (N,) and (M,), at the same rate; only 200–4000 Hz count.
    Method: GCC-PHAT, see `correlation`.

    Raises:
        ValueError: if either recording is silent or shorter than `max_delay_s`.
    """
    largest = round(max_delay_s * sample_rate_hz)
    for name, samples in (("reference", reference), ("other", other)):
        if len(samples) < max(largest, 2):
            raise ValueError(f"the {name} recording is shorter than the largest delay of {max_delay_s} s")
        if not float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) >= SILENT_RMS:
            raise ValueError(f"the {name} recording is silent")
    size = fft.next_fast_len(len(reference) + len(other) + largest, real=True)
    shifted = np.concatenate([np.zeros(largest, dtype=np.float32), other])
    first, second = (
        whitened_spectra(np.asarray(samples, dtype=np.float32)[None, :], size, sample_rate_hz)
        for samples in (reference, shifted)
    )
    peaks = find_peaks(correlate(first, second, size, 2 * largest + 1), sample_rate_hz)
    return Delay(float(peaks.lag_s[0]) - largest / sample_rate_hz, float(peaks.z[0]))
