"""From windows of sound to a tie: what is heard, what is believed, and why something is not."""

import numpy as np
import pytest

from touchline.core.sync import places, windows
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound
from touchline.core.sync.sound_ties import clear_windows, tie_by_sound
from touchline.core.sync.windows import PairWindows, listen

RATE_HZ = 8000
LEFT, RIGHT = np.array([-20.0, -17.0, 2.0]), np.array([20.0, -17.0, 2.0])
TRAVEL = places.Travel(
    places.travel_densities((-20.0, -17.0, 2.0), (20.0, -17.0, 2.0), *places.sources((60.0, 30.0))),
    1.03 * 40.0 / 343.0,
    is_known=True,
)


def noise(seconds: float, seed: int) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)).astype(np.float32)


def listened(
    first: Sound, second: Sound, clocks: tuple[TakeClock, TakeClock], **keywords: float
) -> PairWindows:
    pair = (0, 1)
    heard = listen(
        {0: first, 1: second}, dict(enumerate(clocks)), [pair], on_progress=lambda _: None, **keywords
    )
    return heard[pair]


def test_every_window_of_a_shifted_copy_tells_the_shift() -> None:
    sound = noise(12.0, 0)
    rows = listened(Sound(sound, RATE_HZ), Sound(sound[800:], RATE_HZ), (TakeClock(0.0), TakeClock(0.0)))
    inside = rows.heard & (rows.game_s < 11.0)
    assert inside.sum() >= 20
    assert np.allclose(rows.delay_s[inside], -0.1, atol=2e-4)
    assert clear_windows(rows)[inside].all()


def test_a_clock_that_is_known_leaves_no_delay() -> None:
    sound = noise(12.0, 1)
    late = Sound(sound[round(3.21 * RATE_HZ) :], RATE_HZ)
    rows = listened(Sound(sound, RATE_HZ), late, (TakeClock(0.0), TakeClock(3.21)))
    assert rows.heard.sum() >= 14
    assert np.allclose(rows.delay_s[rows.heard], 0.0, atol=2e-4)
    # Windows before the late take began were not heard.
    assert not rows.heard[rows.game_s < 3.2].any()


def test_swapping_the_takes_swaps_the_signs() -> None:
    sound = noise(8.0, 2)
    first, second, clock = Sound(sound, RATE_HZ), Sound(sound[400:], RATE_HZ), TakeClock(0.0)
    forth, back = (listened(*pair, (clock, clock)) for pair in ((first, second), (second, first)))
    both = forth.heard & back.heard
    assert np.allclose(forth.delay_s[both], -back.delay_s[both], atol=1e-4)


def test_windows_further_apart_are_fewer() -> None:
    sound = Sound(noise(20.0, 3), RATE_HZ)
    clocks = (TakeClock(0.0), TakeClock(0.0))
    assert len(listened(sound, sound, clocks, step_s=4.0).game_s) == 5


def test_silence_is_not_heard() -> None:
    silent = Sound(np.zeros(8 * RATE_HZ, np.int16), RATE_HZ)
    rows = listened(Sound(noise(8.0, 4), RATE_HZ), silent, (TakeClock(0.0), TakeClock(0.0)))
    assert not rows.heard.any()


def game_windows(
    rng: np.random.Generator, count: int, late_s: float, drift: float, span_s: float = 1200.0
) -> PairWindows:
    """What LEFT and RIGHT hear of sounds all over a rink, a stray in twenty, on a clock late by a line."""
    at_s = np.sort(rng.uniform(0.0, span_s, count))
    source_m = np.column_stack([rng.uniform(-30, 30, count), rng.uniform(-15, 15, count), np.ones(count)])
    travel_s = (
        np.linalg.norm(source_m - RIGHT, axis=1) - np.linalg.norm(source_m - LEFT, axis=1)
    ) / places.SPEED_OF_SOUND_MPS
    delay_s = travel_s + late_s + drift * (at_s - span_s / 2.0) + rng.normal(0.0, 0.0004, count)
    stray = rng.uniform(size=count) < 0.05
    return said(at_s, np.where(stray, rng.uniform(-0.5, 0.5, count), delay_s))


def said(
    at_s: np.ndarray, delay_s: np.ndarray, *, z: float = 12.0, rival: float = 0.4, heard: bool = True
) -> PairWindows:
    count = len(at_s)
    return PairWindows(at_s, np.full(count, heard), delay_s, z=np.full(count, z), rival=np.full(count, rival))


def test_offset_and_drift_lie_within_two_deviations_in_95_of_100_games() -> None:
    rng = np.random.default_rng(5)
    offset_held, drift_held = [], []
    for _ in range(40):
        late_s, drift = rng.uniform(-0.05, 0.05), rng.uniform(-100e-6, 100e-6)
        tie = tie_by_sound(0, 1, game_windows(rng, 150, late_s, drift), TRAVEL)
        assert tie.used
        true_s = late_s + drift * (tie.at_s - 600.0)
        offset_held.append(abs(tie.late_s - true_s) <= 1.96 * tie.late_sd_s)
        drift_held.append(abs(tie.drift - drift) <= 1.96 * tie.drift_sd)
    assert np.mean(offset_held) >= 0.95
    assert np.mean(drift_held) >= 0.95


def test_a_drift_that_all_pairs_know_better_is_used_for_the_offset() -> None:
    rows = game_windows(np.random.default_rng(6), 60, 0.01, 200e-6)
    tie = tie_by_sound(0, 1, rows, TRAVEL, rate=200e-6)
    assert tie.late_s - 200e-6 * (tie.at_s - 600.0) == pytest.approx(0.01, abs=1.96 * tie.late_sd_s)


AT_S = np.arange(0.0, 60.0, 0.5)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (said(AT_S, 0.0 * AT_S, heard=False), "never recorded sound at the same time"),
        (said(AT_S, 0.0 * AT_S, z=4.0), "no sound stands out clearly"),
        (said(AT_S, 0.0 * AT_S, rival=0.97), "repeats itself within a second, as music does"),
        (said(AT_S, np.linspace(-0.55, 0.55, 120)[np.random.default_rng(0).permutation(120)]), "scatter"),
    ],
)
def test_what_is_not_believed_says_why(rows: PairWindows, reason: str) -> None:
    tie = tie_by_sound(0, 1, rows, TRAVEL)
    assert not tie.used
    assert np.isinf(tie.late_sd_s)
    assert reason in tie.reason


def test_three_clear_windows_are_too_few() -> None:
    rows = said(AT_S[:3], np.zeros(3))
    assert not tie_by_sound(0, 1, rows, TRAVEL).used


def test_windows_search_further_than_sound_travels_across_a_soccer_pitch() -> None:
    assert windows.SEARCH_S > 125.0 / places.SPEED_OF_SOUND_MPS * 1.03
