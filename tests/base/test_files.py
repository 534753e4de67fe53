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
    ],
)
def test_what_the_system_refuses_is_told_in_a_sentence(
    tmp_path: Path, code: int, kind: type[Exception], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence), files.written_whole(tmp_path / "film.mp4"):
        raise OSError(code, os.strerror(code))


def test_an_error_that_is_not_about_space_or_rights_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"), files.written_whole(tmp_path / "film.mp4"):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
