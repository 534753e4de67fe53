"""Size and rate of the film, from what most of the footage is."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from factories import clips
from touchline.engine.film.request import ALL_FORMATS, Format
from touchline.engine.film.shape import FilmShape, choose_shape
from touchline.engine.film.takes import Take
from touchline.media import probe


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


def take(
    folder: Path, width: int, height: int, *, rate: int = 30, seconds: float = 0.4, rotation: int = 0
) -> Take:
    path = folder / f"{width}x{height}-{rate}-{seconds}-{rotation}.mp4"
    if not path.exists():
        clips.write_clip(
            path, width=width, height=height, rate=rate, seconds=seconds, sound=None, rotation=rotation
        )
    info = probe.probe(path)
    assert info.video is not None
    return Take("A", path.name, path, path.name, info, info.video)


def test_the_film_is_as_high_as_its_largest_take(folder: Path) -> None:
    takes = [take(folder, 320, 180), take(folder, 640, 360)]
    assert choose_shape(takes, ALL_FORMATS) == FilmShape(640, 360, Fraction(30))


def test_no_higher_than_the_largest_format_that_was_asked_for(folder: Path) -> None:
    assert choose_shape([take(folder, 1280, 720)], [Format.MOBILE]) == FilmShape(640, 360, Fraction(30))


def test_a_picture_too_small_to_encode_is_enlarged_to_what_can_be(folder: Path) -> None:
    ordinary = take(folder, 320, 180)
    tiny = replace(ordinary, video=replace(ordinary.video, width_px=10, height_px=18))
    assert choose_shape([tiny], ALL_FORMATS) == FilmShape(16, 28, Fraction(30))


def test_a_portrait_take_among_landscape_ones_does_not_turn_the_film(folder: Path) -> None:
    takes = [take(folder, 180, 320), take(folder, 320, 180), take(folder, 640, 360)]
    shape = choose_shape(takes, ALL_FORMATS)
    assert shape.width_px > shape.height_px


def test_only_portrait_takes_make_a_portrait_film(folder: Path) -> None:
    assert choose_shape([take(folder, 180, 320, rotation=90)], ALL_FORMATS) == FilmShape(
        180, 320, Fraction(30)
    )


def test_odd_sizes_become_even(folder: Path) -> None:
    shape = choose_shape([take(folder, 318, 178)], ALL_FORMATS)
    assert (shape.width_px % 2, shape.height_px % 2) == (0, 0)


def test_the_rate_is_that_of_the_most_footage(folder: Path) -> None:
    takes = [take(folder, 320, 180, rate=25, seconds=1.2), take(folder, 320, 180, rate=60)]
    assert choose_shape(takes, ALL_FORMATS).rate_hz == 25


@pytest.mark.parametrize(("rate", "film_rate"), [(6, 24), (12, 24), (15, 30)])
def test_a_slow_webcam_still_makes_a_film_that_players_like(folder: Path, rate: int, film_rate: int) -> None:
    takes = [take(folder, 320, 180, rate=rate, seconds=1.0)]
    assert choose_shape(takes, ALL_FORMATS).rate_hz == film_rate
