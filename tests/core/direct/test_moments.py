"""Whistles and cheers are found where they are, and other sounds are not taken for them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.direct.moments import Moment, MomentKind, find_moments
from touchline.core.sync.evidence import Sound


def game_sound(
    rate_hz: int, seconds: float, *, tones: tuple[tuple[float, float], ...] = (), cheer_s: float | None = None
) -> Sound:
    """Noise with tones (at_s, Hz) of 0.5 s, and three seconds of loud voices at `cheer_s`."""
    rng = np.random.default_rng(5)
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    samples = 0.003 * rng.standard_normal(len(time_s))
    for at_s, frequency_hz in tones:
        inside = (time_s >= at_s) & (time_s < at_s + 0.5)
        trill = 80.0 / 40.0 * np.sin(2 * np.pi * 40.0 * time_s)
        samples += inside * 0.2 * np.sin(2 * np.pi * frequency_hz * time_s + trill)
    if cheer_s is not None:
        inside = (time_s >= cheer_s) & (time_s < cheer_s + 3.0)
        smooth = np.convolve(rng.standard_normal(len(time_s)), np.ones(8) / 8, mode="same")
        samples += inside * 0.1 * smooth
    return Sound(np.clip(samples * 32767, -32767, 32767).astype(np.int16), rate_hz)


def of_kind(moments: tuple[Moment, ...], kind: MomentKind) -> list[float]:
    return [moment.at_s for moment in moments if moment.kind is kind]


def test_whistles_are_found_at_their_beginning() -> None:
    found = find_moments(game_sound(16_000, 30.0, tones=((5.0, 3900.0), (21.3, 4200.0))))
    assert np.allclose(of_kind(found, MomentKind.WHISTLE), [5.0, 21.3], atol=0.05)
    assert all(moment.confidence > 0.7 for moment in found)


def test_at_8_khz_only_whistles_below_4_khz_are_heard_with_less_confidence() -> None:
    found = find_moments(game_sound(8_000, 30.0, tones=((5.0, 3700.0), (21.3, 3250.0))))
    assert np.allclose(of_kind(found, MomentKind.WHISTLE), [5.0], atol=0.05)
    assert 0.3 < found[0].confidence <= 0.8


def test_a_cheer_is_a_surge_and_no_whistle() -> None:
    found = find_moments(game_sound(8_000, 90.0, cheer_s=40.0))
    assert np.allclose(of_kind(found, MomentKind.CROWD), [40.0], atol=0.6)
    assert of_kind(found, MomentKind.WHISTLE) == []


def test_steady_noise_has_no_moments() -> None:
    assert find_moments(game_sound(8_000, 60.0)) == ()


@given(start_s=st.floats(-5.0, 5.0))
@settings(max_examples=10, deadline=None)
def test_moments_are_told_in_take_time(start_s: float) -> None:
    sound = game_sound(8_000, 12.0, tones=((6.0, 3700.0),))
    found = find_moments(Sound(sound.samples, sound.sample_rate_hz, start_s))
    assert of_kind(found, MomentKind.WHISTLE)[0] == pytest.approx(6.0 + start_s, abs=0.05)


@pytest.mark.parametrize("count", [0, 10, 4_000])
def test_silence_and_hardly_any_sound_have_no_moments(count: int) -> None:
    assert find_moments(Sound(np.zeros(count, np.int16), 8_000)) == ()
