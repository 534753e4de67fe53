"""The film in several sizes: same pictures, same cuts between segments, resumed where it was."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from factories import clips, judges
from touchline.core.sync.clocks import TakeClock
from touchline.media import encode_film, encode_sound, hls_ladder, hls_segments, join_parts
from touchline.media.encode_film import FilmFormat
from touchline.media.loudness_limiter import Block

FORMAT = FilmFormat(320, 180, Fraction(25), keyframe_s=1.0)
CLOCK = TakeClock(100.0)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    clip = clips.Clip(width=320, height=180, sound="noise", seconds=6.0)
    pictures = [
        av.VideoFrame.from_ndarray(clips.draw(clip, number), format="rgb24").reformat(format="yuv420p")
        for number in range(140)
    ]
    encode_film.write_part(pictures[:90], folder / "a.mp4", FORMAT)
    encode_film.write_part(pictures[90:], folder / "b.mp4", FORMAT)
    noise: Block = clips.sound_samples(clip)[: round(5.6 * 48_000), None].repeat(2, axis=1)
    encode_sound.write_m4a([noise], folder / "s.m4a")
    parts = [folder / "a.mp4", folder / "b.mp4"]
    join_parts.join_parts(parts, folder / "s.m4a", folder / "film.mp4", rate=FORMAT.rate)
    return folder / "film.mp4"


def stop_at(share: float) -> Callable[[float], None]:
    def report(done: float) -> None:
        if done >= share:
            raise KeyboardInterrupt

    return report


def spans(folder: Path, name: str) -> list[tuple[float, float]]:
    rendition = hls_segments.kept(folder / name)
    assert rendition is not None
    return [(segment.start_s, segment.end_s) for segment in rendition.segments]


def test_every_size_shows_every_picture_and_can_be_changed_at_every_segment(
    film: Path, tmp_path: Path
) -> None:
    hls_ladder.write_ladder(film, tmp_path, [1080, 120, 90], clock=CLOCK)
    for name, width, height in (("own", 320, 180), ("120p", 214, 120), ("90p", 160, 90)):
        assert judges.frame_numbers(tmp_path / f"{name}.m3u8", width, height) == list(range(140))
        assert spans(tmp_path, name) == spans(tmp_path, "own")
    assert spans(tmp_path, "own")[0][0] == 100.0
    assert spans(tmp_path, "own")[-1][1] == pytest.approx(105.6)


def test_the_master_playlist_says_what_each_size_needs(film: Path, tmp_path: Path) -> None:
    hls_ladder.write_ladder(film, tmp_path, [90], clock=CLOCK)
    master = (tmp_path / "master.m3u8").read_text()
    lines = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)", master)
    assert [uri for _, uri in lines] == ["own.m3u8", "90p.m3u8"]
    assert "RESOLUTION=320x180" in lines[0][0]
    assert "FRAME-RATE=25.000" in lines[0][0]
    assert re.search(r'CODECS="avc1\.6400[0-9a-f]{2},mp4a\.40\.2"', lines[0][0])
    peaks = [int(re.search(r"BANDWIDTH=(\d+)", line)[1]) for line, _ in lines]  # type: ignore[index]
    means = [int(re.search(r"AVERAGE-BANDWIDTH=(\d+)", line)[1]) for line, _ in lines]  # type: ignore[index]
    assert peaks[0] > peaks[1]
    assert all(peak >= mean for peak, mean in zip(peaks, means, strict=True))
    assert "1970-01-01T00:01:40.000+00:00" in (tmp_path / "own.m3u8").read_text()


def test_an_interrupted_ladder_goes_on_behind_its_last_segment(film: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        hls_ladder.write_ladder(film, tmp_path, [90], clock=CLOCK, on_progress=stop_at(0.95))
    assert not (tmp_path / "master.m3u8").exists()
    first = (tmp_path / "90p" / "00000.m4s").stat()
    hls_ladder.write_ladder(film, tmp_path, [90], clock=CLOCK)
    assert (tmp_path / "90p" / "00000.m4s").stat().st_mtime_ns == first.st_mtime_ns
    assert judges.frame_numbers(tmp_path / "90p.m3u8", 160, 90) == list(range(140))
    assert spans(tmp_path, "90p") == spans(tmp_path, "own")


def test_a_size_that_is_complete_is_not_encoded_again(film: Path, tmp_path: Path) -> None:
    hls_ladder.write_ladder(film, tmp_path, [90], clock=CLOCK)
    first = (tmp_path / "90p" / "00000.m4s").stat()
    hls_ladder.write_ladder(film, tmp_path, [120, 90], clock=CLOCK, on_progress=lambda _share: None)
    assert (tmp_path / "90p" / "00000.m4s").stat().st_mtime_ns == first.st_mtime_ns
    assert "120p.m3u8" in (tmp_path / "master.m3u8").read_text()


def test_sizes_of_another_film_are_not_kept(film: Path, tmp_path: Path) -> None:
    hls_ladder.write_ladder(film, tmp_path, [90], clock=CLOCK)
    hls_ladder.write_ladder(film, tmp_path, [90], clock=TakeClock(7.0))
    assert spans(tmp_path, "90p")[0][0] == 7.0


def test_a_film_that_is_small_already_is_only_copied(film: Path, tmp_path: Path) -> None:
    hls_ladder.write_ladder(film, tmp_path, [1080, 720, 180], clock=CLOCK, on_progress=stop_at(0.0))
    assert (tmp_path / "master.m3u8").read_text().count("STREAM-INF") == 1
