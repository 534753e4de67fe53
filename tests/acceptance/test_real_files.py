"""Recordings that others made, through the whole command; measured in docs/experiments/real-files.md."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from factories.commands import touchline
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import TakeEvidence
from touchline.core.sync.fusion import synchronise
from touchline.media import sound

pytestmark = pytest.mark.realdata

PANORAMA = "futsal/panorama_30s.mp4"
WEBCAMS = "multicam/caliscope/4_cam_recording/calibration/extrinsic"
WALKERS = "multicam/pose2sim/Demo_SinglePerson/videos"


def film(*arguments: object) -> Any:
    """Give the command; returns what it prints as JSON, and its sentences under "said"."""
    told = touchline("film", *arguments, "--json")
    assert told.exit_code == 0, told.stderr
    assert "Traceback" not in told.stderr
    return json.loads(told.stdout) | {"said": told.stderr.splitlines()}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_file(out: Path) -> dict[str, Any]:
    """What `sync.json` says of each take."""
    return {take["file"]: take for take in read(out / "sync.json")["takes"]}


def decoded(path: Path) -> tuple[int, tuple[int, int]]:
    """How many frames an independent decoder sees, and their (width, height)."""
    capture = cv2.VideoCapture(str(path))
    frames, size = 0, (0, 0)
    while True:
        is_there, picture = capture.read()
        if not is_there:
            return frames, size
        frames, size = frames + 1, (picture.shape[1], picture.shape[0])


def heard(path: Path, folder: Path) -> TakeEvidence:
    """A file's sound as the pipeline hears it."""
    file = sound.extract_mono(path, folder / f"{path.name}.s16")
    assert file is not None
    return TakeEvidence(file.sample_count / file.sample_rate_hz, 1 / 25, sound=sound.load(file))


@pytest.mark.parametrize(
    ("early", "late", "true_s"),
    [("timbl_1.mp3", "timbl_2.mp3", 12.254), ("full.mp4", "3-secs-in.mp4", 3.0)],
)
def test_a_recording_that_began_later_is_found_within_20_ms_and_within_its_bound(
    real_data: Path, tmp_path: Path, early: str, late: str, true_s: float
) -> None:
    evidence = [heard(real_data / "audio" / name, tmp_path) for name in (early, late)]
    first, second = synchronise(evidence).certificates
    error_s = abs(second.clock.offset_s - first.clock.offset_s - true_s)
    assert error_s < 0.020
    assert error_s <= first.bound_s + second.bound_s


@pytest.fixture(scope="module")
def tiny_film(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film of two recordings of 10 × 18 pixels; the one named second began 3 s before the other."""
    out = tmp_path_factory.mktemp("tiny") / "out"
    film(real_data / "audio/3-secs-in.mp4", real_data / "audio/full.mp4", "--out", out)
    return out


def test_the_whole_command_places_the_later_one_within_20_ms(tiny_film: Path) -> None:
    takes = by_file(tiny_film)
    assert takes["full.mp4"]["offset_s"] == 0.0
    late = takes["3-secs-in.mp4"]
    assert abs(late["offset_s"] - 3.0) < 0.020
    assert abs(late["offset_s"] - 3.0) <= late["bound_s"] + takes["full.mp4"]["bound_s"]
    assert abs(late["drift_ppm"]) * 1e-6 * 12.08 <= late["bound_s"] + takes["full.mp4"]["bound_s"]


def test_ten_pixels_of_picture_make_a_film_of_one_view_without_a_flash(tiny_film: Path) -> None:
    cuts = read(tiny_film / "cuts.json")
    within_a_frame = [(pytest.approx(0.0, abs=0.04), pytest.approx(15.08, abs=0.04))]
    assert [(cut["start_s"], cut["end_s"]) for cut in cuts] == within_a_frame
    frames = round(25 * (cuts[0]["end_s"] - cuts[0]["start_s"]))
    assert decoded(tiny_film / "film.mp4") == (frames, (16, 28))
    assert all((tiny_film / "angles" / letter / "index.m3u8").is_file() for letter in "AB")


@pytest.fixture(scope="module")
def wall_clock(real_data: Path) -> dict[str, list[float]]:
    """Wall-clock time of each frame of each webcam, since the first of all."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    with (real_data / WEBCAMS / "timestamps.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            times[f"cam_{row['cam_id']}.mp4"].append(float(row["frame_time"]))
    first_s = min(min(of_cam) for of_cam in times.values())
    return {name: [at_s - first_s for at_s in of_cam] for name, of_cam in sorted(times.items())}


def test_webcams_are_placed_within_their_bounds_or_left_out_with_a_sentence(
    real_data: Path, wall_clock: dict[str, list[float]], tmp_path: Path
) -> None:
    told = film(*(real_data / WEBCAMS / name for name in wall_clock), "--out", tmp_path / "out", "--quick")
    sync = read(tmp_path / "out" / "sync.json")
    assert any(take["is_used"] for take in told["takes"])
    for take in sync["takes"]:
        if take["verdict"] == "fail":
            assert take["offset_s"] is None
            assert any(line.startswith(f"{take['file']}: Left out") for line in told["said"])
        elif take["file"] != sync["reference"]:
            true_s = wall_clock[take["file"]][0] - wall_clock[sync["reference"]][0]
            assert abs(take["offset_s"] - true_s) <= take["bound_s"]


def test_webcams_with_the_wall_clock_of_their_frames_are_all_placed_within_their_bounds(
    real_data: Path, wall_clock: dict[str, list[float]], tmp_path: Path
) -> None:
    readings = {
        name: [[i / 6, at_s, 0.02] for i, at_s in enumerate(times)] for name, times in wall_clock.items()
    }
    (tmp_path / "clock.json").write_text(json.dumps(readings), encoding="utf-8")
    paths = [real_data / WEBCAMS / name for name in wall_clock]
    told = film(*paths, "--clock", tmp_path / "clock.json", "--out", tmp_path / "out", "--quick")
    assert all(take["is_used"] for take in told["takes"])
    takes = by_file(tmp_path / "out")
    for name, times in wall_clock.items():
        found = TakeClock(takes[name]["offset_s"], takes[name]["drift_ppm"])
        errors_s = [abs(found.to_game(i / 6) - at_s) for i, at_s in enumerate(times)]
        # The bound promises 95 %: a single frame of a webcam comes up to 30 ms late by itself.
        assert np.quantile(errors_s, 0.95) <= takes[name]["bound_s"]


def test_mixed_codecs_and_almost_no_sound_make_a_film_of_what_can_be_placed(
    real_data: Path, tmp_path: Path
) -> None:
    names = [f"cam0{n}.mp4" for n in (1, 2, 3, 4)]
    told = film(*(real_data / WALKERS / name for name in names), "--out", tmp_path / "out", "--quick")
    takes = by_file(tmp_path / "out")
    assert takes.keys() == set(names)
    assert any(take["verdict"] != "fail" for take in takes.values())
    for name in (name for name in names if takes[name]["verdict"] == "fail"):
        assert any(line.startswith(f"{name}: Left out") for line in told["said"])


def test_portraits_of_two_codecs_that_began_together_by_the_clock_are_all_in_the_film(
    real_data: Path, tmp_path: Path
) -> None:
    names = [f"cam0{n}.mp4" for n in (1, 2, 3, 4)]
    readings = {name: [[frame / 60, 1000 + frame / 60, 0.004] for frame in (0, 50, 99)] for name in names}
    (tmp_path / "clock.json").write_text(json.dumps(readings), encoding="utf-8")
    told = film(
        *(real_data / WALKERS / name for name in names),
        "--clock", tmp_path / "clock.json", "--out", tmp_path / "out", "--formats", "mobile",
    )  # fmt: skip
    assert all(take["is_used"] for take in told["takes"])
    for take in by_file(tmp_path / "out").values():
        assert abs(take["offset_s"]) <= take["bound_s"] < 0.020
    assert decoded(tmp_path / "out" / "film.mp4") == (100, (360, 640))
    assert all((tmp_path / "out" / "angles" / letter / "index.m3u8").is_file() for letter in "ABCD")


def test_photographs_and_watches_among_the_takes_are_each_refused_in_a_sentence(
    real_data: Path, tmp_path: Path
) -> None:
    strangers = [
        path
        for folder in ("futsal", "stills", "fit")
        for path in sorted((real_data / folder).iterdir())
        if path.name.lower().endswith((".jpg", ".fit", ".tcx", ".gpx", ".csv"))
    ]
    assert len(strangers) > 30
    told = film(
        *strangers,
        real_data / "audio/timbl_1.mp3",
        real_data / PANORAMA,
        "--out",
        tmp_path / "out",
        "--quick",
    )
    *refused, without_picture, used = told["takes"]
    assert used["is_used"]
    assert told["duration_s"] == pytest.approx(30.0, abs=0.1)
    assert all("is not a film or sound recording" in take["why_not"] for take in refused)
    assert "holds sound but no picture" in without_picture["why_not"]
