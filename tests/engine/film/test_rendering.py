"""How the film is split into parts that are rendered one by one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.core.direct.shots import Shot
from touchline.engine.film.rendering import PART_S, split
from touchline.engine.film.timeline import lay_out

RATE = Fraction(30)


def shots_of(lengths: list[float], start_s: float = 0.0) -> list[Shot]:
    shots = []
    for index, length in enumerate(lengths):
        shots.append(Shot(start_s, start_s + length, index % 2, "", 0.5))
        start_s += length
    return shots


@given(st.lists(st.floats(0.5, 100.0), min_size=1, max_size=30), st.floats(0.0, 60.0))
def test_the_parts_show_every_frame_once_and_none_is_too_long(lengths: list[float], zero_s: float) -> None:
    timeline = lay_out(shots_of(lengths), RATE)
    pieces = split(timeline, zero_s)
    assert sum(piece.count for piece in pieces) == timeline.frames
    assert all(0 < piece.count <= PART_S * RATE for piece in pieces)


def test_a_shot_is_split_at_whole_parts_counted_from_the_reference() -> None:
    pieces = split(lay_out(shots_of([3.0, 4.5], start_s=10.0), RATE), zero_s=9.5)
    assert [(piece.source, piece.start_s, piece.count) for piece in pieces] == [
        (0, 10.0, 45),
        (0, 11.5, 45),
        (1, 13.0, 15),
        (1, 13.5, 60),
        (1, 15.5, 60),
    ]


@pytest.mark.parametrize("begins_s", [0.0, 3.7])
def test_what_lies_between_two_marks_is_the_same_part_whatever_comes_before(begins_s: float) -> None:
    early = split(lay_out([Shot(0.0, 20.0, 0, "", 0.5)], RATE), zero_s=0.0)
    late = split(lay_out([Shot(begins_s, 8.0, 1, "", 0.5), Shot(8.0, 20.0, 0, "", 0.5)], RATE), zero_s=0.0)
    assert [piece for piece in late if piece.source == 0] == early[4:]
