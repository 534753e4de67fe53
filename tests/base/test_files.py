"""A half-written file never carries its final name."""

import errno
import os
from pathlib import Path

import pytest

from touchline.base import files
from touchline.base.errors import Invalid, Unavailable


def test_a_file_appears_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "film.mp4"
    with files.written_whole(path) as unfinished:
        unfinished.write_bytes(b"whole")
        assert unfinished.suffix == ".mp4"
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert os.listdir(path.parent) == ["film.mp4"]


def test_a_failure_leaves_the_old_file_and_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "sync.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), files.written_whole(path) as unfinished:
        unfinished.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["sync.json"]


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (errno.ENOSPC, Unavailable, "is full"),
        (errno.EDQUOT, Unavailable, "is full"),
        (errno.EACCES, Invalid, "Choose another folder"),
        (errno.EIO, Invalid, r"/film\.mp4 failed \(Input/output error\)\. .*choose another folder"),
        (errno.EMFILE, Invalid, r"/film\.mp4 failed \(Too many open files\)"),
    ],
)
def test_what_the_system_refuses_is_told_in_a_sentence(
    tmp_path: Path, code: int, kind: type[Exception], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence), files.written_whole(tmp_path / "film.mp4"):
        raise OSError(code, os.strerror(code))


def test_what_lies_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with (
        pytest.raises(Invalid, match=r"in the way of .*/report\.html \(.*\)\. Move it away") as told,
        files.written_whole(tmp_path / "report.html") as unfinished,
    ):
        unfinished.write_text("page")
    assert "unfinished" not in str(told.value)
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "hls").write_text("a letter")
    for path in (tmp_path / "hls" / "own.m3u8", tmp_path / "hls" / "90p" / "init.mp4"):
        with pytest.raises(Invalid, match=r"in the way of .*/hls.*Move it away"):
            write(path)
    assert os.listdir(tmp_path) == ["hls"]


def write(path: Path) -> None:
    with files.written_whole(path) as unfinished:
        unfinished.write_text("whole")


def test_an_error_that_the_system_did_not_name_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError), files.written_whole(tmp_path / "film.mp4"):
        raise TimeoutError
