"""Loudness and peaks, checked against the standard's own cases and against FFmpeg's meter."""

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from factories import judges
from touchline.media.loudness import RATE_HZ, LoudnessMeter
from touchline.media.loudness_limiter import limited, true_peaks

Block = NDArray[np.float32]


def sine(frequency_hz: float, level_dbfs: float, seconds: float) -> Block:
    tone = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * frequency_hz * np.arange(seconds * RATE_HZ) / RATE_HZ)
    return np.stack([tone, tone], axis=1).astype(np.float32)


def loudness(*pieces: Block, block: int = 4096) -> float:
    meter = LoudnessMeter()
    sound = np.concatenate(pieces)
    for begin in range(0, len(sound), block):
        meter.add(sound[begin : begin + block])
    return meter.integrated_lufs()


def independent(sound: Block, path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by FFmpeg's own program."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return judges.loudness(path)


@pytest.mark.parametrize(
    ("pieces", "lufs"),
    [
        ([(-23.0, 20)], -23.0),
        ([(-33.0, 20)], -33.0),
        ([(-36.0, 10), (-23.0, 60), (-36.0, 10)], -23.0),
        ([(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)], -23.0),
    ],
)
def test_the_cases_of_ebu_tech_3341_come_out_within_its_tolerance(
    pieces: list[tuple[float, float]], lufs: float
) -> None:
    assert loudness(*(sine(1000, level, seconds) for level, seconds in pieces)) == pytest.approx(
        lufs, abs=0.1
    )


def test_an_independent_meter_says_the_same(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    swell = np.interp(np.arange(8 * RATE_HZ), np.linspace(0, 8 * RATE_HZ, 9), random.uniform(0.002, 0.3, 9))
    sound = (random.normal(size=(len(swell), 2)) * swell[:, None] * 0.5).astype(np.float32)
    assert loudness(sound, block=1000) == pytest.approx(independent(sound, tmp_path / "s.wav")[0], abs=0.11)


def test_the_size_of_the_blocks_does_not_matter() -> None:
    sound = sine(700, -20, 3)
    assert loudness(sound, block=999) == pytest.approx(loudness(sound, block=50_000), abs=1e-9)


def test_silence_has_no_loudness() -> None:
    assert loudness(np.zeros((RATE_HZ, 2), np.float32)) == -np.inf
    assert LoudnessMeter().integrated_lufs() == -np.inf


def test_a_peak_between_two_samples_is_seen() -> None:
    quarter = np.sin(2 * np.pi * np.arange(480) / 4 + np.pi / 4)  # samples at 0.707, peaks at 1
    peaks = true_peaks(np.stack([quarter, quarter], axis=1).astype(np.float32))
    assert np.abs(quarter).max() == pytest.approx(0.7071, abs=1e-3)
    assert peaks[50:-50].max() == pytest.approx(1.0, abs=0.02)


def test_what_is_quiet_enough_passes_the_limiter_unchanged() -> None:
    sound = sine(440, -20, 1)
    out = np.concatenate(list(limited([sound[:1000], sound[1000:]], gain=2.0, ceiling=0.8)))
    assert np.array_equal(out, sound * 2)


@pytest.mark.parametrize("block", [700, 5000, 100_000])
def test_no_true_peak_passes_the_ceiling(block: int, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    sound = (random.normal(size=(2 * RATE_HZ, 2)) * 0.05).astype(np.float32)
    sound[30_000:30_400] *= 30
    sound[60_000] = 2.0
    blocks = [sound[begin : begin + block] for begin in range(0, len(sound), block)]
    out = np.concatenate(list(limited(blocks, gain=2.0, ceiling=0.5)))
    assert out.shape == sound.shape
    assert true_peaks(out).max() < 0.5 * 10 ** (0.15 / 20)
    assert independent(out, tmp_path / "s.wav")[1] < -6.02 + 0.2
    untouched = slice(70_000, 90_000)
    assert np.allclose(out[untouched], 2 * sound[untouched], atol=1e-6)


def test_the_limiter_gives_the_same_whatever_the_blocks_are() -> None:
    sound = np.random.default_rng(4).normal(size=(20_000, 2)).astype(np.float32)
    whole = np.concatenate(list(limited([sound], gain=1.0, ceiling=0.5)))
    pieces = [sound[a:b] for a, b in pairwise([0, 11, 5000, 12_345, 20_000])]
    assert np.allclose(np.concatenate(list(limited(pieces, gain=1.0, ceiling=0.5))), whole, atol=1e-5)
