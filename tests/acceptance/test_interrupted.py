"""Stopped at any point and started again, a film goes on where it was and is the film it would have been."""

import shutil
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from factories import clips, runs
from factories.runs import Ended, Run, Stop

STAGES = {
    "Reading the recordings": 0.0,
    "Listening": 0.5,
    "Looking": 0.5,
    "Synchronising": 0.5,
    "Directing": 0.5,
    "Preparing angles and sound": 0.5,
    "Instant cut": 0.0,
    "Rendering the film": 0.6,
    "Other sizes": 0.0,
}
"""Each stage of a film, and the share of it after which it is killed here."""

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SMALL = {"width": 160, "height": 90, "sound": "noise", "sound_rate_hz": 16_000}

Times = dict[Path, int]


@dataclass(frozen=True)
class Retold:
    """A film folder after runs that did not go well, how they ended, and the parts that the killed one left."""

    out: Path
    ended: list[Ended]
    parts: Times


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two takes, the longer of more than a minute: the film has three parts."""
    folder = tmp_path_factory.mktemp("takes")
    long = clips.write_clip(folder / "a.mp4", seconds=65, **SMALL)
    return [str(long), str(clips.write_clip(folder / "b.mkv", seconds=50, first_index=5000, **SMALL))]


@pytest.fixture(scope="module")
def whole(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film that nobody interrupted."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert runs.run("film", *takes, "--out", out).exit_code == 0
    return out


@pytest.fixture(scope="module")
def begun(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that `--quick` makes."""
    out = tmp_path_factory.mktemp("begun") / "out"
    assert runs.run("film", *takes, "--out", out, "--quick").exit_code == 0
    return out


@pytest.fixture(scope="module")
def killed(takes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Retold:
    """A film that was killed (-9) once in each stage, and then made."""
    out = tmp_path_factory.mktemp("killed") / "out"
    film = ["film", *takes, "--out", str(out)]
    stops = [Stop("SIGKILL", title, share) for title, share in STAGES.items()]
    rendering = list(STAGES).index("Rendering the film") + 1
    ended = runs.in_turn([Run(film, stop) for stop in stops[:rendering]])
    parts = times(parts_of(out))
    ended += runs.in_turn([*(Run(film, stop) for stop in stops[rendering:]), Run(film)])
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
    for name in ("sync.json", "cuts.json", "film.mp4"):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name


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
    film = ["film", *takes, "--out", str(out)]
    at_s = dict(zip(ASKED_TO_STOP, (0.1, 0.4, 0.6), strict=True))
    ended = runs.in_turn([Run(film, Stop(s.name, "Rendering the film", at_s[s])) for s in ASKED_TO_STOP])
    assert [run.exit_code for run in ended] == [128 + number for number in ASKED_TO_STOP]
    for run in ended:
        assert run.stderr.endswith("Stopped. Nothing is lost: the same command goes on where it was.\n")
        assert "Traceback" not in run.stderr
    assert half_written(out) == []
    assert not (out / "film.mp4").exists()
    assert runs.run(*film).exit_code == 0
    assert_same_film(out, whole)


@pytest.mark.parametrize("title", ["Listening", "Looking", "Preparing angles and sound"])
def test_work_side_by_side_stops_too(title: str, takes: list[str], tmp_path: Path) -> None:
    (ended,) = runs.in_turn(
        [Run(["film", *takes, "--out", str(tmp_path / "out")], Stop("SIGINT", title, 0.2))]
    )
    assert (ended.exit_code, ended.stderr.count("Traceback")) == (130, 0)
    assert half_written(tmp_path / "out") == []


def test_the_full_command_after_a_quick_one_uses_all_that_is_there(
    takes: list[str], begun: Path, whole: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(begun, tmp_path / "out")
    assert not (out / "film.mp4").exists()
    kept = times([*(out / "angles").rglob("*.m4s"), *(out / ".touchline").glob("[psm]*.*")])
    kept.pop(out / ".touchline" / "sync.json", None)
    assert runs.run("film", *takes, "--out", out).exit_code == 0
    assert times(kept) == kept
    assert_same_film(out, whole)


def test_a_full_disk_is_told_in_words_and_the_same_command_goes_on_once_there_is_room(
    takes: list[str], begun: Path, whole: Path, tmp_path: Path
) -> None:
    """One limit per kind of file: what was read, sound, the mix's samples; then a part, and the film."""
    out, later = tmp_path / "out", shutil.copytree(begun, tmp_path / "later")
    full = [
        Run(["film", *takes, "--out", str(out)], largest_bytes=n) for n in (100, 20_000, 1_050_000, 2**21)
    ]
    full += [Run(["film", *takes, "--out", str(later)], largest_bytes=n) for n in (100_000, 1_500_000)]
    for ended in runs.in_turn(full):
        assert ended.exit_code == 1
        assert "is full. Free some space and run the same command again" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "Left out" not in ended.stderr
    assert [*half_written(out), *half_written(later)] == []
    assert runs.run("film", *takes, "--out", later).exit_code == 0
    assert_same_film(later, whole)
