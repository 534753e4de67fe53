"""The film's own time, on whole frames."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.core.direct.shots import Shot
from touchline.engine.film.timeline import lay_out


def shots_at(*bounds: tuple[float, float, int]) -> list[Shot]:
    return [Shot(start, end, take, "", 0.5) for start, end, take in bounds]


def test_shots_lie_end_to_end_on_whole_frames() -> None:
    timeline = lay_out(shots_at((0.0, 2.5, 0), (2.5, 6.0, 1)), Fraction(30))
    assert [(p.first_frame, p.end_frame) for p in timeline.placed] == [(0, 75), (75, 180)]
    assert timeline.duration_s == 6.0
    assert timeline.game_s(timeline.placed[1], 90) == pytest.approx(3.0)


def test_where_nobody_filmed_the_film_does_not_wait() -> None:
    timeline = lay_out(shots_at((10.0, 12.0, 0), (20.0, 21.0, 1)), Fraction(25))
    assert timeline.duration_s == 3.0
    assert timeline.film_s(11.0) == pytest.approx(1.0)
    assert timeline.film_s(15.0) == pytest.approx(2.0)
    assert timeline.film_s(20.5) == pytest.approx(2.5)
    assert timeline.film_s(0.0) == 0.0


@given(
    lengths=st.lists(st.floats(0.5, 30.0), min_size=1, max_size=60),
    rate=st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(60)]),
)
def test_rounding_to_frames_never_adds_up(lengths: list[float], rate: Fraction) -> None:
    shots, start = [], 0.0
    for length in lengths:
        shots.append(Shot(start, start + length, 0, "", 0.5))
        start += length
    timeline = lay_out(shots, rate)
    assert abs(timeline.duration_s - start) <= 0.5 / rate + 1e-9
    for placed, shot in zip(timeline.placed, shots, strict=True):
        assert abs(placed.first_frame / rate - shot.start_s) <= 0.5 / rate + 1e-9
