"""Parts of a film, joined: every frame at its place, judged by an independent decoder."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from factories import clips, judges
from touchline.base.errors import Conflict
from touchline.core.sync.clocks import TakeClock
from touchline.media import encode_film, encode_grid, join_parts
from touchline.media.chapters import Mark
from touchline.media.encode_film import FilmFormat

SMALL = FilmFormat(320, 180, Fraction(30))


@dataclass(frozen=True)
class Numbered:
    """A source frame that only knows its number and moment."""

    take_s: float
    number: int


def numbered(rate: float, seconds: float, grain_s: float = 0.0) -> list[Numbered]:
    times = np.arange(round(rate * seconds)) / rate
    if grain_s:
        times = np.round(times / grain_s) * grain_s
    return [Numbered(float(t), n) for n, t in enumerate(times)]


def on_grid(frames: Sequence[Numbered], clock: TakeClock, start_s: float, rate: int, count: int) -> list[int]:
    return list(
        encode_grid.frames_on_grid(
            frames, clock=clock, start_s=start_s, rate=Fraction(rate), count=count, shape=lambda f: f.number
        )
    )


def pictures(numbers: Sequence[int], film: FilmFormat = SMALL) -> Iterator[av.VideoFrame]:
    clip = clips.Clip(width=film.width_px, height=film.height_px)
    for number in numbers:
        yield av.VideoFrame.from_ndarray(clips.draw(clip, number), format="rgb24").reformat(format="yuv420p")


def silence(path: Path, seconds: float) -> Path:
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(
            np.zeros((2, round(48_000 * seconds)), np.float32), "fltp", "stereo"
        )
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_at_equal_rates_every_source_frame_is_shown_once() -> None:
    assert on_grid(numbered(30, 2), TakeClock(5.0), 5.0, 30, 60) == list(range(60))


def test_a_container_that_rounds_to_milliseconds_neither_repeats_nor_loses_a_frame() -> None:
    assert on_grid(numbered(30, 2, grain_s=0.001), TakeClock(5.0), 5.0, 30, 60) == list(range(60))


def test_a_source_of_half_the_rate_shows_every_frame_twice() -> None:
    assert on_grid(numbered(15, 1), TakeClock(0.0), 0.0, 30, 8) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_clock_that_runs_fast_has_counted_more_frames_by_the_same_moment() -> None:
    shown = on_grid(numbered(25, 110), TakeClock(0.0, 10_000.0), 100.0, 25, 2)  # one per cent
    assert shown == [2525, 2526]


def test_over_a_gap_and_after_the_end_the_last_frame_is_held_and_before_the_start_the_first() -> None:
    frames = [Numbered(0.0, 0), Numbered(0.1, 1), Numbered(0.5, 5)]
    shown = on_grid(frames, TakeClock(1.0), 0.9, 10, 9)
    assert shown == [0, 0, 1, 1, 1, 1, 5, 5, 5]


def test_a_frame_that_is_not_shown_is_never_shaped() -> None:
    shaped: list[int] = []
    shown = encode_grid.frames_on_grid(
        numbered(60, 1),
        clock=TakeClock(0.0),
        start_s=0.0,
        rate=Fraction(15),
        count=6,
        shape=lambda frame: shaped.append(frame.number) or frame.number,
    )
    assert list(shown) == [0, 4, 8, 12, 16, 20] == shaped


def test_no_frames_cannot_fill_a_film() -> None:
    with pytest.raises(ValueError, match="got none"):
        on_grid([], TakeClock(0.0), 0.0, 30, 1)


@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30_000, 1001), Fraction(25), Fraction(50)])
def test_parts_join_to_one_film_of_exactly_constant_rate(tmp_path: Path, rate: Fraction) -> None:
    film = FilmFormat(320, 180, rate)
    numbers = [list(range(40)), [700], list(range(100, 175))]  # long, a single frame, more than one group
    parts = []
    for index, part in enumerate(numbers):
        parts.append(tmp_path / f"part{index}.mp4")
        assert encode_film.write_part(pictures(part, film), parts[-1], film) == len(part)
    out = tmp_path / "film.mp4"
    count = join_parts.join_parts(parts, silence(tmp_path / "s.m4a", float(116 / rate)), out, rate=rate)
    assert count == 116
    assert judges.frame_numbers(out, film.width_px, film.height_px) == numbers[0] + numbers[1] + numbers[2]
    with av.open(out) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        times = sorted(packet.pts * stream.time_base for packet in packets)
        decode = [packet.dts for packet in packets]
        assert stream.average_rate == rate
    assert times == [index / rate for index in range(116)]
    assert all(a < b for a, b in pairwise(decode))


def test_sound_and_picture_begin_together_and_the_index_comes_first(tmp_path: Path) -> None:
    encode_film.write_part(pictures(range(60)), tmp_path / "p.mp4", SMALL)
    out = tmp_path / "film.mp4"
    join_parts.join_parts([tmp_path / "p.mp4"], silence(tmp_path / "s.m4a", 2.0), out, rate=SMALL.rate)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    told = judges.ffmpeg("-i", str(out), "-f", "null", "-").stderr.decode()
    assert "start: 0.000000" in told
    with av.open(out) as container:
        picture, sound = next(container.decode(video=0)), None
        container.seek(0)
        sound = next(container.decode(audio=0))
        assert abs(picture.time - sound.time) < 0.001
        assert float(container.duration) / 1e6 == pytest.approx(2.0, abs=0.03)


def test_the_film_says_its_colours_and_profile(tmp_path: Path) -> None:
    encode_film.write_part(pictures(range(5)), tmp_path / "p.mp4", SMALL)
    with av.open(tmp_path / "p.mp4") as container:
        context = container.streams.video[0].codec_context
        frame = next(container.decode(video=0))
    assert context.profile == "High"
    assert (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range) == (1, 1, 1, 1)


def test_chapters_stand_in_the_film(tmp_path: Path) -> None:
    encode_film.write_part(pictures(range(90)), tmp_path / "p.mp4", SMALL)
    out = tmp_path / "film.mp4"
    marks = [Mark(1.5, "Goal, 1–0"), Mark(1.6, "Too near"), Mark(9.0, "After the end")]
    sound = silence(tmp_path / "s.m4a", 3.0)
    join_parts.join_parts([tmp_path / "p.mp4"], sound, out, rate=SMALL.rate, marks=marks)
    with av.open(out) as container:
        found = [
            (float(chapter["start"] * chapter["time_base"]), chapter["metadata"]["title"])
            for chapter in container.chapters()
        ]
    assert found == [(0.0, "Start"), (1.5, "Goal, 1–0")]


def test_parts_of_other_settings_are_not_joined(tmp_path: Path) -> None:
    other = FilmFormat(160, 90, Fraction(30))
    encode_film.write_part(pictures(range(5)), tmp_path / "a.mp4", SMALL)
    encode_film.write_part(pictures(range(5), other), tmp_path / "b.mp4", other)
    with pytest.raises(Conflict, match="other settings"):
        join_parts.join_parts(
            [tmp_path / "a.mp4", tmp_path / "b.mp4"],
            silence(tmp_path / "s.m4a", 1.0),
            tmp_path / "film.mp4",
            rate=SMALL.rate,
        )
    assert not (tmp_path / "film.mp4").exists()


def test_a_part_whose_pictures_fail_midway_leaves_nothing_behind(tmp_path: Path) -> None:
    def failing() -> Iterator[av.VideoFrame]:
        yield from pictures(range(3))
        raise io.UnsupportedOperation("the card was pulled out")

    with pytest.raises(io.UnsupportedOperation):
        encode_film.write_part(failing(), tmp_path / "p.mp4", SMALL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("width", "height"), [(321, 180), (320, 8)])
def test_a_film_of_an_impossible_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="even"):
        FilmFormat(width, height, Fraction(30))
