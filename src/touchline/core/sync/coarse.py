"""Where in another take the same game was heard, to a tenth of a second, anywhere in 90 minutes.

The waveform itself cannot be searched so far: a relative drift of 600 ppm makes a second of it
incoherent above 800 Hz, and every source arrives with another delay. The rise and fall of loudness in seven
bands survives both. Two minutes of it against the whole other take give a peak of z = 6 … 30 even at a
signal-to-noise ratio of 0 dB and 125 m (docs/experiments/sync.md); peaks of all chunks vote for a line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.ndimage import uniform_filter1d

from touchline.core.sync.listening import LOUDNESS_RATE_HZ

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]

LARGEST_RELATIVE_DRIFT = 650e-6
_CHUNK_FRAMES = 3750
_SHORTEST_FRAMES = 156
_PEAKS_PER_CHUNK = 6
_NOISE_Z = 4.8
_ENOUGH_EXCESS = 2.5
_TOLERANCE_FRAMES = 6
_RIVAL_FRAMES = 16
# Minutes of a game were alike by 0.08 to 0.23, of a loop of music by 0.99.
_REPEATS = 0.6


@dataclass(frozen=True, slots=True)
class Overlap:
    """The same sounds come `delay_s` + `drift` · t later in the second sound, t seconds into the first.

    Both times count from the sounds' own first samples. `score` is how far the evidence stands above
    noise (2.5 is enough); `rival` is the share of it that the next best, different delay reaches: near 1
    where the sound repeats itself, as a music loop does.
    """

    delay_s: float
    drift: float
    score: float
    rival: float

    def reversed(self) -> "Overlap":
        """The same, as the second sound sees it."""
        return Overlap(
            -self.delay_s / (1.0 + self.drift), -self.drift / (1.0 + self.drift), self.score, self.rival
        )


def find_overlap(first: Float32Array, second: Float32Array) -> Overlap | None:
    """Find where two sounds overlap, from their `listening.loudness`, shapes (B, N) and (B, M).

    None where nothing stands out of the noise, or either is shorter than five seconds.
    """
    if min(first.shape[1], second.shape[1]) < _SHORTEST_FRAMES:
        return None
    if first.shape[1] > second.shape[1]:
        found = find_overlap(second, first)
        return None if found is None else found.reversed()
    chunks = _correlate_chunks(first, second)
    if not len(chunks.middle):
        return None
    return _vote(chunks)


def repeats_itself(loudness: Float32Array) -> bool:
    """Whether two minutes out of the middle of a sound come again within a minute, as a music loop does."""
    middle = loudness.shape[1] // 2
    stretch = loudness[:, max(0, middle - _CHUNK_FRAMES // 2) : middle + _CHUNK_FRAMES // 2]
    frames = stretch.shape[1]
    latest = min(frames // 2, round(60.0 * LOUDNESS_RATE_HZ))
    if latest <= _RIVAL_FRAMES:
        return False
    spectrum = fft.rfft(stretch - stretch.mean(axis=1, keepdims=True), 2 * frames, axis=1)
    own = fft.irfft(np.sum(np.abs(spectrum) ** 2, axis=0), 2 * frames)[:latest]
    own *= frames / (frames - np.arange(latest))
    return bool(own[_RIVAL_FRAMES:].max() > _REPEATS * own[0])


@dataclass(frozen=True, slots=True)
class _Peaks:
    """Candidate delays of chunks, in frames, with how far they stand out; `middle` is the chunk's."""

    middle: FloatArray
    delay: FloatArray
    excess: FloatArray


def _correlate_chunks(first: Float32Array, second: Float32Array) -> _Peaks:
    """The best few delays of each chunk of the first sound within the whole second sound."""
    size = fft.next_fast_len(second.shape[1] + min(_CHUNK_FRAMES, first.shape[1]), real=True)
    spectrum = fft.rfft(second, size, axis=1)
    found: list[tuple[float, float, float]] = []
    for begin, end in _chunks(first.shape[1]):
        chunk = first[:, begin:end] - first[:, begin:end].mean(axis=1, keepdims=True)
        cross = np.einsum("bf,bf->f", spectrum, np.conj(fft.rfft(chunk, size, axis=1)))
        lags = np.arange(size)
        lags[lags > second.shape[1]] -= size
        for delay, excess in _best_peaks(fft.irfft(cross, size)):
            found.append(((begin + end) / 2.0, float(lags[delay]) - begin, excess))
    middle, delay_frames, excesses = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return _Peaks(middle, delay_frames, excesses)


def _chunks(frames: int) -> list[tuple[int, int]]:
    count = max(1, round(frames / _CHUNK_FRAMES))
    edges = np.linspace(0, frames, count + 1).astype(int)
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _best_peaks(correlation: Float32Array) -> list[tuple[int, float]]:
    """(index, excess over noise in deviations) of the highest peaks, well apart; noise alone gives none."""
    smooth = uniform_filter1d(correlation, 3, mode="wrap")
    middle = float(np.median(smooth))
    # The middle half of a correlation is noise even where the peak is broad.
    spread = 1.4826 * float(np.median(np.abs(smooth - middle)))
    if spread <= 0.0:
        return []
    z = (smooth - middle) / spread
    peaks = []
    for _ in range(_PEAKS_PER_CHUNK):
        best = int(np.argmax(z))
        excess = float(z[best]) - _NOISE_Z
        if excess <= -0.8:
            break
        peaks.append((best, max(excess, 0.05)))
        z[np.arange(best - _RIVAL_FRAMES, best + _RIVAL_FRAMES + 1) % len(z)] = -np.inf
    return peaks


def _vote(peaks: _Peaks) -> Overlap | None:
    """The line through the peaks of the chunks that gathers most excess."""
    drifts = np.linspace(-LARGEST_RELATIVE_DRIFT, LARGEST_RELATIVE_DRIFT, 53)
    # Of drifts that fit alike the smallest counts, so it comes first.
    drifts = drifts[np.argsort(np.abs(drifts))]
    anchors = np.argsort(peaks.excess)[::-1][:120]
    best, scores = (0, 0.0), np.zeros(len(anchors))
    for row, anchor in enumerate(anchors):
        predicted = peaks.delay[anchor] + drifts[:, None] * (peaks.middle - peaks.middle[anchor])[None, :]
        away = np.abs(peaks.delay[None, :] - predicted)
        gathered = np.where(away <= _TOLERANCE_FRAMES, peaks.excess, 0.0).sum(axis=1)
        scores[row] = gathered.max()
        if scores[row] >= scores[: row + 1].max() and scores[row] > scores[best[0]] * (row > 0):
            best = (row, float(drifts[int(np.argmax(gathered))]))
    if scores[best[0]] < _ENOUGH_EXCESS:
        return None
    return _line(peaks, int(anchors[best[0]]), best[1], anchors, scores)


def _tilt(middle: FloatArray, away: FloatArray, weight: FloatArray) -> float:
    """What the peaks add to the voted slope; little where they are few, for travel shifts them."""
    centred = middle - np.average(middle, weights=weight)
    support = float(np.sum(weight * centred**2)) + 4.0 * float(weight.max()) * _CHUNK_FRAMES**2
    return float(np.sum(weight * centred * away)) / support


def _line(
    peaks: _Peaks, anchor: int, drift: float, anchors: NDArray[np.int64], scores: FloatArray
) -> Overlap:
    """The voted line, made exact by its own peaks, and the strongest line that disagrees with it."""
    predicted = peaks.delay[anchor] + drift * (peaks.middle - peaks.middle[anchor])
    away = peaks.delay - predicted
    own = np.abs(away) <= _TOLERANCE_FRAMES
    weight = np.where(own, peaks.excess, 0.0)
    tilt = _tilt(peaks.middle, away, weight)
    centre = float(np.average(away - tilt * peaks.middle, weights=weight))
    at_start = float(peaks.delay[anchor] - drift * peaks.middle[anchor] + centre)
    drift = float(np.clip(drift + tilt, -LARGEST_RELATIVE_DRIFT, LARGEST_RELATIVE_DRIFT))
    other = np.abs(away[anchors]) > _RIVAL_FRAMES
    rival = float(scores[other].max(initial=0.0)) / float(scores.max())
    return Overlap(at_start / LOUDNESS_RATE_HZ, drift, float(scores.max()), rival)
