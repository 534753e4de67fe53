"""Takes are real files of every kind, and the truth beside them is the truth."""

import json
import re
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
import pytest

from touchline.base.errors import Unavailable
from touchline.core.sports import SPORTS
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.cameras import PHONE, VirtualCamera, aim
from touchline.core.synthetic.game import SyntheticGame
from touchline.core.synthetic.motion import play_game
from touchline.core.synthetic.sound import hear
from touchline.engine.synthetic.recorders import RECORDERS, find_recorder
from touchline.engine.synthetic.shoot import Assignment, shoot, shoot_take
from touchline.vision.draw import Painter

SOCCER = SPORTS["soccer"]
SIZE = (160, 90)
DURATION_S = 1.5


@pytest.fixture(scope="module")
def game() -> SyntheticGame:
    return play_game(SOCCER, duration_s=6, rng=np.random.default_rng(1))


def camera(size_px: tuple[int, int] = SIZE, **settings: Any) -> VirtualCamera:
    view = aim(SOCCER, "goal_left", PHONE, size_px)
    defaults = {"name": "cam", "camera": view, "clock": TakeClock(0.7, 80.0), "duration_s": DURATION_S}
    return VirtualCamera(**{**defaults, **settings})


def silent(_: float) -> None: ...


def ffmpeg(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


def picture_times_s(path: Path) -> list[float]:
    with av.open(path) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


def sound_of(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """(take time of the first sample of each frame, all samples end to end)."""
    with av.open(path) as container:
        frames = list(container.decode(audio=0))
    times_s = np.array([float(frame.pts * frame.time_base) for frame in frames])
    return times_s, np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])


@pytest.mark.parametrize("recorder", list(RECORDERS))
def test_a_take_of_every_recorder_decodes_to_its_true_frames(
    recorder: str, game: SyntheticGame, tmp_path: Path
) -> None:
    filming = camera()
    path = shoot_take(game, Assignment(filming, recorder), tmp_path, silent)
    assert picture_times_s(path) == pytest.approx(filming.frame_times_s(), abs=0.00051)
    with av.open(path) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == SIZE
        assert video.codec_context.pix_fmt == find_recorder(recorder).pixel_format
        assert container.streams.audio[0].codec_context.sample_rate == 48_000
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("recorder", ["phone", "browser", "webm"])
def test_what_is_decoded_is_what_was_drawn(recorder: str, game: SyntheticGame, tmp_path: Path) -> None:
    filming = camera(noise_grey=0.0)
    path = shoot_take(game, Assignment(filming, recorder), tmp_path, silent)
    raw = ffmpeg("-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-").stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0])
    painter = Painter(SOCCER, game, filming)
    for index in (0, 20, 44):
        drawn = painter.paint(float(filming.frame_times_s()[index]), np.zeros(3), 1.0)[: SIZE[1]]
        # ffmpeg's gray has full range, the drawing's luma limited range.
        error = np.abs((drawn.astype(float) - 16) * 255 / 219 - frames[index])
        assert error.mean() < 6, index


@pytest.mark.parametrize("recorder", ["phone", "browser", "webm"])
def test_the_sound_lies_at_its_time_under_the_picture(
    recorder: str, game: SyntheticGame, tmp_path: Path
) -> None:
    filming = camera(
        duration_s=3.0, frame_rate_hz=10.0, clock=TakeClock(1.0)
    )  # the kick-off's whistle at 2 s
    path = shoot_take(game, Assignment(filming, recorder), tmp_path, silent)
    times_s, heard = sound_of(path)
    expected = np.concatenate(
        list(
            hear(
                game,
                microphone_m=filming.position_m,
                clock=filming.clock,
                duration_s=3.0,
                rng=np.random.default_rng([filming.seed, 4]),
            )
        )
    )
    assert times_s[0] == pytest.approx(0.0, abs=0.0005)
    length = min(len(heard), len(expected))
    spectrum = np.fft.rfft(heard[:length]) * np.conj(np.fft.rfft(expected[:length]))
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    # Opus' resampling and AAC's filter bank may move it by a few samples, not by a frame (20 ms).
    assert min(lag, length - lag) / 48_000 < 0.0005


def test_a_browsers_take_has_neither_duration_nor_cues(game: SyntheticGame, tmp_path: Path) -> None:
    path = shoot_take(game, Assignment(camera(), "browser"), tmp_path, silent)
    content = path.read_bytes()
    assert b"\x1c\x53\xbb\x6b" not in content  # the id of Cues
    assert b"\x44\x89\x88" not in content  # Duration with eight bytes of float
    with av.open(path) as container:
        assert container.duration is None


def test_a_phone_held_upright_is_stored_lying_and_shown_upright(game: SyntheticGame, tmp_path: Path) -> None:
    upright = camera((90, 160), is_rotated=True, has_sound=False, noise_grey=0.0)
    path = shoot_take(game, Assignment(upright, "phone"), tmp_path, silent)
    with av.open(path) as container:
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height) == (160, 90)
        assert abs(frame.rotation) == 90
    shown = ffmpeg("-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-").stdout
    picture = np.frombuffer(shown, np.uint8).reshape(160, 90)
    drawn = Painter(SOCCER, game, upright).paint(0.0, np.zeros(3), 1.0)[:160]
    assert np.abs((drawn.astype(float) - 16) * 255 / 219 - picture).mean() < 6


@pytest.mark.parametrize("recorder", ["phone", "browser"])
def test_a_gap_is_missing_in_picture_and_sound(recorder: str, game: SyntheticGame, tmp_path: Path) -> None:
    filming = camera(duration_s=3.0, gaps=((1.0, 2.0),))
    path = shoot_take(game, Assignment(filming, recorder), tmp_path, silent)
    assert picture_times_s(path) == pytest.approx(filming.frame_times_s(), abs=0.00051)
    times_s, _ = sound_of(path)
    assert not ((times_s > 1.03) & (times_s < 1.95)).any()
    assert times_s[times_s > 1.5][0] == pytest.approx(2.0, abs=0.03)


def test_an_uneven_frame_rate_is_written_as_it_was(game: SyntheticGame, tmp_path: Path) -> None:
    filming = camera(jitter=0.4, has_sound=False)
    path = shoot_take(game, Assignment(filming, "phone"), tmp_path, silent)
    times_s = np.array(picture_times_s(path))
    assert times_s == pytest.approx(filming.frame_times_s(), abs=1e-4)
    assert np.diff(times_s).std() > 0.004


def test_a_take_without_sound_has_no_sound(game: SyntheticGame, tmp_path: Path) -> None:
    path = shoot_take(game, Assignment(camera(has_sound=False), "phone"), tmp_path, silent)
    with av.open(path) as container:
        assert not container.streams.audio


def test_an_independent_decoder_finds_nothing_wrong(game: SyntheticGame, tmp_path: Path) -> None:
    paths = [
        shoot_take(game, Assignment(camera(name=name, gaps=gaps), name), tmp_path, silent)
        for name, gaps in (("phone", ()), ("phone_hevc", ()), ("browser", ((0.5, 0.8),)), ("browser_vp9", ()))
    ]
    for path in paths:
        report = ffmpeg("-v", "warning", "-i", path, "-f", "null", "-").stderr.decode()
        assert not re.search(r"error|invalid|corrupt|non.?monoton", report, re.IGNORECASE), report


def test_the_truth_says_what_every_camera_did(game: SyntheticGame, tmp_path: Path) -> None:
    late = camera(name="late", clock=TakeClock(2.0, -150.0), duration_s=1.0, gaps=((0.4, 0.6),))
    early = camera(name="early", clock=TakeClock(0.5, 100.0), duration_s=1.0)
    paths = shoot(game, [Assignment(late, "phone"), Assignment(early, "browser")], tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert [take["file"] for take in truth["takes"]] == ["late.mp4", "early.mkv"] == [p.name for p in paths]
    assert [take["offset_s"] for take in truth["takes"]] == [1.5, 0.0]
    assert [take["drift_ppm"] for take in truth["takes"]] == [-150.0, 100.0]
    assert truth["first_take_s"] == 0.5
    assert len(truth["events"]) == len(game.events)
    with np.load(tmp_path / "truth.npz") as arrays:
        assert np.array_equal(arrays["players_m"], game.players_m)
        assert len(arrays["game_s_0"]) == truth["takes"][0]["frames"] == 24
        # 0.9 s on a clock that runs 150 ppm slow last 0.9 · (1 + 150e-6) s of the game.
        assert arrays["game_s_0"][-1] - 2.0 == pytest.approx(
            late.frame_times_s()[-1] * (1 + 150e-6), abs=1e-7
        )


def test_progress_rises_to_one(game: SyntheticGame, tmp_path: Path) -> None:
    told: list[float] = []
    pair = [Assignment(camera(name=name, duration_s=0.5, has_sound=False)) for name in ("a", "b")]
    shoot(game, pair, tmp_path, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert any(0.4 < share < 0.6 for share in told)


def test_processes_write_the_same_takes_as_one(game: SyntheticGame, tmp_path: Path) -> None:
    pair = [Assignment(camera(name=name, duration_s=0.5), "phone") for name in ("a", "b")]
    alone, together = tmp_path / "alone", tmp_path / "together"
    shoot(game, pair, alone)
    told: list[float] = []
    shoot(game, pair, together, workers=2, on_progress=told.append)
    for name in ("a.mp4", "b.mp4"):
        assert decoded(alone / name) == decoded(together / name)
    assert told[-1] == 1.0


def decoded(path: Path) -> bytes:
    return ffmpeg("-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-").stdout


@pytest.fixture
def stop() -> Callable[[float], None]:
    def raise_it(_: float) -> None:
        raise KeyboardInterrupt

    return raise_it


def test_a_stopped_take_leaves_nothing_behind(
    game: SyntheticGame, tmp_path: Path, stop: Callable[[float], None]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        shoot_take(game, Assignment(camera(), "phone"), tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_in_words_and_leaves_nothing_behind(game: SyntheticGame, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(Unavailable, match="is full"):
            shoot_take(game, Assignment(camera(noise_grey=8.0), "phone"), tmp_path, silent)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_recorder_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"'vhs'.*browser"):
        find_recorder("vhs")
