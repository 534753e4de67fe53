"""One film out of every kind of unusual recording, judged by other decoders than the one that made it."""

import json
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from factories import clips, judges, unusual_takes
from factories.commands import touchline
from factories.unusual_takes import COPY, LENGTH_S, NUMBERS_PER_TAKE, RELAY, UnusualTake
from touchline.engine.film.takes import letter_of

RATE = Fraction(30)
WIDTH_PX, HEIGHT_PX = 640, 360
MOST_CROPPED = 0.85
"""What is not nearer than this to the film's shape stands whole in its middle."""

ORIGINAL = next(take for take in RELAY if take.name == "original.mp4")
BY_NAME = {take.name: take for take in (*RELAY, replace(ORIGINAL, name=COPY))}


@dataclass(frozen=True)
class Shown:
    """A picture of the film, grey, and what it should show: `take` at its own time `take_s`."""

    take: UnusualTake
    take_s: float
    picture: np.ndarray


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film folder of all unusual takes, which a shared clock places."""
    folder = tmp_path_factory.mktemp("unusual")
    takes = [take.write(folder) for take in RELAY]
    takes.append(unusual_takes.write_copy(folder / ORIGINAL.name))
    clock = unusual_takes.write_clock(list(BY_NAME.values()), folder / "clock.json")
    out = folder / "out"
    ran = touchline("film", *takes, "--formats", "mobile", "--clock", clock, "--out", out)
    assert ran.exit_code == 0, ran.stderr
    return out


@pytest.fixture(scope="module")
def cuts(made: Path) -> list[dict[str, Any]]:
    """What `cuts.json` says."""
    return json.loads((made / "cuts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pictures(made: Path) -> list[np.ndarray]:
    """Every picture of the film, grey, as OpenCV decodes it."""
    capture = cv2.VideoCapture(str(made / "film.mp4"))
    told = []
    while (read := capture.read())[0]:
        told.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2GRAY))
    return told


@pytest.fixture(scope="module")
def middles(cuts: list[dict[str, Any]], pictures: list[np.ndarray]) -> list[Shown]:
    """The picture in the middle of each shot."""
    shown, film_s, first = [], 0.0, 0
    for cut in cuts:
        film_s += cut["end_s"] - cut["start_s"]
        end = round(film_s * RATE)
        middle = (first + end) // 2
        take = BY_NAME[cut["take"]]
        game_s = cut["start_s"] + float((middle - first) / RATE)
        shown.append(Shown(take, game_s - take.starts_s, pictures[middle]))
        first = end
    return shown


def whole_picture(picture: np.ndarray, aspect: float) -> np.ndarray:
    """The part of a film's picture in which a take of this aspect must stand."""
    height_px, width_px = picture.shape
    share = aspect * height_px / width_px
    if share > MOST_CROPPED:
        return picture
    beside_px = round(width_px * (1 - share) / 2)
    return picture[:, beside_px:-beside_px]


def test_every_take_is_placed_and_shown(made: Path, cuts: list[dict[str, Any]]) -> None:
    sync = {take["file"]: take for take in json.loads((made / "sync.json").read_text())["takes"]}
    assert set(sync) == set(BY_NAME)
    for name, take in BY_NAME.items():
        assert sync[name]["offset_s"] == pytest.approx(take.starts_s, abs=0.005)
        assert sync[name]["verdict"] in {"pass", "warn"}
    of_one = {ORIGINAL.name, COPY}
    shown = {cut["take"] for cut in cuts}
    assert shown | of_one == set(BY_NAME)
    assert len(shown & of_one) == 1


def test_the_film_goes_on_wherever_any_camera_filmed(cuts: list[dict[str, Any]]) -> None:
    holes = [(a["end_s"], b["start_s"]) for a, b in pairwise(cuts) if b["start_s"] > a["end_s"] + 1e-3]
    before, barely = BY_NAME["wide pixels.mp4"], BY_NAME["barely overlaps.mp4"]
    gap_s = (before.starts_s + LENGTH_S, BY_NAME["gap.mp4"].starts_s + 2.0)
    break_s = (barely.starts_s + LENGTH_S, BY_NAME["a minute later.mp4"].starts_s)
    assert np.allclose(holes, [gap_s, break_s], atol=0.05)


def test_every_picture_is_there_at_one_size_and_a_constant_rate(
    made: Path, cuts: list[dict[str, Any]], pictures: list[np.ndarray]
) -> None:
    length_s = sum(cut["end_s"] - cut["start_s"] for cut in cuts)
    assert len(pictures) == round(length_s * RATE)
    assert {picture.shape for picture in pictures} == {(HEIGHT_PX, WIDTH_PX)}
    told = judges.ffmpeg("-i", str(made / "film.mp4"), "-map", "0:v", "-c", "copy", "-f", "framecrc", "-")
    lines = [line.split(b",") for line in told.stdout.splitlines() if not line.startswith(b"#")]
    assert len(set(np.diff(sorted(int(line[2]) for line in lines)))) == 1


def test_each_shot_shows_its_take_at_the_right_moment_upright_and_unsqueezed(middles: list[Shown]) -> None:
    for shown in middles:
        number = clips.read_frame_index(whole_picture(shown.picture, shown.take.upright_aspect))
        rate_hz = float(clips.Clip(**shown.take.how).rate)
        off_by = abs(number - shown.take.number_at(shown.take_s)) / rate_hz
        assert off_by <= max(1 / rate_hz, 1 / float(RATE)), shown.take.name


def test_cameras_of_equal_colours_stay_equal(middles: list[Shown]) -> None:
    ordinary = [shown for shown in middles if clips.Clip(**shown.take.how).transfer is None]
    levels = [
        float(np.median(whole_picture(shown.picture, shown.take.upright_aspect)[: HEIGHT_PX * 3 // 4]))
        for shown in ordinary
    ]
    assert max(levels) - min(levels) < 15


@dataclass(frozen=True)
class Run:
    """What a playlist plays between two discontinuities."""

    start: Path
    segments: tuple[Path, ...]
    duration_s: float

    def first_picture(self, folder: Path) -> np.ndarray:
        """Decode the first picture of the first segment, grey."""
        joined = folder / "joined.mp4"
        joined.write_bytes(self.start.read_bytes() + self.segments[0].read_bytes())
        is_there, picture = cv2.VideoCapture(str(joined)).read()
        assert is_there
        return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


def runs_of(playlist: Path) -> list[Run]:
    """Read a media playlist; every file that it names must be there."""
    text = playlist.read_text(encoding="utf-8")
    assert text.startswith("#EXTM3U\n")
    assert text.endswith("#EXT-X-ENDLIST\n")
    runs = []
    for part in text.split("#EXT-X-DISCONTINUITY\n"):
        lines = part.splitlines()
        segments = tuple(playlist.parent / line for line in lines if not line.startswith("#"))
        if not segments:
            continue  # the sound counts the discontinuities of the pictures
        (start,) = (playlist.parent / line.split('"')[1] for line in lines if line.startswith("#EXT-X-MAP"))
        lengths_s = [float(line[8:].rstrip(",")) for line in lines if line.startswith("#EXTINF:")]
        assert len(lengths_s) == len(segments)
        assert all(path.stat().st_size for path in (start, *segments))
        runs.append(Run(start, segments, sum(lengths_s)))
    return runs


def test_every_angle_plays_from_its_first_picture_in_its_own_shape(made: Path, tmp_path: Path) -> None:
    for index, take in enumerate(BY_NAME.values()):
        angle = made / "angles" / letter_of(index)
        assert "video.m3u8" in (angle / "index.m3u8").read_text()
        picture = runs_of(angle / "video.m3u8")[0].first_picture(tmp_path)
        assert clips.read_frame_index(picture) == take.how["first_index"], take.name
        assert picture.shape[1] / picture.shape[0] == pytest.approx(take.upright_aspect, rel=0.01), take.name


def test_the_instant_cut_plays_the_same_takes_and_holds_the_picture_through_a_short_gap(
    made: Path, cuts: list[dict[str, Any]], tmp_path: Path
) -> None:
    runs, heard = runs_of(made / "film" / "video.m3u8"), runs_of(made / "film" / "sound.m3u8")
    length_s = BY_NAME["barely overlaps.mp4"].starts_s + 2 * LENGTH_S
    assert sum(run.duration_s for run in runs) == pytest.approx(length_s, abs=0.1)
    assert sum(run.duration_s for run in heard) == pytest.approx(length_s, abs=0.1)
    numbers = [clips.read_frame_index(run.first_picture(tmp_path)) for run in runs]
    firsts = [BY_NAME[cut["take"]].how["first_index"] for cut in cuts]
    assert [number - number % NUMBERS_PER_TAKE for number in numbers] == firsts


def test_the_report_names_each_and_says_what_is_odd(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    assert [name for name in BY_NAME if name not in page] == []
    assert "It was cut off while it was recorded or copied" in page
