"""The sound follows the best microphone, slowly, and never asks for sound that is not there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.direct.microphone_quality import SoundTrack, hear
from touchline.core.direct.microphones import SoundTake, plan_sound
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound

RATE_HZ = 8_000


def voices(seconds: float, *, level: float = 0.05, seed: int = 0) -> np.ndarray:
    """Noise whose loudness swings by 20 dB, as play near a microphone does."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    swing = 10.0 ** (-0.5 + 0.5 * np.sin(2 * np.pi * time_s / 7.0))
    return level * swing * rng.standard_normal(len(time_s))


def heard(samples: np.ndarray, start_s: float = 0.0) -> SoundTrack:
    clipped = np.clip(samples * 32768, -32768, 32767).astype(np.int16)
    return hear(Sound(clipped, RATE_HZ, start_s))


def constant_track(seconds: int, quality: float | np.ndarray, level_db: float = -30.0) -> SoundTrack:
    n = np.zeros(seconds)
    return SoundTrack(n + level_db, n, n - 10.0, n + quality, 0.0, float(seconds))


def test_wind_overload_and_distance_each_spoil_the_quality() -> None:
    good = voices(60.0)
    time_s = np.arange(len(good)) / RATE_HZ
    windy = good + 0.3 * np.sin(2 * np.pi * 60.0 * time_s) * (np.sin(2 * np.pi * time_s / 3.0) > 0)
    far = 0.05 * np.random.default_rng(1).standard_normal(len(good))
    overload = np.clip(30 * good, -1.0, 1.0)
    mean = [float(np.mean(heard(samples).quality)) for samples in (good, windy, far, overload)]
    assert mean[0] > 0.75
    assert all(other < 0.6 * mean[0] for other in mean[1:])


def test_silence_is_not_heard() -> None:
    samples = voices(20.0)
    samples[RATE_HZ * 8 : RATE_HZ * 14] = 0
    quality = heard(samples).quality
    assert np.isnan(quality[9:14]).all()
    assert np.isfinite(quality[:7]).all()


def test_levels_are_those_of_the_samples() -> None:
    track = heard(voices(10.0, level=0.1))
    time_s = np.arange(10 * RATE_HZ) / RATE_HZ
    swing = 10.0 ** (-0.5 + 0.5 * np.sin(2 * np.pi * time_s / 7.0))
    power = (0.01 * swing**2).reshape(10, RATE_HZ).mean(axis=1)
    assert np.allclose(track.level_db, 10 * np.log10(power * 3800 / 4000), atol=0.6)


def test_the_better_microphone_is_heard_and_takes_over_slowly() -> None:
    first = np.where(np.arange(600) < 300, 0.9, 0.1)
    takes = [
        SoundTake(TakeClock(0.0), constant_track(600, first)),
        SoundTake(TakeClock(0.0), constant_track(600, 1.0 - first)),
    ]
    plan = plan_sound(takes)
    gains = plan.gains_at(np.arange(1.0, 599.0))
    assert np.allclose(gains[:, 100], [1, 0])
    assert np.allclose(gains[:, 500], [0, 1])
    inside = plan.times_s[(plan.gains[0] > 0) & (plan.gains[1] > 0)]
    assert 2.0 <= np.ptp(inside) <= 4.0
    assert np.mean(inside) == pytest.approx(300, abs=10)
    assert np.allclose((gains**2).sum(axis=0), 1.0, atol=0.03)


def test_a_microphone_that_is_better_for_a_few_seconds_changes_nothing() -> None:
    brief = np.where(np.abs(np.arange(600) - 300) < 10, 1.0, 0.4)
    takes = [
        SoundTake(TakeClock(0.0), constant_track(600, 0.5)),
        SoundTake(TakeClock(0.0), constant_track(600, brief)),
    ]
    assert np.all(plan_sound(takes).gains[1] == 0)


def test_a_quiet_microphone_is_brought_to_the_level_of_the_others() -> None:
    takes = [
        SoundTake(TakeClock(0.0), constant_track(100, 0.5, -20.0)),
        SoundTake(TakeClock(50.0), constant_track(100, 0.5, -32.0)),
    ]
    gains = plan_sound(takes).gains_at(np.array([20.0, 140.0]))
    assert gains[0, 0] == pytest.approx(10 ** (-6 / 20))
    assert gains[1, 1] == pytest.approx(10 ** (6 / 20))


def test_no_sound_at_all_is_a_silent_plan() -> None:
    plan = plan_sound([SoundTake(TakeClock(0.0), None), SoundTake(TakeClock(0.0), constant_track(5, np.nan))])
    assert not plan.gains.any()


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.integers(3, 120), st.floats(0, 1), st.floats(-300, 300)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None)
def test_a_gain_is_zero_wherever_its_take_has_no_sound(
    cameras: list[tuple[float, int, float, float]],
) -> None:
    takes = [
        SoundTake(TakeClock(offset_s, ppm), constant_track(seconds, quality))
        for offset_s, seconds, quality, ppm in cameras
    ]
    plan = plan_sound(takes)
    times_s = np.sort(np.concatenate([plan.times_s, np.arange(-5.0, 230.0, 0.05)]))
    gains = plan.gains_at(times_s)
    for take, gain in zip(takes, gains, strict=True):
        assert take.track is not None
        take_s = take.clock.to_take(times_s)
        outside = (take_s < -1e-6) | (take_s > take.track.end_s + 1e-6)
        assert np.all(gain[outside] <= 1e-6)
    seconds = np.arange(0.0, 230.0)
    for take in takes:
        assert take.track is not None
        whole = (seconds >= take.clock.to_game(0.0)) & (seconds + 1 <= take.clock.to_game(take.track.end_s))
        assert np.all(plan.gains_at(seconds + 0.5).max(axis=0)[whole] > 0)
