"""Films of real recordings, against what is known of them; see docs/experiments/real-recordings.md."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from factories import judges
from factories.cameras_of_one import Camera, CamerasOfOne, film_with, frames_of, silenced
from factories.commands import touchline
from touchline.core.sync.clocks import TakeClock, told_by_reference

pytestmark = pytest.mark.realdata

FRAME_S = 1 / 30
RALLY = "events/volleyball/rally_720p.mp4"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def three_cameras(microphones_m: tuple[tuple[float, float, float] | None, ...]) -> list[Camera]:
    """Three people at one rally: another start, clock, view, colour, codec, size and rate each."""
    left, right, close = microphones_m
    return [
        Camera(
            file="left.mp4", from_s=0.0, to_s=12.0, size=(960, 540), crop=(0.0, 0.08, 0.8, 0.88),
            microphone_m=left,
        ),
        Camera(
            file="right.webm", from_s=2.731, to_s=15.9, drift_ppm=200.0, size=(640, 360), codec="libvpx-vp9",
            keeps=(1, 1, 1, 1, 1, 0), crop=(0.28, 0.2, 0.98, 0.9), gains=(1.1, 1.0, 0.85), microphone_m=right,
        ),
        Camera(
            file="close.mkv", from_s=5.117, to_s=14.5, drift_ppm=-200.0, size=(854, 480), keeps=(1, 0, 1, 1),
            crop=(0.2, 0.25, 0.8, 0.85), gains=(0.85, 0.9, 1.05), microphone_m=close,
        ),
    ]  # fmt: skip


def errors_s(sync: Any, cameras: CamerasOfOne) -> dict[str, float]:
    """How far each placed take lies from its true place, anywhere in it."""
    truth = told_by_reference(cameras.clocks, sync["reference"])
    return {
        take["file"]: TakeClock(take["offset_s"], take["drift_ppm"]).error_against(
            truth[take["file"]], cameras.durations_s[take["file"]]
        )
        for take in sync["takes"]
        if take["verdict"] != "fail"
    }


@pytest.fixture(scope="module")
def heard_rally(real_data: Path) -> CamerasOfOne:
    """A volleyball rally by three cameras that stand side by side and hear the same synthetic game."""
    cameras = three_cameras(((-1.0, -36.0, 1.6), (0.0, -36.0, 1.6), (1.5, -36.0, 1.6)))
    return film_with(cameras, real_data / RALLY)


@pytest.fixture(scope="module")
def heard_film(heard_rally: CamerasOfOne, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("heard") / "out"
    told = touchline("film", *heard_rally.takes, "--out", out)
    assert told.exit_code == 0, told.stderr
    return out


def test_cameras_that_hear_the_same_are_placed_within_20_ms(
    heard_film: Path, heard_rally: CamerasOfOne
) -> None:
    sync = read(heard_film / "sync.json")
    errors = errors_s(sync, heard_rally)
    assert errors.keys() == heard_rally.clocks.keys()
    assert max(errors.values()) < 0.020
    for take in sync["takes"]:
        if take["file"] != sync["reference"]:
            assert errors[take["file"]] <= take["bound_s"]


def test_three_views_of_one_moment_are_cut_by_the_rules(heard_film: Path) -> None:
    cuts = read(heard_film / "cuts.json")
    assert cuts[0]["reason"] == "The first camera that was running."
    assert all(cut["end_s"] - cut["start_s"] >= 2.0 for cut in cuts)
    for before, after in pairwise(cuts):
        assert after["start_s"] == before["end_s"]
        assert after["take"] != before["take"]


def test_the_sound_goes_on_through_every_cut(heard_film: Path) -> None:
    sound = judges.sound_of(heard_film / "film.mp4")[:, 0]
    steps = np.abs(np.diff(sound))
    for cut in read(heard_film / "cuts.json")[1:]:
        at = round(cut["start_s"] * 48_000)
        assert steps[at - 960 : at + 960].max() <= np.quantile(steps, 0.999)
        assert np.abs(sound[at - 4800 : at + 4800]).reshape(-1, 480).max(axis=1).min() > 1e-4


@pytest.fixture(scope="module")
def silent_rally(heard_rally: CamerasOfOne, tmp_path_factory: pytest.TempPathFactory) -> CamerasOfOne:
    """The same cameras, without any sound: only the movement in their pictures can place them."""
    return silenced(heard_rally, tmp_path_factory.mktemp("silent cameras"))


@pytest.fixture(scope="module")
def silent_film(silent_rally: CamerasOfOne, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("silent") / "out"
    told = touchline("film", *silent_rally.takes, "--out", out)
    assert told.exit_code == 0, told.stderr
    return out


def test_cameras_without_sound_are_placed_within_a_frame_by_movement(
    silent_film: Path, silent_rally: CamerasOfOne
) -> None:
    sync = read(silent_film / "sync.json")
    errors = errors_s(sync, silent_rally)
    assert errors.keys() == silent_rally.clocks.keys()
    for take in sync["takes"]:
        assert errors[take["file"]] <= min(take["bound_s"], FRAME_S)
        assert {use["kind"] for use in take["evidence"] if use["used"]} == {"picture"}
        assert "movement in the picture" in take["explanation"]


@pytest.mark.parametrize("kind", ["heard", "silent"])
def test_around_every_cut_the_film_shows_the_rally_at_the_right_moment(
    kind: str, real_data: Path, request: pytest.FixtureRequest
) -> None:
    out, rally = request.getfixturevalue(f"{kind}_film"), request.getfixturevalue(f"{kind}_rally")
    cuts, sync = read(out / "cuts.json"), read(out / "sync.json")
    cameras = {camera.file: camera for camera in three_cameras((None, None, None))}
    rally_clock = TakeClock(0.0).told_by(rally.clocks[sync["reference"]], 0.0)
    originals = [(at_s, frame.to_ndarray(format="rgb24")) for at_s, frame in frames_of(real_data / RALLY)]
    begins_s = cuts[0]["start_s"]  # the film's frames are the reference's, and a game may begin between two
    shown = [
        (begins_s + at_s, frame.to_ndarray(format="gray")) for at_s, frame in frames_of(out / "film.mp4")
    ]
    assert len(cuts) > 1
    for cut in cuts:
        for at_s in (cut["start_s"] + 0.25, cut["end_s"] - 0.25):
            game_s, picture = min(shown, key=lambda pair: abs(pair[0] - at_s))
            true_s = rally_clock.to_take(game_s)
            found_s = moment_of(picture, cameras[cut["take"]], originals, near_s=true_s)
            latest_s = max(time_s for time_s in kept_s(cameras[cut["take"]], originals) if time_s <= true_s)
            assert abs(found_s - latest_s) < 1.01 * FRAME_S


def kept_s(camera: Camera, originals: list[tuple[float, NDArray[np.uint8]]]) -> list[float]:
    """The moments of the original that this camera has a picture of."""
    kept = camera.keeps
    return [at_s for number, (at_s, _) in enumerate(originals) if kept[number % len(kept)]]


def moment_of(
    picture: NDArray[np.uint8],
    camera: Camera,
    originals: list[tuple[float, NDArray[np.uint8]]],
    *,
    near_s: float,
) -> float:
    """The moment of the original that a grey picture of the film shows, as this camera saw it."""
    likeness = {}
    for at_s, original in originals:
        if abs(at_s - near_s) < 0.3:
            seen = cv2.cvtColor(camera.see(original), cv2.COLOR_RGB2GRAY)
            seen = cv2.resize(seen, picture.shape[::-1], interpolation=cv2.INTER_AREA)
            likeness[at_s] = float(np.corrcoef(seen.ravel(), picture.ravel())[0, 1])
    return max(likeness, key=lambda at_s: likeness[at_s])
