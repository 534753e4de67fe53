"""Which microphone is heard when: one continuous sound track that changes rarely and never with a cut."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from touchline.core.direct.microphone_quality import SECOND_S, SoundTrack
from touchline.core.direct.robust import nan_median
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FADE_S = 4.0
# Where a take ends and no other runs yet there is nothing to fade with; this only avoids a click.
_CLICK_S = 0.05
_SMOOTH_S = 61
# Seconds of full quality that a change costs: a better microphone must stay better for minutes.
_CHANGE_COST = 30.0
_GAIN_BOUNDS = (0.25, 4.0)
_FADE_NODES = 9


@dataclass(frozen=True, slots=True)
class SoundTake:
    """A synchronised take and what was measured of its sound; `track` is None where it has none."""

    clock: TakeClock
    track: SoundTrack | None


@dataclass(frozen=True, slots=True)
class _Turn:
    """Microphone `take` is heard for game time [start_s, end_s), before fades."""

    take: int
    start_s: float
    end_s: float


def plan_sound(takes: Sequence[SoundTake]) -> SoundPlan:
    """The best microphone at every moment of the game clock, brought to one level, with slow cross-fades.

    Chosen by dynamic programming over seconds: the sum of quality (mean of the minute around) less a cost
    per change. Cross-fades are of equal power over 4 s, shorter only where two takes overlap by less; where
    they do not overlap, one fades out in 50 ms. All gains are 0 where no take has sound.
    """
    seconds = _game_seconds(takes)
    quality = np.array([_on_game_clock(take, seconds) for take in takes]).reshape(len(takes), -1)
    covered = np.array([_covered(take, seconds) for take in takes]).reshape(len(takes), -1)
    turns = _turns(takes, seconds, _best_microphones(quality, covered)) if quality.size else []
    if not turns:
        return SoundPlan(times_s=np.zeros(1), gains=np.zeros((len(takes), 1)))
    return _plan(takes, turns)


def _game_seconds(takes: Sequence[SoundTake]) -> FloatArray:
    """Beginnings of the seconds of the game clock in which any take has sound."""
    spans = [_span(take) for take in takes if take.track is not None]
    if not spans:
        return np.zeros(0)
    first_s = int(np.floor(min(start_s for start_s, _ in spans)))
    return np.arange(first_s, int(np.ceil(max(end_s for _, end_s in spans))), dtype=np.float64)


def _span(take: SoundTake) -> tuple[float, float]:
    """Game time over which the take has samples, inside its take time ≥ 0."""
    if take.track is None:
        return (np.inf, -np.inf)
    return take.clock.to_game(max(0.0, take.track.start_s)), take.clock.to_game(take.track.end_s)


def _on_game_clock(take: SoundTake, seconds: FloatArray) -> FloatArray:
    """Quality over the minute around each second of the game clock, (N,), NaN where it is not heard."""
    if take.track is None:
        return np.full(len(seconds), np.nan)
    start_s, end_s = _span(take)
    middle_s = (np.maximum(seconds, start_s) + np.minimum(seconds + SECOND_S, end_s)) / 2
    row = np.floor(take.clock.to_take(middle_s) / SECOND_S).astype(np.int64)
    inside = (seconds + SECOND_S > start_s) & (seconds < end_s)
    row = np.clip(row, 0, len(take.track.quality) - 1)
    quality = np.where(inside, take.track.quality[row], np.nan)
    heard = np.isfinite(quality)
    total = uniform_filter1d(np.where(heard, quality, 0.0), _SMOOTH_S, mode="constant")
    share = uniform_filter1d(heard.astype(np.float64), _SMOOTH_S, mode="constant")
    return np.where(heard, total / np.maximum(share, 1e-9), np.nan)


def _covered(take: SoundTake, seconds: FloatArray) -> FloatArray:
    """Share of each second of the game clock, (N,), over which the take has samples."""
    start_s, end_s = _span(take)
    overlap_s = np.minimum(seconds + SECOND_S, end_s) - np.maximum(seconds, start_s)
    return np.asarray(np.clip(overlap_s, 0.0, 1.0))


def _best_microphones(quality: FloatArray, covered: FloatArray) -> IntArray:
    """The take to hear in each second, (N,); −1 where none is heard. Viterbi over K takes."""
    takes, count = quality.shape
    heard = np.where(np.isfinite(quality), covered, 0.0)
    # Silence is dearer than a hundred changes: it is chosen only where nobody is heard.
    value = heard * np.nan_to_num(quality) - 100.0 * _CHANGE_COST * (1.0 - heard)
    best = value[:, 0].copy()
    came_from = np.zeros((count, takes), np.int64)
    for second in range(1, count):
        leader = int(np.argmax(best))
        changes = best[leader] - _CHANGE_COST > best
        came_from[second] = np.where(changes, leader, np.arange(takes))
        best = np.where(changes, best[leader] - _CHANGE_COST, best) + value[:, second]
    chosen = np.zeros(count, np.int64)
    take = int(np.argmax(best))
    for second in range(count - 1, -1, -1):
        chosen[second] = take
        take = int(came_from[second, take])
    return np.where(np.isfinite(quality[chosen, np.arange(count)]), chosen, -1)


def _turns(takes: Sequence[SoundTake], seconds: FloatArray, chosen: IntArray) -> list[_Turn]:
    """Runs of one microphone, never longer than it has samples."""
    edges = np.flatnonzero(np.diff(chosen)) + 1
    turns = []
    for first, end in zip([0, *edges], [*edges, len(chosen)], strict=True):
        take = int(chosen[first])
        if take < 0:
            continue
        start_s, end_s = _span(takes[take])
        turn = _Turn(
            take, max(float(seconds[first]), start_s), min(float(seconds[end - 1]) + SECOND_S, end_s)
        )
        if turn.end_s > turn.start_s:
            turns.append(turn)
    return turns


def _plan(takes: Sequence[SoundTake], turns: Sequence[_Turn]) -> SoundPlan:
    fades = [_fade(takes, one, other) for one, other in zip([None, *turns], [*turns, None], strict=True)]
    times_s = np.unique(np.concatenate([_nodes(fade) for fade in fades]))
    times_s = times_s[np.concatenate([[True], np.diff(times_s) > 1e-6])]
    levels = _levelling_gains(takes)
    gains = np.zeros((len(takes), len(times_s)))
    for turn, fade_in, fade_out in zip(turns, fades[:-1], fades[1:], strict=True):
        rising = _ramp(times_s, fade_in.in_s)
        falling = 1.0 - _ramp(times_s, fade_out.out_s)
        shape = np.sin(np.pi / 2 * np.minimum(rising, falling))
        gains[turn.take] = np.maximum(gains[turn.take], levels[turn.take] * shape)
    return SoundPlan(times_s=times_s, gains=gains)


@dataclass(frozen=True, slots=True)
class _Fade:
    """Game-time spans in which the incoming microphone fades in and the outgoing one out."""

    in_s: tuple[float, float]
    out_s: tuple[float, float]


def _fade(takes: Sequence[SoundTake], one: _Turn | None, other: _Turn | None) -> _Fade:
    """The cross-fade between two neighbouring turns: as near to their border as both have samples."""
    if one is not None and other is not None:
        low_s = max(_span(takes[other.take])[0], one.start_s)
        high_s = min(_span(takes[one.take])[1], other.end_s)
        if high_s - low_s > _CLICK_S:
            start_s = float(np.clip(other.start_s - FADE_S / 2, low_s, max(low_s, high_s - FADE_S)))
            both = (start_s, min(start_s + FADE_S, high_s))
            return _Fade(both, both)
        # Seconds of the clock do not end where takes do: each turn goes on to where its samples end.
        in_at_s = max(_span(takes[other.take])[0], min(other.start_s, one.end_s))
        out_at_s = min(_span(takes[one.take])[1], max(one.end_s, other.start_s))
    else:
        in_at_s = other.start_s if other is not None else one.end_s - _CLICK_S if one is not None else 0.0
        out_at_s = one.end_s if one is not None else in_at_s + _CLICK_S
    return _Fade((in_at_s, in_at_s + _CLICK_S), (out_at_s - _CLICK_S, out_at_s))


def _nodes(fade: _Fade) -> FloatArray:
    """Times at which a fade's curve is written down; between them it is a straight line."""
    return np.concatenate([np.linspace(*span_s, _FADE_NODES) for span_s in (fade.in_s, fade.out_s)])


def _ramp(times_s: FloatArray, span_s: tuple[float, float]) -> FloatArray:
    """0 before, 1 after, a straight line in the span."""
    return np.clip((times_s - span_s[0]) / (span_s[1] - span_s[0]), 0.0, 1.0)


def _levelling_gains(takes: Sequence[SoundTake]) -> FloatArray:
    """One constant gain per take, (K,), that brings all takes to the median take's usual level."""
    usual_db = np.array([_usual_level_db(take.track) for take in takes])
    gain_db = np.nan_to_num(float(nan_median(usual_db)) - usual_db)
    return np.clip(10.0 ** (gain_db / 20.0), *_GAIN_BOUNDS)


def _usual_level_db(track: SoundTrack | None) -> float:
    if track is None:
        return float("nan")
    return float(nan_median(np.where(np.isfinite(track.quality), track.level_db, np.nan)))
