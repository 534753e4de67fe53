"""Independent judges of what Touchline writes: FFmpeg's own program, and a browser."""

import re
import subprocess
from pathlib import Path

import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe
from numpy.typing import NDArray

from factories import clips


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run FFmpeg's program; fails when it does."""
    return subprocess.run([get_ffmpeg_exe(), "-nostdin", *arguments], capture_output=True, check=True)


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    told = ffmpeg("-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-").stderr.decode()
    found = re.search(r"I:\s+(\S+) LUFS.*Peak:\s+(\S+) dBFS", told[told.rindex("Summary:") :], re.DOTALL)
    assert found is not None
    return float(found[1]), float(found[2])


def sound_of(source: Path | str) -> NDArray[np.float32]:
    """Stereo samples of a file or playlist, shape (N, 2)."""
    told = ffmpeg("-v", "error", "-i", str(source), "-vn", "-f", "f32le", "-ac", "2", "-")
    return np.frombuffer(told.stdout, "<f4").reshape(-1, 2)


def clicks_s(samples: NDArray[np.float32], length_s: float, rate_hz: int = 48_000) -> list[float]:
    """Times at which clicks of that length begin: the centre of their energy less half their length.

    Coders smear a click's edges by 10 ms, its centre by less than 1.
    """
    power = samples[:, 0].astype(np.float64) ** 2
    loud = np.flatnonzero(power > 0.05 * power.max())
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > rate_hz // 10) + 1)
    reach = rate_hz // 50
    windows = [slice(max(0, group[0] - reach), group[-1] + reach) for group in groups]
    centres = [np.average(np.arange(len(power))[window], weights=power[window]) for window in windows]
    return [float(centre / rate_hz - length_s / 2) for centre in centres]


def frame_numbers(source: Path | str, width_px: int, height_px: int) -> list[int]:
    """Numbers that the pictures show, every one that is decoded, scaled to one size."""
    told = ffmpeg(
        *("-v", "error", "-i", str(source), "-an", "-fps_mode", "passthrough"),
        *("-vf", f"scale={width_px}:{height_px}", "-f", "rawvideo", "-pix_fmt", "gray", "-"),
    )
    frames = np.frombuffer(told.stdout, np.uint8).reshape(-1, height_px, width_px)
    return [clips.read_frame_index(frame) for frame in frames]
