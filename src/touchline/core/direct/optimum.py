"""The optimal cut list: which take is shown when, by dynamic programming over half-second steps.

The value of a film is the sum over its shots of score × seconds, less what each shot's length and each cut
cost (`limits.py`). Work and memory are linear in the film's length; takes are handled side by side.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.limits import Limits

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CutProblem:
    """One unbroken stretch of T steps in which always at least one of K takes can be shown.

    `edges_s` (T + 1,) strictly rising; step t lasts from edge t to edge t + 1. `score` (T, K) in [0, 1],
    NaN where the take cannot be shown for the whole step. `cut_cost` (T, K, K): cost of a cut from take j to
    take k at the beginning of step t; a take is never cut to itself.
    """

    edges_s: FloatArray
    score: FloatArray
    cut_cost: FloatArray

    def __post_init__(self) -> None:
        steps, takes = self.score.shape
        if self.edges_s.shape != (steps + 1,) or self.cut_cost.shape != (steps, takes, takes):
            raise ValueError(
                f"expected {steps + 1} edges and ({steps}, {takes}, {takes}) costs, "
                f"got {self.edges_s.shape}, {self.cut_cost.shape}"
            )
        if not np.all(np.isfinite(self.score).any(axis=1)):
            raise ValueError("in every step at least one take must be shown")


@dataclass(frozen=True, slots=True)
class Cut:
    """Take `take` is shown from step `first` up to, but without, step `end`."""

    take: int
    first: int
    end: int


def best_cuts(problem: CutProblem, limits: Limits) -> tuple[Cut, ...]:
    """The cut list of the greatest value; `film_value` says what that is.

    `ends[t, k]` is the value of the best film up to edge t whose last shot shows take k and ends there. A
    shot that starts at edge s adds `gained[t] - gained[s]` less the cost of its length, so the best start
    is a maximum over the edges of the last `longest_s`; of the starts before that, only the best one can
    ever win, because all of them grow dearer alike.
    """
    steps, takes = problem.score.shape
    shown = np.isfinite(problem.score)
    lengths_s = np.diff(problem.edges_s)[:, None]
    gained = np.vstack([np.zeros(takes), np.cumsum(np.where(shown, problem.score, 0.0) * lengths_s, axis=0)])
    window = np.searchsorted(problem.edges_s, problem.edges_s - limits.longest_s - 1e-6)
    ends = np.full((steps + 1, takes), -np.inf)
    starts = np.zeros((steps + 1, takes), np.int64)
    before = np.zeros((steps + 1, takes), np.int64)
    head = np.full((steps, takes), -np.inf)  # value of starting a shot at edge s, less what was gained by s
    head[0] = 0.0
    to_itself = np.diag(np.full(takes, np.inf))
    oldest = _Oldest(takes, problem.edges_s, limits)
    for t in range(1, steps + 1):
        hidden = ~shown[t - 1]
        oldest.take_in(head, window[t - 1], window[t])
        oldest.forget(hidden)
        head[window[t] : t, hidden] = -np.inf
        value, starts[t] = _best_start(head[window[t] : t], problem.edges_s[window[t] : t + 1], limits)
        starts[t] += window[t]
        oldest.improve(value, starts[t], t)
        ends[t] = value + gained[t]
        if t < steps:
            after_cut = ends[t][:, None] - problem.cut_cost[t] - to_itself
            before[t] = np.argmax(after_cut, axis=0)
            head[t] = after_cut[before[t], np.arange(takes)] - gained[t]
    return _trace_back(int(np.argmax(ends[steps])), starts, before)


def film_value(problem: CutProblem, cuts: tuple[Cut, ...], limits: Limits) -> float:
    """What a film made of these shots is worth: the definition of what `best_cuts` finds the maximum of."""
    lengths_s = np.diff(problem.edges_s)
    value = 0.0
    for cut in cuts:
        value += float(problem.score[cut.first : cut.end, cut.take] @ lengths_s[cut.first : cut.end])
        value -= float(limits.length_cost(problem.edges_s[[cut.end]] - problem.edges_s[cut.first])[0])
    for outgoing, incoming in pairwise(cuts):
        value -= float(problem.cut_cost[incoming.first, outgoing.take, incoming.take])
    return value


class _Oldest:
    """Per take, the best start among those more than `longest_s` ago, where cost grows alike for all."""

    def __init__(self, takes: int, edges_s: FloatArray, limits: Limits) -> None:
        self._edges_s = edges_s
        self._limits = limits
        self._rank = np.full(takes, -np.inf)
        self._head = np.full(takes, -np.inf)
        self._start = np.zeros(takes, np.int64)

    def take_in(self, head: FloatArray, first: int, end: int) -> None:
        for s in range(first, end):
            rank = head[s] + self._limits.cost_per_s_beyond * self._edges_s[s]
            better = rank > self._rank
            self._rank[better] = rank[better]
            self._head[better] = head[s, better]
            self._start[better] = s

    def forget(self, hidden: BoolArray) -> None:
        self._rank[hidden] = self._head[hidden] = -np.inf

    def improve(self, value: FloatArray, start: IntArray, end: int) -> None:
        """Put its own start, in place, wherever a shot from there to edge `end` is worth more."""
        own = self._head - self._limits.length_cost(self._edges_s[end] - self._edges_s[self._start])
        better = own > value
        value[better] = own[better]
        start[better] = self._start[better]


def _best_start(head: FloatArray, edges_s: FloatArray, limits: Limits) -> tuple[FloatArray, IntArray]:
    """For each take the best of the starts in `head` (S, K) of a shot ending at the last of S + 1 edges."""
    values = head - limits.length_cost(edges_s[-1] - edges_s[:-1])[:, None]
    start = np.argmax(values, axis=0)
    return values[start, np.arange(head.shape[1])], start


def _trace_back(take: int, starts: IntArray, before: IntArray) -> tuple[Cut, ...]:
    cuts: list[Cut] = []
    end = len(starts) - 1
    while end > 0:
        first = int(starts[end, take])
        cuts.append(Cut(take=take, first=first, end=end))
        take, end = int(before[first, take]), first
    return tuple(reversed(cuts))
