"""Parts of a film out of one encoder: each can be used alone, and joined they are the film."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest

from factories import judges
from factories.clips import Clip, draw
from touchline.media import encode_film, join_parts
from touchline.media.encode_film import FilmFormat
from touchline.media.encode_parts import Part, write_parts

FILM = FilmFormat(320, 180, Fraction(25))


def pictures(numbers: list[int]) -> Iterator[av.VideoFrame]:
    clip = Clip(width=FILM.width_px, height=FILM.height_px)
    for number in numbers:
        yield av.VideoFrame.from_ndarray(draw(clip, number), format="rgb24").reformat(format="yuv420p")


def numbers_in(path: Path) -> list[int]:
    return judges.frame_numbers(path, FILM.width_px, FILM.height_px)


def test_each_part_holds_its_own_pictures_and_can_be_played_alone(tmp_path: Path) -> None:
    numbers = [list(range(30)), [700], list(range(300, 302)), list(range(100, 160))]
    parts = [Part(tmp_path / f"{index}.mp4", len(part)) for index, part in enumerate(numbers)]
    write_parts(pictures([number for part in numbers for number in part]), parts, FILM)
    assert [numbers_in(part.path) for part in parts] == numbers


def test_parts_of_several_encoders_join_in_any_order(tmp_path: Path) -> None:
    parts = [Part(tmp_path / f"{index}.mp4", 20) for index in range(4)]
    write_parts(pictures(list(range(60))), parts[:3], FILM)
    write_parts(pictures(list(range(900, 920))), parts[3:], FILM)
    encode_film.write_part(pictures([5]), tmp_path / "own.mp4", FILM)
    paths = [parts[0].path, parts[3].path, tmp_path / "own.mp4", parts[2].path]
    out, sound = tmp_path / "film.mp4", tmp_path / "s.m4a"
    judges.ffmpeg("-f", "lavfi", "-i", "anullsrc=r=48000", "-t", "2.44", "-c:a", "aac", str(sound))
    assert join_parts.join_parts(paths, sound, out, rate=FILM.rate) == 61
    assert numbers_in(out) == [*range(20), *range(900, 920), 5, *range(40, 60)]
    with av.open(out) as container:
        stream = container.streams.video[0]
        decode = [packet.dts for packet in container.demux(stream) if packet.size]
    assert decode == sorted(set(decode))


def test_what_was_whole_when_it_was_stopped_stays(tmp_path: Path) -> None:
    def stopped() -> Iterator[av.VideoFrame]:
        yield from pictures(list(range(120)))
        raise KeyboardInterrupt

    parts = [Part(tmp_path / f"{index}.mp4", 40) for index in range(4)]
    with pytest.raises(KeyboardInterrupt):
        write_parts(stopped(), parts, FILM)
    assert numbers_in(parts[0].path) == list(range(40))
    assert not parts[3].path.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
