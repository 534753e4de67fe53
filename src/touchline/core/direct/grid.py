"""The game clock in half-second steps, and takes' measurements brought onto it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import STEP_S
from touchline.core.direct.takes import DirectTake, Span, shown_spans

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GameGrid:
    """N steps of `STEP_S` seconds of the game clock from `start_s` on, and where K takes stand in them.

    `rows` (K, N): which row of the take's picture track belongs to the step, -1 where the take has no
    picture for any part of it. `spans`: per take, exactly when it can be shown.
    """

    start_s: float
    rows: IntArray
    spans: tuple[tuple[Span, ...], ...]

    @property
    def step_starts_s(self) -> FloatArray:
        """(N,) game-clock time at which each step begins."""
        return self.start_s + np.arange(self.rows.shape[1], dtype=np.float64) * STEP_S

    def resample(self, tracks: Sequence[FloatArray]) -> FloatArray:
        """Bring each take's measurement, (N_k,), onto the grid: (K, N), NaN where it has no picture."""
        return np.array([_take_rows(*pair) for pair in zip(tracks, self.rows, strict=True)], np.float64)


def game_grid(takes: Sequence[DirectTake]) -> GameGrid:
    """Lay the grid over all takes.

    Raises:
        ValueError: if no take has any picture.
    """
    spans = tuple(shown_spans(take) for take in takes)
    everything = [span for of_take in spans for span in of_take]
    if not everything:
        raise ValueError("expected at least one take with a picture, got none")
    start_s = STEP_S * np.floor(min(start for start, _ in everything) / STEP_S)
    steps = int(np.ceil((max(end for _, end in everything) - start_s) / STEP_S))
    rows = np.array(
        [_rows(take, of_take, start_s, steps) for take, of_take in zip(takes, spans, strict=True)]
    )
    return GameGrid(start_s=float(start_s), rows=rows, spans=spans)


def _rows(take: DirectTake, spans: tuple[Span, ...], start_s: float, steps: int) -> IntArray:
    """The row at the middle of what can be shown of each step, so that a step at an edge has one too."""
    begin_s = start_s + np.arange(steps) * STEP_S
    rows = np.full(steps, -1, np.int64)
    for span_start_s, span_end_s in spans:
        low_s = np.maximum(begin_s, span_start_s)
        high_s = np.minimum(begin_s + STEP_S, span_end_s)
        overlaps = high_s > low_s
        take_s = take.clock.to_take((low_s + high_s) / 2)
        rows[overlaps] = np.clip(take_s[overlaps] // STEP_S, 0, len(take.picture) - 1)
    return rows


def _take_rows(track: FloatArray, rows: IntArray) -> FloatArray:
    if len(track) == 0:
        return np.full(len(rows), np.nan)
    return np.asarray(np.where(rows >= 0, track[rows], np.nan), np.float64)
