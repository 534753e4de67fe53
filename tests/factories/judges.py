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


def onsets_s(samples: NDArray[np.float32], rate_hz: int = 48_000) -> list[float]:
    """Times at which clicks begin, by the loudest one's tenth."""
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.1 * np.abs(samples).max())
    first = loud[np.concatenate([[True], np.diff(loud) > rate_hz // 10])]
    return [float(index) / rate_hz for index in first]


def frame_numbers(source: Path | str, width_px: int, height_px: int) -> list[int]:
    """Numbers that the pictures show, every one that is decoded, scaled to one size."""
    told = ffmpeg(
        *("-v", "error", "-i", str(source), "-an", "-fps_mode", "passthrough"),
        *("-vf", f"scale={width_px}:{height_px}", "-f", "rawvideo", "-pix_fmt", "gray", "-"),
    )
    frames = np.frombuffer(told.stdout, np.uint8).reshape(-1, height_px, width_px)
    return [clips.read_frame_index(frame) for frame in frames]
