"""Synchronisation of recordings that nobody made for us."""

import csv
from pathlib import Path

import av
import numpy as np
import pytest

from touchline.core.sync.certificate import Synchronisation, Verdict
from touchline.core.sync.evidence import Motion, Sound, TakeEvidence
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


def test_four_webcams_without_sound_are_placed_by_movement_within_their_bounds(real_data: Path) -> None:
    folder = real_data / "multicam" / "caliscope" / "4_cam_recording" / "calibration" / "extrinsic"
    takes = [motion_of(folder / f"cam_{number}.mp4") for number in range(4)]
    starts_s = _first_frames(folder / "timestamps.csv")
    found = synchronise(takes)
    reference = found.certificates[found.reference].clock
    placed = 0
    for number, certificate in enumerate(found.certificates):
        if certificate.verdict is not Verdict.FAIL:
            apart_s = certificate.clock.offset_s - reference.offset_s
            true_s = starts_s[number] - starts_s[found.reference]
            assert abs(apart_s - true_s) <= max(certificate.bound_s, 1e-9)
            placed += 1
    assert placed >= 2


def _first_frames(timestamps: Path) -> dict[int, float]:
    """Wall-clock time of each camera's first frame."""
    first: dict[int, float] = {}
    with timestamps.open(newline="") as lines:
        for row in csv.DictReader(lines):
            first.setdefault(int(row["cam_id"]), float(row["frame_time"]))
    return first
