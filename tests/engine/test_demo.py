"""The demonstration's folder: nothing of anybody else is lost, and the game is shot as often as needed."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from touchline.base.errors import Conflict, Invalid
from touchline.engine import demo
from touchline.engine.progress import Report, Unwatched
from touchline.engine.synthetic import presets

SHOOTING, FILMING = "Playing and filming a game", "Reading the recordings"
TAKES = ("a.mp4", "b.mkv")


class Begun(Exception):
    """The first stage has begun; this is its title."""


class StopsAtOnce(Unwatched):
    """A Progress that stops what it watches in its first stage."""

    def stage(self, title: str) -> AbstractContextManager[Report]:
        raise Begun(title)


def first_stage(out: Path, *, duration_s: float = 6.0) -> str:
    """What a demonstration in this folder begins with; it is stopped there."""
    with pytest.raises(Begun) as begun:
        demo.run(out, duration_s=duration_s, progress=StopsAtOnce())
    return str(begun.value)


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """The folder of a demonstration of 6 s that was stopped after its game was shot."""
    assert first_stage(tmp_path / "demo") == SHOOTING
    takes = tmp_path / "demo" / "takes"
    takes.mkdir(parents=True)
    for name in TAKES:
        (takes / name).write_bytes(b"a take")
    settings = {"sport": demo.SPORT, "seed": presets.DEMO_SEED, "duration_s": 6.0}
    (takes / "demo.json").write_text(json.dumps(settings))
    row = {"offset_s": 0.0, "drift_ppm": 0.0, "position_m": [0.0, -40.0, 6.0]}
    (takes / "truth.json").write_text(json.dumps({"takes": [{"file": name} | row for name in TAKES]}))
    return tmp_path / "demo"


# Whose folder it is


def test_a_folder_with_anything_in_it_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "takes").mkdir()
    (tmp_path / "takes" / "center_high.mp4").write_text("the only film of the final")
    words = r"is not empty\. Choose a new one, so that nothing in it is lost\."
    with pytest.raises(Conflict, match=words):
        demo.run(tmp_path, duration_s=6.0, progress=StopsAtOnce())
    left = [path.relative_to(tmp_path) for path in sorted(tmp_path.rglob("*"))]
    assert left == [Path("takes"), Path("takes/center_high.mp4")]
    assert (tmp_path / "takes" / "center_high.mp4").read_text() == "the only film of the final"


def test_a_file_is_no_folder_for_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a letter")
    with pytest.raises(Invalid, match="in the way"):
        demo.run(tmp_path / "demo", duration_s=6.0, progress=StopsAtOnce())


def test_a_new_folder_and_an_empty_one_are_fine(tmp_path: Path) -> None:
    assert first_stage(tmp_path) == SHOOTING
    assert first_stage(tmp_path / "new" / "demo") == SHOOTING


def test_an_interrupted_demonstration_goes_on(tmp_path: Path) -> None:
    assert first_stage(tmp_path) == SHOOTING
    (tmp_path / "takes").mkdir()
    (tmp_path / "takes" / ".half.unfinished.mp4").write_bytes(b"half a take")
    assert first_stage(tmp_path) == SHOOTING


# When the game is shot


def test_a_game_that_lies_there_is_not_shot_again(shot: Path) -> None:
    assert first_stage(shot) == FILMING


def test_a_game_of_another_length_is_shot_anew_and_not_taken_for_the_old_one(shot: Path) -> None:
    assert first_stage(shot, duration_s=7.0) == SHOOTING
    assert first_stage(shot) == SHOOTING  # by then, takes of both games may lie there


def is_missing(path: Path) -> None:
    path.unlink()


def is_empty(path: Path) -> None:
    path.write_bytes(b"")


def is_cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def is_no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe{")


def is_something_else(path: Path) -> None:
    path.write_text('{"takes": [{"file": 5}]}')


def is_a_list(path: Path) -> None:
    path.write_text("[]")


def has_no_takes(path: Path) -> None:
    path.write_text('{"takes": []}')


@pytest.mark.parametrize("name", ["demo.json", "truth.json"])
@pytest.mark.parametrize(
    "damage", [is_missing, is_empty, is_cut_off, is_no_text, is_something_else, is_a_list, has_no_takes]
)
def test_a_game_whose_truth_is_not_whole_is_shot_again(
    name: str, damage: Callable[[Path], None], shot: Path
) -> None:
    damage(shot / "takes" / name)
    assert first_stage(shot) == SHOOTING


def test_a_game_of_which_a_take_is_gone_is_shot_again(shot: Path) -> None:
    (shot / "takes" / TAKES[1]).unlink()
    assert first_stage(shot) == SHOOTING
