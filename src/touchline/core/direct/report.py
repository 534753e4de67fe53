"""How well the game was directed: figures that can be compared with any other way of cutting it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import STEP_S
from touchline.core.direct.shots import Shot
from touchline.core.direct.staging import Staging
from touchline.core.direct.takes import Span

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROTATION_S = 8.0
# A shown take with at least this share of the action of the best take running has the action in frame.
IN_FRAME_SHARE = 0.7
_TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True)
class DirectionReport:
    """Figures of one film; definitions in docs/reference/direction.md.

    Shares are in [0, 1]; `share_too_short` and `share_too_long` are of the shots, `action_in_frame` of the
    seconds. `jump_cuts` and `side_crossings` count forbidden cuts that were not forced (always 0);
    `forced_cuts` counts cuts made because the shown take had no more picture. Scores are means over the
    film in [0, 1]: of the film, of a rotation through the running takes every 8 s, and of the best single
    take (0 where it has no picture), which is `best_single_take`. `left_out_s`: game time between the
    first and the last picture that no take filmed.
    """

    duration_s: float
    left_out_s: float
    shots: int
    shots_per_minute: float
    share_too_short: float
    share_too_long: float
    jump_cuts: int
    side_crossings: int
    forced_cuts: int
    action_in_frame: float
    mean_score: float
    rotation_score: float
    best_single_score: float
    best_single_take: int


def report_on(stage: Staging, stretches: Sequence[Span], shots: Sequence[Shot]) -> DirectionReport:
    """Work out the figures of a film made of `shots`, which fill `stretches`."""
    lengths_s = np.array([shot.duration_s for shot in shots])
    duration_s = float(lengths_s.sum())
    seen = _Film.sample(stage, stretches)
    shown = _shown_takes(seen.times_s, shots)
    single = np.nan_to_num(seen.score).mean(axis=1)
    jumps, crossings, forced = _count_cuts(stage, shots)
    return DirectionReport(
        duration_s=duration_s,
        left_out_s=stretches[-1][1] - stretches[0][0] - duration_s,
        shots=len(shots),
        shots_per_minute=60.0 * len(shots) / duration_s,
        share_too_short=float(np.mean(lengths_s < stage.limits.shortest_s - _TOLERANCE_S)),
        share_too_long=float(np.mean(lengths_s > stage.limits.longest_s + _TOLERANCE_S)),
        jump_cuts=jumps,
        side_crossings=crossings,
        forced_cuts=forced,
        action_in_frame=seen.action_in_frame(shown),
        mean_score=seen.mean_score(shown),
        rotation_score=seen.mean_score(_rotation(seen)),
        best_single_score=float(single.max()),
        best_single_take=int(single.argmax()),
    )


@dataclass(frozen=True, slots=True)
class _Film:
    """The film's half seconds: times (M,), each take's score and action (K, M), NaN without picture."""

    times_s: FloatArray
    score: FloatArray
    action: FloatArray

    @staticmethod
    def sample(stage: Staging, stretches: Sequence[Span]) -> "_Film":
        times_s = stage.grid.step_starts_s + STEP_S / 2
        inside = np.zeros(len(times_s), bool)
        for start_s, end_s in stretches:
            inside |= (times_s >= start_s) & (times_s < end_s)
        if not inside.any():  # shorter than half a step
            inside[0] = True
        return _Film(times_s[inside], stage.scores.total[:, inside], stage.scores.terms["action"][:, inside])

    def mean_score(self, shown: IntArray) -> float:
        return float(np.mean(np.nan_to_num(self.score[shown, np.arange(len(shown))])))

    def action_in_frame(self, shown: IntArray) -> float:
        action = np.nan_to_num(self.action)
        return float(np.mean(action[shown, np.arange(len(shown))] >= IN_FRAME_SHARE * action.max(axis=0)))


def _shown_takes(times_s: FloatArray, shots: Sequence[Shot]) -> IntArray:
    starts_s = np.array([shot.start_s for shot in shots])
    place = np.clip(np.searchsorted(starts_s, times_s, side="right") - 1, 0, None)
    return np.array([shot.take for shot in shots])[place]


def _rotation(film: _Film) -> IntArray:
    """Each take in turn for 8 s; one without a picture gives its turn to the next that has one."""
    takes = len(film.score)
    turn = (film.times_s // ROTATION_S).astype(np.int64) % takes
    has_picture = np.isfinite(film.score)
    shown = turn.copy()
    for _ in range(takes):
        missing = ~has_picture[shown, np.arange(len(shown))]
        shown[missing] = (shown[missing] + 1) % takes
    return shown


def _count_cuts(stage: Staging, shots: Sequence[Shot]) -> tuple[int, int, int]:
    jumps = crossings = forced = 0
    for outgoing, incoming in pairwise(shots):
        if not stage.can_show(outgoing.take, incoming.start_s):
            forced += 1
            continue
        step = stage.steps_at(np.array([incoming.start_s]))[0]
        jumps += bool(stage.alike[step, outgoing.take, incoming.take])
        crossings += bool(stage.crosses[outgoing.take, incoming.take])
    return jumps, crossings, forced
