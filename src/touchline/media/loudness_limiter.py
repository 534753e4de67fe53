"""A true-peak limiter: sound made louder never clips, not even between its samples."""

import functools
from collections.abc import Iterable, Iterator

import numpy as np
import scipy
from numpy.typing import NDArray

Block = NDArray[np.float32]
FloatArray = NDArray[np.float64]

_OVERSAMPLING = 4
_TAPS = 12
_REACH = 960
"""Samples (20 ms at 48 kHz) over which the gain goes down before a peak and up behind it."""

_MARGIN = _TAPS + 2 * _REACH


def limited(blocks: Iterable[Block], *, gain: float, ceiling: float) -> Iterator[Block]:
    """Yield `blocks` (n, channels) times `gain`, turned down smoothly where they would pass `ceiling`.

    All channels get one gain, so that nothing moves from side to side. As many samples come out as go in.
    """
    held: Block | None = None
    for block in blocks:
        if held is None:
            held = np.zeros((_MARGIN, block.shape[1]), np.float32)
        held = np.concatenate([held, block * np.float32(gain)])
        if len(held) > 3 * _MARGIN:
            yield _turned_down(held, ceiling)
            held = held[-2 * _MARGIN :]
    if held is not None:
        yield _turned_down(np.concatenate([held, np.zeros((_MARGIN, held.shape[1]), np.float32)]), ceiling)


def true_peaks(samples: Block) -> FloatArray:
    """Return the largest magnitude near each sample and between it and its neighbours, over all channels.

    `samples` (n, channels) → (n,); within six samples of either end the peaks between samples are not seen.
    """
    peaks = np.abs(samples).max(axis=1).astype(np.float64)
    for channel in samples.T:
        for phase in _phases():
            between = np.abs(np.convolve(channel, phase, "same"))
            np.maximum(peaks, between, out=peaks)
    return scipy.ndimage.maximum_filter1d(peaks, 3)


def _turned_down(samples: Block, ceiling: float) -> Block:
    """Return the samples inside the margins, limited by what lies around them too."""
    inside = samples[_MARGIN:-_MARGIN]
    if np.abs(samples).max() < ceiling / 2:  # peaks between samples stay below twice those at samples
        return inside
    wanted = np.minimum(1.0, ceiling / np.maximum(true_peaks(samples), 1e-9))
    lowest = scipy.ndimage.minimum_filter1d(wanted, 2 * _REACH + 1)
    window = scipy.signal.windows.hann(2 * _REACH + 1)
    gain = scipy.signal.fftconvolve(lowest, window / window.sum(), "same")
    return (inside * gain[_MARGIN:-_MARGIN, None]).astype(np.float32)


@functools.cache
def _phases() -> FloatArray:
    """Return four times oversampling, twelve taps a row, as BS.1770-4 annex 2 suggests for true peaks."""
    taps = scipy.signal.firwin(_OVERSAMPLING * _TAPS, 0.95 / _OVERSAMPLING, window=("kaiser", 5.0))
    return (_OVERSAMPLING * taps).reshape(_TAPS, _OVERSAMPLING).T
