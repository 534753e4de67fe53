"""What must hold of every sport in the table, and the numbers of the rule books worked by hand."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from touchline.core.sports import SPORTS, find_sport, ice_hockey, soccer
from touchline.core.sports.markings import Marking, arc, at_both_ends, line
from touchline.core.sports.play import Athletes, GoalPlay
from touchline.core.sports.sport import Region, Sport

every_sport = pytest.mark.parametrize("sport", SPORTS.values(), ids=list(SPORTS))


@every_sport
def test_no_two_places_to_film_from_are_farther_apart_than_the_largest_baseline(sport: Sport) -> None:
    distances = [
        np.linalg.norm(np.subtract(a.position_m, b.position_m)) for a, b in combinations(sport.positions, 2)
    ]
    assert max(distances) <= sport.largest_baseline_m


@every_sport
def test_places_to_film_from_have_different_names_and_see_a_part_of_the_pitch(sport: Sport) -> None:
    assert len({place.name for place in sport.positions}) == len(sport.positions)
    for place in sport.positions:
        assert abs(place.covers.x_min_m) <= sport.length_m / 2
        assert abs(place.covers.y_max_m) <= sport.width_m / 2
        assert place.hint


@every_sport
def test_cameras_stand_beside_the_pitch_and_not_on_it(sport: Sport) -> None:
    for place in sport.positions:
        x, y, z = place.position_m
        assert abs(x) > sport.length_m / 2 or abs(y) > sport.width_m / 2
        assert abs(x) <= sport.length_m / 2 + sport.run_off_m[0]
        assert abs(y) <= sport.width_m / 2 + sport.run_off_m[1]
        assert z > 1


@every_sport
def test_all_lines_lie_on_the_pitch_or_on_a_wall_above_it(sport: Sport) -> None:
    points = np.array([point for marking in sport.markings for point in marking.path_m])
    assert np.abs(points[:, 0]).max() <= sport.length_m / 2 + 1e-9
    assert np.abs(points[:, 1]).max() <= sport.width_m / 2 + 1e-9
    assert points[:, 2].min() >= 0


@every_sport
def test_goals_stand_opposite_each_other_and_the_left_one_comes_first(sport: Sport) -> None:
    assert [np.sign(goal.centre_m[0]) for goal in sport.goals] in ([], [-1, 1])
    if sport.goals:
        left, right = sport.goals
        assert left.centre_m[0] == -right.centre_m[0]


@every_sport
def test_every_size_of_side_has_a_formation_in_its_own_half(sport: Sport) -> None:
    if isinstance(sport.play, GoalPlay):
        assert set(sport.play.formations) == set(sport.side_sizes)
        for spots in sport.play.formations.values():
            assert all(-1 <= x <= 0 and -1 <= y <= 1 for x, y in spots)
            assert len(set(spots)) == len(spots)


def test_the_arc_of_the_penalty_area_begins_on_its_line() -> None:
    arcs = [
        m.path_m for m in soccer.MARKINGS if abs(m.path_m[0][0] - (52.5 - 16.5)) < 0.01 and len(m.path_m) > 5
    ]
    assert len(arcs) == 1
    assert arcs[0][-1][0] == pytest.approx(36.0, abs=0.01)
    # Half of it is √(9.15² - 5.5²) = 7.31 m beside the middle.
    assert abs(arcs[0][0][1]) == pytest.approx(7.31, abs=0.01)


def test_the_goal_line_of_the_rink_ends_at_the_rounded_boards() -> None:
    away = np.hypot(ice_hockey.GOAL_X - (30 - 8.5), ice_hockey.GOAL_LINE_Y - (15 - 8.5))
    assert away == pytest.approx(8.5)


def test_the_boards_close_around_the_rink_without_a_gap() -> None:
    path = np.array(ice_hockey.BOARDS)[:, :2]
    assert path[0] == pytest.approx(path[-1])
    assert max(np.hypot(*(b - a)) for a, b in pairwise(path)) <= 60 - 2 * 8.5 + 1e-9


def test_sound_needs_more_than_a_third_of_a_second_across_a_soccer_ground() -> None:
    assert SPORTS["soccer"].largest_baseline_m / 343 > 0.365  # the diagonal of the pitch alone


def test_an_arc_keeps_its_radius() -> None:
    points = np.array(arc((1.0, 2.0), 3.0, 30, 200))[:, :2]
    assert np.hypot(*(points - [1.0, 2.0]).T) == pytest.approx(3.0)


def test_a_marking_at_both_ends_is_turned_half_a_turn() -> None:
    there, back = at_both_ends(Marking(line((1, 2), (3, 4)), 0.1, (0, 0, 0)))
    assert back.path_m == ((-1, -2, 0), (-3, -4, 0))
    assert there.width_m == back.width_m


def test_an_unknown_sport_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"'polo'.*soccer, ice_hockey, squash"):
        find_sport("polo")


def test_an_unknown_position_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"no position 'moon'.*center_high"):
        SPORTS["soccer"].position("moon")


def test_athletes_faster_than_any_human_are_refused() -> None:
    with pytest.raises(ValueError, match="12 m/s"):
        Athletes(top_speed_mps=13, jog_speed_mps=4, acceleration_mps2=4)


def test_a_region_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="area"):
        Region(0, 0, 0, 5)
