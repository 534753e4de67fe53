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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe

from touchline.core.direct.cutting import Direction
from touchline.core.direct.picture import PictureTrack
from touchline.core.direct.shots import Shot
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Motion
from touchline.engine.film import finishing, showing
from touchline.engine.film.directing import Directed, Placed
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.looking import Seen
from touchline.engine.film.shape import FilmShape
from touchline.engine.film.shelf import Shelf
from touchline.engine.film.takes import Take, letter_of
from touchline.engine.film.timeline import lay_out
from touchline.media import hls_ladder, probe
from touchline.media.encode_film import FilmFormat
from touchline.vision import look

CLOCKS = (TakeClock(0.0), TakeClock(0.7, 120.0), TakeClock(1.1, -80.0))
FORMAT = FilmFormat(1920, 1080, Fraction(30))
SHOT_S = 7.0
REPORT = Path(__file__).resolve().parents[1] / "docs" / "experiments" / "film.md"
GOALS = {"instant cut": "0.08", "looking at all takes": "1.05 (0.35 a take)", "film": "1.10"}

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


def instant(folder: Path, seconds: int) -> None:
    """As the engine makes it: all takes copied as angles, the sound mixed side by side, the playlist."""
    directed, film_folder = _directed(folder, seconds), FilmFolder(folder / "out")
    shelf = Shelf(film_folder.work)
    angles, mixed = showing.prepare(directed, film_folder, shelf, _unwatched)
    showing.show_instant(directed, angles, mixed, film_folder)


def film(folder: Path, seconds: int) -> None:
    """As the engine makes it; the sound is there from the instant cut."""
    directed, film_folder = _directed(folder, seconds), FilmFolder(folder / "out")
    shape = FilmShape(1920, 1080, Fraction(30))
    finishing.finish_film(
        directed,
        lay_out(directed.shots, shape.rate_hz),
        shape,
        mixed=film_folder.work / "sound.m4a",
        folder=film_folder,
        shelf=Shelf(film_folder.work),
        report=_unwatched,
    )


def _directed(folder: Path, seconds: int) -> Directed:
    """Takes on known clocks, shown in turn, heard together."""
    placed = []
    for index, clock in enumerate(CLOCKS):
        path = folder / f"take{index}.mp4"
        info = probe.probe(path)
        assert info.video is not None
        take = Take(letter_of(index), path.name, path, str(index), info, info.video)
        seen = Seen(_unlike(index), Motion(np.zeros(0), np.zeros(0)))
        placed.append(Placed(take, clock, None, seen, None, is_reference=index == 0))
    direction = Direction(
        shots=tuple(_shots(seconds)),
        scores=np.ones((len(CLOCKS), 1)),
        terms={},
        start_s=0.0,
        stretches=((0.0, float(seconds)),),
        report=None,
    )
    plan = SoundPlan(
        np.array([0.0, 2.0, float(seconds)]), np.array([[1.0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0, 0]])
    )
    return Directed(tuple(placed), direction, plan, ())


def _unlike(index: int) -> PictureTrack:
    """A picture whose colours differ from the others', so that matching them costs what it costs in life."""
    one, nan = np.ones(1), np.full(1, np.nan)
    return PictureTrack(
        motion=one, motion_centre=np.full((1, 2), 0.5), people_centre=np.full((1, 2), 0.5), motion_spread=one,
        sharpness=one, luma_mean=one, clipped=one, shake=one, tilt_deg=nan, obstruction=one,
        colour=np.ones((1, 6)), surface=np.array([[90.0 + 8 * index, 110.0, 120.0 + 4 * index]]),
        neutral=np.full((1, 2), np.nan), signature=np.zeros((1, 4)),
    )  # fmt: skip


def _unwatched(_share: float) -> None:
    """Nobody watches."""


def ladder(folder: Path, _seconds: int) -> None:
    shutil.rmtree(folder / "hls", ignore_errors=True)
    hls_ladder.write_ladder(
        folder / "out" / "film.mp4", folder / "hls", [1080, 720, 360], clock=TakeClock(0.0)
    )


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
    job.__name__: job for job in (transcode, instant, film, ladder, looking)
}
JOBS = {
    "plain transcode": "transcode",
    "instant cut": "instant",
    "film": "film",
    "ladder 1080 copied, 720, 360": "ladder",
    "looking at all takes": "looking",
}


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
*Instant cut*: all takes copied as angles; two of them mixed to one sound track on the game clock, its
loudness measured and set, AAC; the playlist written. *Film*: shots of {SHOT_S:.0f} s in turn; only what is
shown is decoded; colours matched; joined with the sound of the instant cut; poster. *Ladder*: all sizes of
the film for the web. *Looking*: measuring the picture of all {len(CLOCKS)} takes; the transcode is that of
one, so a third of it is what looking costs against transcoding the same footage.
"""


if __name__ == "__main__":
    cost = _run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps({name: getattr(cost, name) for name in Cost.__dataclass_fields__}) + "\n")
