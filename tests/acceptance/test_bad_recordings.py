"""One bad recording never spoils the film of the others, and each is told in a sentence."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factories import clips
from factories.games import ShotGame
from touchline.base.errors import Conflict, Invalid, NotFound
from touchline.engine.film import pipeline
from touchline.engine.film.pipeline import FilmResult
from touchline.engine.film.request import FilmRequest
from touchline.engine.film.takes import Refused, Take
from touchline.engine.progress import Report


class Listener:
    """A Progress that remembers what was said and which stages ran."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.stages: list[str] = []

    @contextmanager
    def stage(self, title: str) -> Iterator[Report]:
        self.stages.append(title)
        yield lambda _share: None

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


def made(takes: list[Path], out: Path, **options: object) -> tuple[FilmResult, Listener]:
    listener = Listener()
    request = FilmRequest(takes=tuple(takes), out=out, is_quick=True, **options)  # type: ignore[arg-type]
    return pipeline.make_film(request, listener), listener


def cut_short(source: Path, to: Path, share: float) -> Path:
    content = source.read_bytes()
    to.write_bytes(content[: round(share * len(content))])
    return to


@pytest.fixture(scope="module")
def crowd(
    small_game: ShotGame, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FilmResult, Listener, Path]:
    """A film of two good takes handed in together with every kind of bad recording."""
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "notes.mp4").write_text("Kick-off at three, bring oranges.")
    (folder / "empty.mp4").touch()
    cut_short(clips.write_clip(folder / "whole.mp4"), folder / "no-index.mp4", 0.7)
    (folder / "whole.mp4").unlink()
    shutil.copy(small_game.takes[0], folder / "copy <b>of it.mp4")
    good = small_game.takes[:2]
    bad = ["notes.mp4", "empty.mp4", "no-index.mp4", "copy <b>of it.mp4"]
    elsewhere = clips.write_clip(folder / "another-game.mp4", seconds=4.0, sound="noise", seed=99)
    mute = clips.write_clip(folder / "mute.mp4", seconds=4.0, sound=None, seed=98)
    silent = clips.write_clip(folder / "silent.mp4", seconds=4.0, sound="silent", seed=97)
    takes = [*good, *(folder / name for name in bad), elsewhere, mute, silent]
    result, listener = made(takes, folder / "out")
    return result, listener, folder / "out"


def test_the_film_of_the_good_ones_is_made(
    crowd: tuple[FilmResult, Listener, Path], small_game: ShotGame
) -> None:
    result, _listener, out = crowd
    assert result.has_film
    assert result.directed is not None
    shown = {placed.take.path for placed in result.directed.placed}
    assert shown == set(small_game.takes[:2])
    assert (out / "film.m3u8").is_file()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("notes.mp4", "is not a film"),
        ("empty.mp4", "empty"),
        ("no-index.mp4", "cut off"),
        ("copy <b>of it.mp4", "same recording as"),
    ],
)
def test_each_bad_one_is_left_out_with_its_sentence(
    crowd: tuple[FilmResult, Listener, Path], name: str, words: str
) -> None:
    result, listener, _out = crowd
    refused = {reading.name: reading.sentence for reading in result.readings if isinstance(reading, Refused)}
    assert words in refused[name]
    assert any(name in sentence and words in sentence for sentence in listener.said)


@pytest.mark.parametrize("name", ["another-game.mp4", "mute.mp4", "silent.mp4"])
def test_what_cannot_be_placed_fails_its_certificate_and_says_so(
    crowd: tuple[FilmResult, Listener, Path], name: str
) -> None:
    _result, listener, out = crowd
    takes = {take["file"]: take for take in json.loads((out / "sync.json").read_text())["takes"]}
    assert takes[name]["verdict"] == "fail"
    assert takes[name]["offset_s"] is None
    assert any(sentence.startswith(name) for sentence in listener.said)


def test_the_report_names_them_all_and_believes_no_file_name(
    crowd: tuple[FilmResult, Listener, Path],
) -> None:
    result, _listener, out = crowd
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<b>of" not in page
    for reading in result.readings:
        assert reading.name.split("<")[0] in page


def test_nothing_usable_still_leaves_a_report_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("oranges")
    result, _listener = made([tmp_path / "notes.mp4"], tmp_path / "out")
    assert not result.has_film
    assert (tmp_path / "out" / "report.html").is_file()
    assert not (tmp_path / "out" / "film.m3u8").exists()


def test_one_camera_alone_is_a_film(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "a.mp4", seconds=5.0)
    result, _listener = made([take], tmp_path / "out")
    assert result.has_film
    assert [(shot.start_s, shot.end_s) for shot in result.directed.shots] == [
        (0.0, pytest.approx(5.0, abs=0.1))
    ]  # type: ignore[union-attr]


def test_a_second_of_picture_is_a_film(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "a.mp4", seconds=0.6, sound=None)
    result, _listener = made([take], tmp_path / "out")
    assert result.has_film


def test_a_missing_recording_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no recording"):
        made([tmp_path / "typo.mp4"], tmp_path / "out")
    with pytest.raises(Invalid, match="is a folder"):
        made([tmp_path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_sport_nobody_plays_is_told_with_those_there_are(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "a.mp4", seconds=0.5)
    with pytest.raises(Invalid, match=r"quidditch.*soccer"):
        made([take], tmp_path / "out", sport="quidditch")


def test_the_recordings_own_folder_is_never_the_output(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "a.mp4", seconds=0.5)
    with pytest.raises(Conflict, match="Choose another folder"):
        made([take], tmp_path)
    assert take.is_file()


def test_every_take_has_its_letter_in_the_order_of_the_command(
    crowd: tuple[FilmResult, Listener, Path],
) -> None:
    result, _listener, _out = crowd
    assert [reading.letter for reading in result.readings] == list("ABCDEFGHI")
    assert all(isinstance(reading, Take | Refused) for reading in result.readings)
