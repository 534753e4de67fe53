"""Stopped at any point and started again, a film goes on where it was and is the film it would have been."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from factories import clips, judges
from factories.commands import DISK_FULL, Ran, Stop, touchline

STAGES = {
    "Reading the recordings": 0.0,
    "Listening": 0.5,
    "Looking": 0.5,
    "Synchronising": 0.5,
    "Directing": 0.5,
    "Preparing angles and sound": 0.5,
    "Instant cut": 0.0,
    "Rendering the film": 0.8,
    "Other sizes": 0.0,
}
"""Each stage of a film, and the share of it after which it is killed here."""

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SMALL = {"width": 160, "height": 90, "rate": 25, "sound": "noise", "sound_rate_hz": 16_000}

Times = dict[Path, int]


@dataclass(frozen=True)
class Retold:
    """A film folder after runs that were killed, how they ended, and the parts that one of them left."""

    out: Path
    ended: list[Ran]
    parts: Times


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two takes, the longer of more than half a minute: the film has two parts."""
    folder = tmp_path_factory.mktemp("takes")
    long = clips.write_clip(folder / "a.mp4", seconds=42, **SMALL)
    return [str(long), str(clips.write_clip(folder / "b.mkv", seconds=33, first_index=5000, **SMALL))]


@pytest.fixture(scope="module")
def whole(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film that nobody interrupted."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert touchline("film", *takes, "--out", out).exit_code == 0
    return out


@pytest.fixture(scope="module")
def begun(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that `--quick` makes."""
    out = tmp_path_factory.mktemp("begun") / "out"
    assert touchline("film", *takes, "--out", out, "--quick").exit_code == 0
    return out


@pytest.fixture(scope="module")
def killed(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Retold:
    """A film that was killed (-9) once in each stage, and then made."""
    out = tmp_path_factory.mktemp("killed") / "out"
    ended, parts = [], {}
    for title, share in STAGES.items():
        ended.append(touchline("film", *takes, "--out", out, stop=Stop(title, signal.SIGKILL, share)))
        if title == "Rendering the film":
            parts = times(parts_of(out))
    ended.append(touchline("film", *takes, "--out", out))
    return Retold(out, ended, parts)


def contents(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def half_written(out: Path) -> list[str]:
    """All that is half-written has a hidden name."""
    return [name for name in contents(out) if Path(name).name.startswith(".")]


def parts_of(out: Path) -> Iterator[Path]:
    return (out / ".touchline" / "parts").glob("[!.]*.mp4")


def times(paths: Iterable[Path]) -> Times:
    return {path: path.stat().st_mtime_ns for path in paths}


def assert_same_film(out: Path, whole: Path) -> None:
    assert half_written(out) == []
    assert contents(out) == contents(whole)
    for name in ("sync.json", "cuts.json", ".touchline/sound.m4a"):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name
    # x264 does not repeat itself to the bit where its threads share a ceiling of the bit rate.
    assert shown(out) == shown(whole)


def shown(out: Path) -> list[int]:
    return judges.frame_numbers(out / "film.mp4", SMALL["width"], SMALL["height"])


def test_killed_in_each_stage_it_still_becomes_the_same_film(killed: Retold, whole: Path) -> None:
    assert [ended.exit_code for ended in killed.ended] == [*[-signal.SIGKILL] * len(STAGES), 0]
    assert_same_film(killed.out, whole)


def test_parts_that_were_rendered_are_not_rendered_again(killed: Retold) -> None:
    assert 1 <= len(killed.parts) < len(list(parts_of(killed.out)))
    assert times(killed.parts) == killed.parts


def test_asked_to_stop_it_says_that_nothing_is_lost_and_leaves_nothing_half_written(
    takes: list[str], begun: Path, whole: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(begun, tmp_path / "out")
    ended = [
        touchline("film", *takes, "--out", out, stop=Stop("Rendering the film", number, share))
        for number, share in zip(ASKED_TO_STOP, (0.1, 0.4, 0.8), strict=True)
    ]
    assert [run.exit_code for run in ended] == [128 + number for number in ASKED_TO_STOP]
    for run in ended:
        assert run.stderr.endswith("Stopped. Nothing is lost: the same command goes on where it was.\n")
        assert "Traceback" not in run.stderr
    assert half_written(out) == []
    assert not (out / "film.mp4").exists()
    assert touchline("film", *takes, "--out", out).exit_code == 0
    assert_same_film(out, whole)


def test_work_side_by_side_stops_too(takes: list[str], tmp_path: Path) -> None:
    ended = [
        touchline("film", *takes, "--out", tmp_path / "out", stop=Stop(title, signal.SIGINT, 0.2))
        for title in ("Listening", "Looking", "Preparing angles and sound")
    ]
    assert [(run.exit_code, run.stderr.count("Traceback")) for run in ended] == [(130, 0)] * 3
    assert half_written(tmp_path / "out") == []


LOADING = """
import os, runpy, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "touchline.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
runpy.run_module("touchline", run_name="__main__")
"""


def test_ctrl_c_while_the_program_loads_just_ends_it() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, b"")


def test_the_full_command_after_a_quick_one_uses_all_that_is_there(
    takes: list[str], whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    quick = touchline("film", *takes, "--out", out, "--quick", "--json")
    assert (quick.exit_code, json.loads(quick.stdout)["film"]) == (0, None)
    kept = times([*(out / "angles").rglob("*.m4s"), *(out / ".touchline").glob("[psma]*[-.]*")])
    assert touchline("film", *takes, "--out", out).exit_code == 0
    assert times(kept) == kept
    assert_same_film(out, whole)


def test_a_full_disk_in_any_stage_is_told_in_words_and_the_same_command_goes_on_once_there_is_room(
    takes: list[str], whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for title in STAGES:
        full = touchline("film", *takes, "--out", out, stop=Stop(title, DISK_FULL))
        assert full.exit_code == 1, title
        assert full.stderr.count("is full. Free some space and run the same command again") == 1
        assert "Traceback" not in full.stderr
        assert "Left out" not in full.stderr
        assert half_written(out) == []
    assert touchline("film", *takes, "--out", out).exit_code == 0
    assert_same_film(out, whole)
