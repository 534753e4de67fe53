"""`touchline film` as its user gives it: real recordings in, a folder out, judged from outside."""

import json
import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from factories.commands import Ran, touchline
from factories.games import ShotGame, shot_game
from touchline.core.sync.clocks import TakeClock, told_by_reference

FILM_FILES = {"film.mp4", "film.m3u8", "poster.jpg", "sync.json", "cuts.json", "report.html"}


def film(*arguments: object) -> Ran:
    ran = touchline("film", *arguments)
    assert ran.exit_code == 0, ran.stderr
    return ran


def positions_file(game: ShotGame, folder: Path) -> Path:
    path = folder / "positions.json"
    path.write_text(json.dumps({take["file"]: take["position_m"] for take in game.truth["takes"]}))
    return path


@pytest.fixture(scope="module")
def game() -> ShotGame:
    """24 s of ice hockey from the stand and from behind both goals: MP4, a browser's Matroska, WebM."""
    return shot_game(seed=7, duration_s=24.0, height_px=240, workers=1, sport="ice_hockey")


@pytest.fixture(scope="module")
def made(game: ShotGame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film folder of the small game."""
    folder = tmp_path_factory.mktemp("film")
    out = folder / "out"
    film(
        *game.takes,
        "--out",
        out,
        "--sport",
        "ice_hockey",
        "--positions",
        positions_file(game, folder),
    )
    return out


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_file_that_is_promised_is_there_and_nothing_unfinished(made: Path) -> None:
    names = set(os.listdir(made))
    assert names >= FILM_FILES | {"hls", "angles"}
    assert not [path for path in made.rglob("*") if "unfinished" in path.name]


def test_every_take_lies_where_it_truly_was_and_its_bound_says_so(made: Path, game: ShotGame) -> None:
    sync = read(made / "sync.json")
    clocks = {take["file"]: TakeClock(take["offset_s"], take["drift_ppm"]) for take in game.truth["takes"]}
    truth = told_by_reference(clocks, sync["reference"])
    for take, true in zip(sync["takes"], game.truth["takes"], strict=True):
        assert take["file"] == true["file"]
        error_s = TakeClock(take["offset_s"], take["drift_ppm"]).error_against(
            truth[take["file"]], true["duration_s"]
        )
        assert error_s <= take["bound_s"]
        assert take["verdict"] in {"pass", "warn"}
        assert any(use["used"] for use in take["evidence"])
    assert min(take["offset_s"] for take in sync["takes"]) == 0.0


def test_cameras_that_stand_together_are_aligned_to_milliseconds(tmp_path: Path) -> None:
    game = shot_game(seed=7, duration_s=14.0, height_px=120, workers=1, sport="squash")
    film(*game.takes, "--out", tmp_path / "out", "--sport", "squash", "--quick")
    sync = read(tmp_path / "out" / "sync.json")
    clocks = {take["file"]: TakeClock(take["offset_s"], take["drift_ppm"]) for take in game.truth["takes"]}
    truth = told_by_reference(clocks, sync["reference"])
    for take in sync["takes"]:
        found = TakeClock(take["offset_s"], take["drift_ppm"])
        error_s = found.error_against(truth[take["file"]], 14.0)
        assert error_s <= take["bound_s"]
        assert error_s < 0.010
        assert take["verdict"] == "pass"


def test_the_cut_list_is_whole_keeps_its_limits_and_gives_its_reasons(made: Path, game: ShotGame) -> None:
    cuts = read(made / "cuts.json")
    names = {take["file"] for take in game.truth["takes"]}
    assert cuts[0]["start_s"] == pytest.approx(0.0, abs=0.05)
    for before, after in pairwise(cuts):
        assert after["start_s"] == pytest.approx(before["end_s"], abs=1e-6)
        assert after["take"] != before["take"]
    for cut in cuts:
        assert cut["take"] in names
        assert len(cut["reason"]) > 10
        assert 0 <= cut["score"] <= 1


def test_an_independent_decoder_sees_the_whole_film_at_a_constant_rate(made: Path) -> None:
    cuts = read(made / "cuts.json")
    length_s = sum(cut["end_s"] - cut["start_s"] for cut in cuts)
    capture = cv2.VideoCapture(str(made / "film.mp4"))
    rate_hz = capture.get(cv2.CAP_PROP_FPS)
    frames = 0
    while capture.read()[0]:
        frames += 1
    assert frames == round(length_s * rate_hz)
    with av.open(made / "film.mp4") as container:
        stream, sound = container.streams.video[0], container.streams.audio[0]
        assert (stream.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        times = np.sort([packet.pts for packet in container.demux(stream) if packet.size])
        assert len(set(np.diff(times))) == 1


def shown_at(path: Path, at_s: float) -> np.ndarray:
    capture = cv2.VideoCapture(str(path))
    capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * at_s)
    is_there, picture = capture.read()
    assert is_there
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float64)


def test_the_film_shows_the_take_that_the_cut_list_names(made: Path, game: ShotGame) -> None:
    sync = {
        take["file"]: TakeClock(take["offset_s"], take["drift_ppm"])
        for take in read(made / "sync.json")["takes"]
    }
    for cut in read(made / "cuts.json"):
        middle_s = (cut["start_s"] + cut["end_s"]) / 2
        picture = shown_at(made / "film.mp4", middle_s)
        likeness = {}
        for path in game.takes:
            take_s = sync[path.name].to_take(middle_s)
            if 0 <= take_s < 20:
                take = cv2.resize(shown_at(path, take_s), picture.shape[::-1])
                likeness[path.name] = np.corrcoef(picture.ravel(), take.ravel())[0, 1]
        assert max(likeness, key=lambda name: likeness[name]) == cut["take"]


def test_the_same_command_again_keeps_what_is_made(made: Path, game: ShotGame) -> None:
    before = (made / "film.mp4").stat().st_mtime_ns
    again = film(
        *game.takes, "--out", made, "--sport", "ice_hockey",
        "--positions", positions_file(game, made.parent), "--json",
    )  # fmt: skip
    assert (made / "film.mp4").stat().st_mtime_ns == before
    summary = json.loads(again.stdout)
    assert summary["film"] == str(made / "film.mp4")
    assert all(take["is_used"] for take in summary["takes"])


@pytest.fixture
def killed_film(game: ShotGame, tmp_path: Path) -> tuple[Path, list[object]]:
    """A film whose making was killed (kill -9) when the first part had been rendered."""
    out = tmp_path / "out"
    arguments = [*game.takes, "--out", out, "--sport", "ice_hockey", "--formats", "mobile"]
    process = subprocess.Popen(
        [sys.executable, "-m", "touchline", "film", *map(str, arguments)], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Watchable now"):
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    return out, arguments


def test_killed_and_started_again_it_goes_on_where_it_was(killed_film: tuple[Path, list[object]]) -> None:
    out, arguments = killed_film
    assert not (out / "film.mp4").exists()
    kept = {path: path.stat().st_mtime_ns for path in out.rglob("*.m4s")}
    assert kept
    film(*arguments)
    assert (out / "film.mp4").is_file()
    assert {path: path.stat().st_mtime_ns for path in kept if "angles" in path.parts} == {
        path: at for path, at in kept.items() if "angles" in path.parts
    }


def test_ctrl_c_says_that_nothing_is_lost(game: ShotGame, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "touchline", "film", *map(str, game.takes)]
    process = subprocess.Popen([*command, "--out", tmp_path / "out"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Listening"):
            break
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    assert process.wait(timeout=60) == 130
    process.stderr.close()
    assert "goes on where it was" in said
    assert "Traceback" not in said
