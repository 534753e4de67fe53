"""Clocks of recorders as they are: started at odd moments, a little fast or slow, read over a network."""

import numpy as np

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import ClockSamples


def draw_clocks(
    rng: np.random.Generator, count: int, *, latest_start_s: float = 10.0, largest_drift_ppm: float = 50.0
) -> tuple[TakeClock, ...]:
    """`count` clocks, the first of which starts at game time 0, the others up to `latest_start_s` later.

    Drifts are even between ±`largest_drift_ppm`.
    """
    starts_s = np.concatenate([[0.0], rng.uniform(0.0, latest_start_s, max(count - 1, 0))])[:count]
    drifts_ppm = rng.uniform(-largest_drift_ppm, largest_drift_ppm, count)
    return tuple(TakeClock(float(s), float(d)) for s, d in zip(starts_s, drifts_ppm, strict=True))


def read_clock(
    clock: TakeClock,
    duration_s: float,
    rng: np.random.Generator,
    *,
    every_s: float = 1.0,
    one_way_s: float = 0.015,
    jitter_s: float = 0.02,
    lopsided: float = 0.3,
    timer_s: float = 0.001,
) -> ClockSamples:
    """Readings of the game clock by a recorder, as a message there and back gives them.

    Each way takes `one_way_s`, there longer and back shorter by the share `lopsided`, and an exponential
    delay of mean `jitter_s`. The bound is half the round trip and the timer's resolution, so the truth always
    lies within it (Cristian 1989, doi:10.1007/BF01784024).
    """
    take_s = np.arange(0.0, duration_s, every_s)
    there_s = one_way_s * (1.0 + lopsided) + rng.exponential(jitter_s, len(take_s))
    back_s = one_way_s * (1.0 - lopsided) + rng.exponential(jitter_s, len(take_s))
    wrong_s = (there_s - back_s) / 2.0 + rng.uniform(-timer_s, timer_s, len(take_s)) / 2.0
    return ClockSamples(take_s, clock.to_game(take_s) + wrong_s, (there_s + back_s) / 2.0 + timer_s)
