"""The demo's game: three cameras that start and drift apart, in any sport, at any size."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from factories.games import ShotGame, shot_game
from touchline.core.sports import SPORTS
from touchline.core.synthetic.motion import play_game
from touchline.engine.synthetic import presets


@pytest.mark.parametrize("sport", list(SPORTS))
def test_three_cameras_shoot_any_sport_in_three_kinds_of_file(sport: str, tmp_path: Path) -> None:
    paths = presets.demo_game(tmp_path, sport=sport, duration_s=1.0, height_px=90, workers=1)
    assert [path.suffix for path in paths] == [".mp4", ".mkv", ".webm"]
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert min(take["offset_s"] for take in truth["takes"]) == 0.0
    assert len({take["offset_s"] for take in truth["takes"]}) == 3
    for path, take in zip(paths, truth["takes"], strict=True):
        with av.open(path) as container:
            assert sum(1 for _ in container.decode(video=0)) == take["frames"]
            video = container.streams.video[0]
            assert [video.width, video.height] == take["size_px"] == [160, 90]


def test_clocks_drift_by_tens_to_two_hundred_parts_in_a_million() -> None:
    for seed in range(20):
        cameras = presets.demo_cameras(
            SPORTS["soccer"], duration_s=60.0, height_px=720, rng=np.random.default_rng(seed)
        )
        drifts = [a.camera.clock.drift_ppm for a in cameras]
        assert max(np.abs(drifts)) < 220
        assert np.ptp(drifts) > 100


def test_the_game_of_the_demo_lasts_as_long_as_its_last_camera() -> None:
    for seed in range(20):
        cameras = presets.demo_cameras(
            SPORTS["soccer"], duration_s=60.0, height_px=720, rng=np.random.default_rng(seed)
        )
        end_s = max(a.camera.clock.to_game(a.camera.duration_s) for a in cameras)
        assert end_s < presets.GAME_SHARE * 60.0


def test_the_demo_shows_goals() -> None:
    rng = np.random.default_rng(presets.DEMO_SEED).spawn(2)[0]
    game = play_game(
        SPORTS["soccer"], duration_s=presets.GAME_SHARE * 60, rng=rng, liveliness=presets.DEMO_LIVELINESS
    )
    assert sum(event.kind == "goal" and event.at_s < 55 for event in game.events) >= 2


def test_the_small_game_has_three_takes_that_overlap_a_goal_and_sound(small_game: ShotGame) -> None:
    assert [path.suffix for path in small_game.takes] == [".mp4", ".mkv", ".webm"]
    (goal,) = [event for event in small_game.truth["events"] if event["kind"] == "goal"]
    for index, path in enumerate(small_game.takes):
        clock, take = small_game.clock(index), small_game.truth["takes"][index]
        assert 2 < clock.to_take(goal["at_s"]) < take["duration_s"] - 2
        with av.open(path) as container:
            assert container.streams.audio
    frames = small_game.arrays()["game_s_0"]
    assert frames[0] == pytest.approx(small_game.clock(0).offset_s + small_game.truth["first_take_s"])


def test_the_same_game_is_not_shot_twice() -> None:
    settings = {"seed": 3, "duration_s": 1.0, "height_px": 90, "workers": 1}
    first = shot_game(**settings)
    written = (first.folder / "truth.json").stat().st_mtime_ns
    assert (shot_game(**settings).folder / "truth.json").stat().st_mtime_ns == written
