"""Synchronisation of recordings that nobody made for us."""

import csv
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from touchline.core.sync.certificate import Synchronisation, Verdict
from touchline.core.sync.evidence import ClockSamples, Motion, Sound, TakeEvidence
from touchline.core.sync.fusion import synchronise

RATE_HZ = 8000
pytestmark = pytest.mark.realdata


def sound_of(path: Path) -> TakeEvidence:
    """A file's sound at 8 kHz, from its first sample on."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    with av.open(str(path)) as container:
        blocks = [
            block.to_ndarray()[0]
            for frame in container.decode(audio=0)
            for block in resampler.resample(frame)
        ]
    samples = np.concatenate(blocks)
    return TakeEvidence(len(samples) / RATE_HZ, 1 / 30, sound=Sound(samples, RATE_HZ))


def motion_of(path: Path) -> TakeEvidence:
    """How much a file's picture changes from frame to frame, at its own presentation times."""
    with av.open(str(path)) as container:
        frames = [
            (frame.time, frame.to_ndarray(format="gray")[::4, ::4]) for frame in container.decode(video=0)
        ]
    at_s = np.array([at for at, _ in frames], dtype=np.float64)
    pictures = np.array([picture for _, picture in frames], dtype=np.float32)
    energy = np.concatenate([[np.nan], np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2))])
    motion = Motion(at_s - at_s[0], energy.astype(np.float64))
    return TakeEvidence(float(at_s[-1] - at_s[0]), float(np.median(np.diff(at_s))), motion=motion)


def offset_s(found: Synchronisation) -> float:
    return found.certificates[1].clock.offset_s - found.certificates[0].clock.offset_s


@pytest.mark.parametrize(
    ("first", "second", "true_s"),
    [("timbl_1.mp3", "timbl_2.mp3", 12.254), ("full.mp4", "3-secs-in.mp4", 3.0)],
)
def test_a_recording_inside_another_is_found_to_20_milliseconds(
    real_data: Path, first: str, second: str, true_s: float
) -> None:
    found = synchronise([sound_of(real_data / "audio" / name) for name in (first, second)])
    assert offset_s(found) == pytest.approx(true_s, abs=0.020)
    assert abs(offset_s(found) - true_s) <= found.certificates[1].bound_s + found.certificates[0].bound_s


def test_eight_seconds_of_movement_at_six_frames_a_second_are_too_little_and_that_is_said(
    real_data: Path,
) -> None:
    takes, _ = _webcams(real_data)
    found = synchronise(takes)
    assert [c.verdict is Verdict.FAIL for c in found.certificates].count(False) == 1
    assert all("Left out" in c.explanation for c in found.certificates if c.verdict is Verdict.FAIL)


def test_four_webcams_without_sound_are_placed_by_their_wall_clock(real_data: Path) -> None:
    takes, wall_s = _webcams(real_data)
    read = [replace(take, clock=_readings(take, wall)) for take, wall in zip(takes, wall_s, strict=True)]
    found = synchronise(read)
    reference = found.certificates[found.reference].clock
    for certificate, wall in zip(found.certificates, wall_s, strict=True):
        true_s = float(np.mean(wall[:40]) - np.mean(wall_s[found.reference][:40]))
        assert abs(certificate.clock.offset_s - reference.offset_s - true_s) <= max(certificate.bound_s, 1e-9)
        assert certificate.bound_s < 0.035


def _webcams(real_data: Path) -> tuple[list[TakeEvidence], list[np.ndarray]]:
    """Four webcams' movement, and the wall-clock time of each of their frames."""
    folder = real_data / "multicam" / "caliscope" / "4_cam_recording" / "calibration" / "extrinsic"
    wall_s: list[list[float]] = [[], [], [], []]
    with (folder / "timestamps.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            wall_s[int(row["cam_id"])].append(float(row["frame_time"]))
    return [motion_of(folder / f"cam_{n}.mp4") for n in range(4)], [np.array(times) for times in wall_s]


def _readings(take: TakeEvidence, wall_s: np.ndarray) -> ClockSamples:
    """The recorder's own note of when each frame came, trusted to 20 ms."""
    assert take.motion is not None
    count = min(len(wall_s), len(take.motion.take_s))
    return ClockSamples(take.motion.take_s[:count], wall_s[:count], np.full(count, 0.02))
