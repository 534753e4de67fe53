"""What a film costs against a plain transcode of the same length, measured in the same run.

Every job runs in a process of its own, so that its processor time and largest memory are its own too.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe

from touchline.core.direct.shots import Shot
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.media import (
    copy_mix,
    copy_takes,
    decode,
    encode_film,
    encode_grid,
    hls_instant,
    hls_ladder,
    hls_segments,
    join_parts,
    mix_sound,
    probe,
)
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import FilmFormat
from touchline.media.mix_sound import Heard
from touchline.media.picture import PictureShaper
from touchline.vision import look

CLOCKS = (TakeClock(0.0), TakeClock(0.7, 120.0), TakeClock(1.1, -80.0))
FORMAT = FilmFormat(1920, 1080, Fraction(30))
SHOT_S = 7.0
PART_S = 30.0
REPORT = Path(__file__).resolve().parents[1] / "docs" / "experiments" / "film.md"
GOALS = {"instant cut": "0.08", "looking at all takes": "0.35", "film with its sound": "1.10"}

_SELF_AND_CHILDREN = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True)
class Cost:
    """What one job took."""

    wall_s: float
    cpu_s: float
    memory_mb: float


def main(quick: bool) -> None:
    """Print the table; without `quick` also write it to docs/experiments/film.md."""
    seconds = 15 if quick else 60
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as name:
        folder = Path(name)
        for index in range(len(CLOCKS)):
            _make_take(folder / f"take{index}.mp4", index, seconds + 3)
        costs = {title: _measured(job, folder, seconds) for title, job in JOBS.items()}
    costs["film with its sound"] = _together(costs["one sound track"], costs["film, pictures and joining"])
    table = _table(costs, seconds)
    sys.stdout.write(table)
    if not quick:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(_report(table, seconds), encoding="utf-8")


def _make_take(path: Path, index: int, seconds: int) -> None:
    """A moving test picture with noise, at about the bit rate of a telephone (1 s groups, AAC)."""
    picture = f"testsrc2=s=1920x1080:r=30:d={seconds},noise=alls=6:allf=t:all_seed={index + 1}"
    sound = f"anoisesrc=r=48000:a=0.1:seed={index + 1}:d={seconds}"
    _ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "12M", "-maxrate", "16M", "-bufsize", "16M"),
        *("-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2", "-b:a", "128k", str(path)),
    )


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error", *arguments], check=True)


def _measured(job: str, folder: Path, seconds: int) -> Cost:
    """Run a job of this module in a process of its own and read its costs, children included."""
    command = [sys.executable, "-m", "benchmarks.film", job, str(folder), str(seconds)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(**json.loads(answer.splitlines()[-1]))


def _run(job: str, folder: Path, seconds: int) -> Cost:
    began_s, cpu_before_s = time.perf_counter(), _processor_s()
    WORK[job](folder, seconds)
    wall_s, cpu_s = time.perf_counter() - began_s, _processor_s() - cpu_before_s
    return Cost(wall_s, cpu_s, max(resource.getrusage(who).ru_maxrss for who in _SELF_AND_CHILDREN) / 1024)


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in _SELF_AND_CHILDREN]
    return sum(one.ru_utime + one.ru_stime for one in used)


def transcode(folder: Path, seconds: int) -> None:
    _ffmpeg(
        *("-i", str(folder / "take0.mp4"), "-t", str(seconds)),
        *("-c:v", "libx264", "-preset", FORMAT.preset, "-crf", str(FORMAT.crf)),
        *("-c:a", "aac", "-b:a", "160k", str(folder / "plain.mp4")),
    )


def angles(folder: Path, _seconds: int) -> None:
    def copy(index: int) -> None:
        path = folder / f"take{index}.mp4"
        copy_takes.copy_to_hls(path, probe.probe(path), folder / f"angle{index}", clock=CLOCKS[index])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(copy, range(len(CLOCKS))))


def instant(folder: Path, seconds: int) -> None:
    angles(folder, seconds)
    pictures = [hls_segments.kept(folder / f"angle{index}" / "video") for index in range(len(CLOCKS))]
    sound = hls_segments.kept(folder / "angle0" / "sound")
    hls_instant.write_instant(folder / "film.m3u8", _shots(seconds), [one for one in pictures if one], sound)


def one_sound(folder: Path, seconds: int) -> None:
    takes = [Heard(folder / f"take{index}.mp4", clock) for index, clock in enumerate(CLOCKS)]
    plan = SoundPlan(
        np.array([0.0, 2.0, float(seconds)]), np.array([[1.0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0, 0]])
    )
    mix_sound.write_mix(takes, plan, folder / "sound.m4a", spans=[(0.0, float(seconds))])
    copy_mix.copy_mix(folder / "sound.m4a", folder / "sound", [(0.0, float(seconds))])


def film(folder: Path, seconds: int) -> None:
    videos = [probe.probe(folder / f"take{index}.mp4").video for index in range(len(CLOCKS))]
    shapers = [
        PictureShaper(video, width_px=FORMAT.width_px, height_px=FORMAT.height_px)
        for video in videos
        if video
    ]
    parts, pictures = [], ahead(_pictures(folder, seconds, shapers))
    for number in range(round(seconds / PART_S + 0.49)):
        count = round(min(PART_S, seconds - number * PART_S) * FORMAT.rate)
        parts.append(folder / f"part{number}.mp4")
        encode_film.write_part((next(pictures) for _ in range(count)), parts[-1], FORMAT)
    join_parts.join_parts(parts, folder / "sound.m4a", folder / "film.mp4", rate=FORMAT.rate)


def _pictures(folder: Path, seconds: int, shapers: list[PictureShaper]) -> Iterator[av.VideoFrame]:
    for shot in _shots(seconds):
        clock, shaper = CLOCKS[shot.take], shapers[shot.take]
        yield from encode_grid.frames_on_grid(
            decode.frames(
                folder / f"take{shot.take}.mp4",
                start_s=clock.to_take(shot.start_s) - 0.25,
                end_s=clock.to_take(shot.end_s),
            ),
            clock=clock,
            start_s=shot.start_s,
            rate=FORMAT.rate,
            count=encode_grid.frame_count(shot.start_s, shot.end_s, FORMAT.rate),
            shape=lambda frame, shaper=shaper: shaper.shape(frame.picture),
        )


def ladder(folder: Path, _seconds: int) -> None:
    shutil.rmtree(folder / "hls", ignore_errors=True)
    hls_ladder.write_ladder(folder / "film.mp4", folder / "hls", [1080, 720, 360], clock=TakeClock(0.0))


def looking(folder: Path, _seconds: int) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda index: look.look(folder / f"take{index}.mp4"), range(len(CLOCKS))))


def _shots(seconds: int) -> list[Shot]:
    starts_s = np.arange(0.0, seconds, SHOT_S)
    return [
        Shot(start_s, min(start_s + SHOT_S, float(seconds)), index % len(CLOCKS), "in turn", 1.0)
        for index, start_s in enumerate(starts_s.tolist())
    ]


WORK: dict[str, Callable[[Path, int], None]] = {
    job.__name__: job for job in (transcode, angles, instant, one_sound, film, ladder, looking)
}
JOBS = {
    "plain transcode": "transcode",
    "instant cut": "instant",
    "one sound track": "one_sound",
    "film, pictures and joining": "film",
    "ladder 1080 copied, 720, 360": "ladder",
    "looking at all takes": "looking",
}


def _together(first: Cost, second: Cost) -> Cost:
    return Cost(
        first.wall_s + second.wall_s, first.cpu_s + second.cpu_s, max(first.memory_mb, second.memory_mb)
    )


def _table(costs: dict[str, Cost], seconds: int) -> str:
    plain = costs["plain transcode"]
    plainly = f"{plain.wall_s:.1f} s ({seconds / plain.wall_s:.1f} × real time)"
    lines = [
        f"{len(CLOCKS)} takes, {seconds} s of film, 1080p30, {os.cpu_count()} cores. Plain: {plainly}.",
        "",
        "| work | wall | processor | memory, MB | goal (wall) |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {title} | {cost.wall_s / plain.wall_s:.3f} | {cost.cpu_s / plain.cpu_s:.3f} "
        f"| {cost.memory_mb:.0f} | {GOALS.get(title, '')} |"
        for title, cost in costs.items()
    ]
    return "\n".join(lines) + "\n"


def _report(table: str, seconds: int) -> str:
    return f"""# What a film costs

`./run bench film` makes {len(CLOCKS)} takes of {seconds + 3} s (1080p30 H.264 of 12 Mbit/s, AAC; a moving
test picture with noise), each on a clock of its own, and measures every step against a plain transcode of a
film's length: FFmpeg's program, decoding, x264 `{FORMAT.preset}` at CRF {FORMAT.crf}, AAC; all cores for
both, in the same run. Ratios travel between machines, seconds do not. Each job is a process of its own;
memory is its largest.

{table}
*Instant cut*: all takes copied as angles, the playlist written, the sound of one take. *One sound track*:
takes mixed on the game clock, loudness measured and set, AAC. *Film*: shots of {SHOT_S:.0f} s in turn; only
what is shown is decoded. *Looking*: measuring every take's picture.
"""


if __name__ == "__main__":
    cost = _run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps({name: getattr(cost, name) for name in Cost.__dataclass_fields__}) + "\n")
