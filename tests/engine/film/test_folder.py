"""The film folder: nobody's files are touched, and only one Touchline works in it."""

import os
from pathlib import Path

import pytest

from touchline.base.errors import Conflict, Invalid
from touchline.engine.film import folder


def test_a_folder_that_does_not_exist_is_made(tmp_path: Path) -> None:
    with folder.opened(tmp_path / "new" / "film", {"a.mp4": "1"}) as opened:
        assert opened.work.is_dir()


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Conflict, match="not empty"), folder.opened(tmp_path, {"a.mp4": "1"}):
        pass
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_film_of_the_same_takes_goes_on_and_a_late_take_joins_it(tmp_path: Path) -> None:
    with folder.opened(tmp_path, {"a.mp4": "1", "b.mp4": "2"}):
        pass
    with folder.opened(tmp_path, {"a.mp4": "1", "late.mp4": "3"}) as opened:
        assert opened.root == tmp_path


def test_the_film_of_another_game_is_never_written_over(tmp_path: Path) -> None:
    with folder.opened(tmp_path, {"a.mp4": "1"}) as opened:
        opened.cuts.write_text("[]")
    with pytest.raises(Conflict, match="another game"), folder.opened(tmp_path, {"a.mp4": "9"}):
        pass


def test_where_no_film_was_begun_other_takes_are_welcome(tmp_path: Path) -> None:
    with folder.opened(tmp_path, {"letter.txt": "1"}):
        pass
    with folder.opened(tmp_path, {"a.mp4": "9"}) as opened:
        assert opened.root == tmp_path


def test_takes_inside_the_folder_are_refused_also_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "game")
    with folder.opened(tmp_path / "game", {"a.mp4": "1"}):
        pass
    late = tmp_path / "game" / "late.mp4"
    late.touch()
    with (
        pytest.raises(Conflict, match=r"late\.mp4 lies in .*link"),
        folder.opened(tmp_path / "link", {"late.mp4": "2"}, [late]),
    ):
        pass


def test_what_a_killed_touchline_left_half_written_is_removed(tmp_path: Path) -> None:
    with folder.opened(tmp_path, {"a.mp4": "1"}) as opened:
        pass
    left = [tmp_path / ".film.unfinished.mp4", opened.work / "parts" / ".1f.unfinished.mp4"]
    (opened.work / "parts").mkdir()
    for path in left:
        path.touch()
    with folder.opened(tmp_path, {"a.mp4": "1"}):
        assert not any(path.exists() for path in left)


@pytest.mark.parametrize("name", ["a" * 300, "file.txt/film", "loop/film", "nowhere"])
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone" / "too")
    with pytest.raises(Invalid, match="another"), folder.opened(tmp_path / name, {"a.mp4": "1"}):
        pass


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_text("")
    with pytest.raises(Invalid, match="is a file"), folder.opened(path, {"a.mp4": "1"}):
        pass


def test_two_at_once_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with (
        folder.opened(tmp_path, {"a.mp4": "1"}),
        pytest.raises(Conflict, match="Another Touchline"),
        folder.opened(tmp_path, {"a.mp4": "1"}),
    ):
        pass
