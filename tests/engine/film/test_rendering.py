"""How the film is split into parts that are rendered one by one."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from touchline.core.direct.shots import Shot
from touchline.engine.film.rendering import PART_S, split
from touchline.engine.film.timeline import lay_out


def shots_of(lengths: list[float]) -> list[Shot]:
    shots, start = [], 0.0
    for index, length in enumerate(lengths):
        shots.append(Shot(start, start + length, index % 2, "", 0.5))
        start += length
    return shots


@given(st.lists(st.floats(0.5, 100.0), min_size=1, max_size=30))
def test_the_parts_show_every_frame_once_and_none_is_too_long(lengths: list[float]) -> None:
    timeline = lay_out(shots_of(lengths), Fraction(30))
    parts = split(timeline)
    assert sum(piece.count for part in parts for piece in part) == timeline.frames
    assert all(0 < sum(piece.count for piece in part) <= PART_S * 30 for part in parts)
    assert all(piece.count > 0 for part in parts for piece in part)


def test_short_shots_share_a_part_and_a_long_one_is_divided() -> None:
    timeline = lay_out(shots_of([10.0, 10.0, 75.0]), Fraction(30))
    parts = split(timeline)
    assert [[piece.count for piece in part] for part in parts] == [[300, 300], [900], [900], [450]]
    assert [parts[n][0].start_s for n in (1, 2, 3)] == [20.0, 50.0, 80.0]
