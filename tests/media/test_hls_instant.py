"""The instant cut: right take, right moment, continuous sound, no encoding; in FFmpeg and in a browser."""

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from factories import clips, judges
from touchline.core.direct.shots import Shot
from touchline.core.sync.clocks import TakeClock
from touchline.media import copy_takes, hls_instant, probe
from touchline.media.hls_segments import Rendition

SOURCES = (
    ("a.mp4", TakeClock(0.0), {"width": 320, "height": 180, "first_index": 0}),
    ("b.mkv", TakeClock(0.41, 300.0), {"width": 640, "height": 360, "first_index": 5000}),
    ("c.mp4", TakeClock(1.2), {"width": 320, "height": 180, "first_index": 9000}),
    ("d.mp4", TakeClock(10.0), {"width": 320, "height": 180, "first_index": 20_000}),
)


@dataclass(frozen=True)
class Game:
    """Takes on the game clock, and the sound of the film."""

    folder: Path
    pictures: list[Rendition]
    sound: Rendition

    def truth(self, take: int, game_s: float) -> int:
        """Return the number of the frame that the take shows at that moment."""
        clock, how = SOURCES[take][1:]
        return int(how["first_index"]) + int(clock.to_take(game_s) * 30 + 0.001)


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Game:
    folder = tmp_path_factory.mktemp("game")
    pictures = []
    for name, clock, how in SOURCES:
        options: dict[str, Any] = {"seconds": 6.0, "gop": 15, "b_frames": 2, "sound": None} | how
        path = clips.write_clip(folder / name, **options)
        angle = copy_takes.copy_to_hls(path, probe.probe(path), folder / name[0], clock=clock)
        assert angle.why_encoded is None
        pictures.append(angle.video)
    path = clips.write_clip(folder / "sound.mp4", seconds=17.0, rate=1, width=64, height=36, sound="clicks")
    sound = copy_takes.copy_to_hls(path, probe.probe(path), folder / "sound", clock=TakeClock(0.0)).sound
    assert sound is not None
    return Game(folder, pictures, sound)


def shots(*rows: tuple[float, float, int]) -> list[Shot]:
    return [Shot(start_s, end_s, take, "", 1.0) for start_s, end_s, take in rows]


THREE_CAMERAS = shots((0.0, 1.3, 0), (1.3, 2.72, 1), (2.72, 4.4, 2), (4.4, 5.5, 0))


def test_every_cut_falls_on_the_nearest_keyframe_of_the_take_that_is_cut_to(game: Game) -> None:
    played = hls_instant.at_keyframes(THREE_CAMERAS, game.pictures)
    assert [shot.take for shot in played] == [0, 1, 2, 0]
    rate = SOURCES[1][1].rate
    assert [shot.start_s for shot in played] == pytest.approx([0.0, 0.41 + 1.0 / rate, 2.7, 4.5], abs=2e-5)
    assert [shot.end_s for shot in played[:-1]] == [shot.start_s for shot in played[1:]]


def test_a_shot_shorter_than_a_group_of_pictures_leaves_its_time_to_the_one_before(game: Game) -> None:
    played = hls_instant.at_keyframes(shots((0.0, 1.1, 0), (1.1, 1.15, 2), (1.15, 5.0, 0)), game.pictures)
    assert [(shot.take, shot.start_s, shot.end_s) for shot in played] == [(0, 0.0, 5.0)]


def test_a_cut_comes_early_rather_than_after_the_last_picture_of_the_take_before(game: Game) -> None:
    played = hls_instant.at_keyframes(shots((1.0, 6.0, 0), (6.0, 7.0, 2)), game.pictures)
    assert played[1].start_s == pytest.approx(5.7)  # 6.2 is as near, and nothing would be shown until then


def test_no_shot_with_a_keyframe_is_no_film(game: Game) -> None:
    with pytest.raises(ValueError, match="keyframe"):
        hls_instant.at_keyframes(shots((30.0, 40.0, 0)), game.pictures)


def numbers_per_shot(playlist: Path) -> list[list[int]]:
    """Decode what is played between discontinuities, each with its own initialisation segment."""
    pieces: list[list[Path]] = []
    for line in playlist.read_text().splitlines():
        if line.startswith("#EXT-X-MAP"):
            pieces.append([playlist.parent / line.split('"')[1]])
        elif not line.startswith("#"):
            pieces[-1].append(playlist.parent / line)
    numbers = []
    for index, piece in enumerate(pieces):
        whole = playlist.parent / f"piece{index}.mp4"
        whole.write_bytes(b"".join(path.read_bytes() for path in piece))
        numbers.append(judges.frame_numbers(whole, 320, 180))
    return numbers


def test_every_frame_of_the_instant_cut_is_the_right_takes_frame_of_that_moment(game: Game) -> None:
    played = hls_instant.write_instant(game.folder / "film.m3u8", THREE_CAMERAS, game.pictures, game.sound)
    decoded = numbers_per_shot(game.folder / "film" / "video.m3u8")
    for shot, numbers in zip(played, decoded, strict=True):
        first = game.truth(shot.take, shot.start_s)
        count = game.truth(shot.take, shot.end_s - 1e-4) - first + 1
        assert numbers[:count] == list(range(first, first + count))
        assert len(numbers) - count <= 3  # decoded because others refer to them, and not shown


def test_the_edges_of_shots_are_trimmed_and_the_rest_is_only_referred_to(game: Game) -> None:
    hls_instant.write_instant(game.folder / "film.m3u8", THREE_CAMERAS, game.pictures, game.sound)
    lines = (game.folder / "film" / "video.m3u8").read_text().splitlines()
    uris = [line for line in lines if not line.startswith("#")]
    assert uris[0].startswith("shot0000-")
    assert sum(uri.startswith("../") for uri in uris) >= 1
    assert lines.count("#EXT-X-DISCONTINUITY") == 3
    shown_s = sum(float(line[8:-1]) for line in lines if line.startswith("#EXTINF"))
    assert shown_s == pytest.approx(5.5, abs=1e-4)


def test_time_that_nobody_filmed_is_left_out_of_picture_and_sound(game: Game) -> None:
    playlist = game.folder / "film.m3u8"
    hls_instant.write_instant(
        playlist, shots((0.0, 2.0, 0), (2.0, 4.0, 2), (10.0, 13.0, 3)), game.pictures, game.sound
    )
    heard = judges.sound_of(game.folder / "film" / "sound.m3u8")
    assert len(heard) == pytest.approx(7.0 * 48_000, abs=3 * 1024)
    text = (game.folder / "film" / "sound.m3u8").read_text()
    assert text.count("#EXT-X-DISCONTINUITY") == 2  # as many as the pictures have by then


@pytest.fixture(scope="module")
def page(game: Game, browser: Browser) -> Iterator[Page]:
    (game.folder / "play.html").write_text("<video id=film muted></video>")
    handler = functools.partial(QuietHandler, directory=str(game.folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/play.html")
    if not page.evaluate("film.canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this browser plays no HLS by itself")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as any plain web server would."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".m3u8": "application/vnd.apple.mpegurl",
        ".m4s": "video/iso.segment",
    }

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


GRAB = """async at_s => {
    const painted = new Promise(done => {
        const isOfThatMoment = frame => at_s - 0.034 < frame.mediaTime && frame.mediaTime < at_s + 0.001;
        const look = (_, frame) => isOfThatMoment(frame) ? done() : film.requestVideoFrameCallback(look);
        film.requestVideoFrameCallback(look);
    });
    film.currentTime = at_s;
    await painted;
    const canvas = new OffscreenCanvas(film.videoWidth, film.videoHeight);
    const drawing = canvas.getContext('2d');
    drawing.drawImage(film, 0, 0);
    const row = drawing.getImageData(0, Math.round(canvas.height * 11 / 12), canvas.width, 1).data;
    return Array.from(row).filter((_, index) => index % 4 === 1);
}"""

PLAY = """async () => {
    let stalls = 0;
    film.currentTime = 0;
    film.playbackRate = 2;
    film.addEventListener('waiting', () => { if (film.currentTime > 0.3) stalls += 1; });
    const ended = new Promise(done => film.addEventListener('ended', done, {once: true}));
    await film.play();
    await ended;
    const quality = film.getVideoPlaybackQuality();
    return [film.currentTime, quality.totalVideoFrames, stalls];
}"""


@pytest.mark.browser
def test_a_browser_shows_the_right_take_at_every_moment_and_plays_through(game: Game, page: Page) -> None:
    played = hls_instant.write_instant(
        game.folder / "film.m3u8", [*THREE_CAMERAS, *shots((10.0, 12.0, 3))], game.pictures, game.sound
    )
    page.evaluate("film.src = 'film.m3u8'")
    page.wait_for_function("film.readyState >= 2")
    assert page.evaluate("film.duration") == pytest.approx(7.5, abs=0.05)
    at_s = 0.0
    for shot in played:
        for inside_s in (0.05, shot.duration_s - 0.05):
            game_s = shot.start_s + inside_s
            row = page.evaluate(GRAB, at_s + inside_s)
            number = clips.read_frame_index(np.tile(np.array(row, np.uint8), (180, 1)))
            assert number == game.truth(shot.take, game_s)
        at_s += shot.duration_s
    end_s, frames, stalls = page.evaluate(PLAY)
    assert end_s == pytest.approx(7.5, abs=0.05)
    assert frames >= 0.8 * 7.5 * 30
    assert stalls == 0
