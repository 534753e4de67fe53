"""Delays between takes in windows of half a second all through the game: mostly of one sound each.

A short window of one take is looked for in a longer stretch of the other, and the other way round, so that
a kick is found whole however far it travelled; the clearer of the two counts. Short windows make the delays
of single sources visible; their spread is information about where the sources are, not noise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from touchline.core.sync import correlation, listening
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]
Pair = tuple[int, int]

WINDOW_S = 0.5
SEARCH_S = 0.6
_SHORT = round(WINDOW_S * listening.RATE_HZ)
_SEARCH = round(SEARCH_S * listening.RATE_HZ)
_LONG = _SHORT + 2 * _SEARCH
_SIZE = fft.next_fast_len(_LONG, real=True)
_BATCH = 48


@dataclass(frozen=True, slots=True)
class PairWindows:
    """What the windows of one pair of takes heard; all (W,), on the same grid for all pairs of a call.

    `heard` is False where not both were recording and audible. `game_s` is the window's middle and
    `delay_s` how much later the second take heard its sound than the first, both on the clocks that were
    assumed. `z` and `rival` as in `correlation.Peaks`.
    """

    game_s: FloatArray
    heard: NDArray[np.bool_]
    delay_s: FloatArray
    z: FloatArray
    rival: FloatArray


@dataclass(frozen=True, slots=True)
class _Heard:
    """A take's whitened spectra in a batch of windows, and what rounding to whole samples left out."""

    present: NDArray[np.bool_]
    short: correlation.Spectra
    long: correlation.Spectra
    late_s: FloatArray


def listen(
    sounds: Mapping[int, Sound],
    clocks: Mapping[int, TakeClock],
    pairs: Sequence[Pair],
    *,
    step_s: float = WINDOW_S,
    on_progress: Callable[[float], None],
) -> dict[Pair, PairWindows]:
    """Delays of every pair in every window, `step_s` apart, searched within ±0.6 s of what the clocks say."""
    collected: dict[Pair, list[FloatArray]] = {pair: [] for pair in pairs}
    starts = {take: clocks[take].to_game(sounds[take].start_s) for take in clocks}
    ends = {take: clocks[take].to_game(_end_s(sounds[take])) for take in clocks}
    first_s, last_s = min(starts.values(), default=0.0), max(ends.values(), default=0.0)
    for game_s in _batches(first_s, last_s, step_s):
        on_progress((game_s[0] - first_s) / max(last_s - first_s, 1.0))
        heard = {take: _hear(sounds[take], clocks[take], game_s) for take in clocks}
        for pair in pairs:
            collected[pair].append(_pair_rows(heard[pair[0]], heard[pair[1]], game_s))
    return {pair: _joined(rows) for pair, rows in collected.items()}


def _joined(batches: list[FloatArray]) -> PairWindows:
    game_s, heard, delay_s, z, rival = (np.concatenate(batches) if batches else np.zeros((0, 5))).T
    return PairWindows(game_s, heard > 0.0, delay_s, z, rival)


def _end_s(sound: Sound) -> float:
    return sound.start_s + len(sound.samples) / sound.sample_rate_hz


def _batches(first_s: float, last_s: float, step_s: float) -> Iterator[FloatArray]:
    game_s = np.arange(first_s, last_s, step_s)
    for begin in range(0, len(game_s), _BATCH):
        yield game_s[begin : begin + _BATCH]


def _hear(sound: Sound, clock: TakeClock, game_s: FloatArray) -> _Heard | None:
    """Spectra of the windows that begin at `game_s`; None where the take holds none of them whole."""
    exact = (clock.to_take(game_s) - sound.start_s) * listening.RATE_HZ
    at = np.round(exact).astype(np.int64)
    present = (at >= 0) & (at + _SHORT <= listening.length(sound))
    if not present.any():
        return None
    at_present = at[present]
    begin = int(at_present.min()) - _SEARCH
    samples = listening.stretch(sound, begin, int(at_present.max()) - begin + _LONG)
    stretches = np.lib.stride_tricks.sliding_window_view(samples, _LONG)[at_present - _SEARCH - begin]
    short = stretches[:, _SEARCH : _SEARCH + _SHORT]
    audible = np.sqrt(np.mean(np.square(short), axis=1)) > listening.SILENT_RMS
    present[present] = audible
    late_s = ((exact - at) / listening.RATE_HZ)[present]
    window = np.hanning(_SHORT).astype(np.float32)
    return _Heard(
        present,
        correlation.whitened_spectra(short[audible] * window, _SIZE, listening.RATE_HZ),
        correlation.whitened_spectra(stretches[audible], _SIZE, listening.RATE_HZ),
        late_s,
    )


def _pair_rows(first: _Heard | None, second: _Heard | None, game_s: FloatArray) -> FloatArray:
    """Rows of (middle, heard, delay, z, rival), zero but for the middle where not both were audible."""
    rows = np.zeros((len(game_s), 5))
    rows[:, 0] = game_s + WINDOW_S / 2.0
    if first is None or second is None:
        return rows
    both = first.present & second.present
    if not both.any():
        return rows
    in_first, in_second = both[first.present], both[second.present]
    onwards = _search(first.short[in_first], second.long[in_second])
    back = _search(second.short[in_second], first.long[in_first])
    backwards = back.z > onwards.z
    delay_s = np.where(backwards, -back.lag_s, onwards.lag_s)
    rows[both, 1:] = np.stack(
        [
            onwards.z > 0.0,
            delay_s + first.late_s[in_first] - second.late_s[in_second],
            np.maximum(onwards.z, back.z),
            np.where(backwards, back.rival, onwards.rival),
        ],
        axis=1,
    )
    return rows


def _search(short: correlation.Spectra, long: correlation.Spectra) -> correlation.Peaks:
    """Where the short windows lie in the long stretches; lags count from no delay."""
    peaks = correlation.find_peaks(
        correlation.correlate(short, long, _SIZE, 2 * _SEARCH + 1), listening.RATE_HZ
    )
    return replace(peaks, lag_s=peaks.lag_s - SEARCH_S)
