"""Directing keeps its limits, ends shots exactly, and says why."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.direct_takes import direct_take
from touchline.core.direct.cutting import Direction, direct
from touchline.core.direct.limits import Limits
from touchline.core.direct.takes import DirectTake


def two_halves(duration_s: float = 60.0) -> list[DirectTake]:
    """One camera sees lively play in the first half of the time, another one in the second."""
    n = int(duration_s * 2)
    lively = np.where(np.arange(n) < n // 2, 30.0, 3.0)
    return [
        direct_take(duration_s, seed=1, motion=lively),
        direct_take(duration_s, seed=2, motion=lively[::-1]),
    ]


def test_the_film_goes_to_the_camera_that_sees_more_of_the_play() -> None:
    shots = direct(two_halves(40.0)).shots
    assert [shot.take for shot in shots] == [0, 1]
    assert shots[0].end_s == pytest.approx(20.0, abs=1.5)
    assert shots[1].reason == "More of the play is in this camera's picture."


def test_the_only_camera_is_shown_for_its_whole_length_in_one_shot() -> None:
    direction = direct([direct_take(120.3, offset_s=0.25)])
    assert [(shot.start_s, shot.end_s) for shot in direction.shots] == [(0.25, 120.55)]
    assert direction.shots[0].reason == "Only camera running."


def test_a_shot_ends_exactly_where_its_take_ends() -> None:
    takes = [
        direct_take(20.137, seed=1),
        direct_take(30.0, offset_s=15.0, seed=2, luma_mean=np.full(60, 20.0)),
    ]
    shots = direct(takes).shots
    assert [shot.take for shot in shots] == [0, 1]
    assert shots[0].end_s == shots[1].start_s == 20.137
    assert shots[1].end_s == 45.0
    assert shots[1].reason == "The other camera stopped recording. Only this camera is left."


def test_time_that_no_camera_filmed_is_left_out() -> None:
    takes = [direct_take(10.0, seed=1), direct_take(10.0, offset_s=25.2, seed=2)]
    direction = direct(takes)
    assert direction.stretches == ((0.0, 10.0), (25.2, 35.2))
    assert direction.report.left_out_s == pytest.approx(15.2)
    assert [(shot.start_s, shot.end_s) for shot in direction.shots] == [(0.0, 10.0), (25.2, 35.2)]


def test_a_take_is_not_shown_in_its_gap() -> None:
    better = direct_take(60.0, seed=1, gaps=((20.3, 24.8),), priority=1.0)
    direction = direct([better, direct_take(60.0, seed=2, priority=0.0)])
    of_other = [shot for shot in direction.shots if shot.take == 1]
    assert any(shot.start_s <= 20.3 and shot.end_s >= 24.8 for shot in of_other)
    forced = next(shot for shot in of_other if shot.start_s <= 20.3 <= shot.end_s)
    assert forced.start_s == 20.3
    assert forced.reason.startswith("The other camera lost its picture for a while.")


def test_half_seconds_without_a_frame_are_a_gap_too() -> None:
    unseen = np.full(120, 120.0)
    unseen[40:48] = np.nan
    direction = direct([direct_take(60.0, seed=1, luma_mean=unseen, priority=1.0), direct_take(60.0, seed=2)])
    shown = [shot for shot in direction.shots if shot.take == 0]
    assert all(shot.end_s <= 20.0 or shot.start_s >= 24.0 for shot in shown)


def test_nearly_identical_views_are_never_cut_between() -> None:
    takes = two_halves(120.0)
    twins = [direct_take(120.0, seed=7, motion=take.picture.motion) for take in takes]
    direction = direct(twins)
    assert len(direction.shots) == 1
    assert direction.report.jump_cuts == 0
    assert "nearly the same picture" in direction.shots[0].reason


def test_when_a_take_ends_even_a_nearly_identical_one_goes_on_from_exactly_there() -> None:
    takes = [direct_take(30.0, seed=7, priority=0.0), direct_take(30.0, offset_s=20.0, seed=7, priority=1.0)]
    direction = direct(takes)
    assert [shot.take for shot in direction.shots] == [0, 1]
    assert direction.shots[1].start_s == 30.0
    assert direction.report.forced_cuts == 1
    assert direction.report.jump_cuts == 0


def test_a_camera_that_began_alone_opens_the_film_for_that_reason_and_no_other() -> None:
    blocked = np.where(np.arange(40) % 2, 0.4, 0.0)
    takes = [direct_take(12.0, seed=1), direct_take(20.0, offset_s=3.0, seed=2, obstruction=blocked)]
    assert direct(takes).shots[0].reason == "The first camera that was running."


def test_a_lead_of_a_few_milliseconds_is_no_reason() -> None:
    takes = [direct_take(20.0, seed=1, priority=0.8), direct_take(20.0, offset_s=0.003, seed=2)]
    assert direct(takes).shots[0].reason == "The better place to watch from."


def test_three_half_seconds_of_a_crowded_picture_are_not_called_something_in_the_way() -> None:
    crowded = np.where(np.isin(np.arange(40), [3, 4, 8]), 0.3, 0.0)
    more = np.where(crowded > 0, 11.0, 10.0)
    takes = [
        direct_take(20.0, seed=1, priority=0.6),
        direct_take(20.0, seed=2, obstruction=crowded, motion=more),
    ]
    opening = direct(takes).shots[0]
    assert opening.take == 0
    assert opening.reason == "Best picture overall."


def test_a_camera_that_outlasts_the_others_by_a_moment_is_not_flashed_at_the_end() -> None:
    takes = [direct_take(15.08, seed=5), direct_take(12.0801, offset_s=3.000138, seed=5)]
    direction = direct(takes)
    assert [(shot.start_s, shot.end_s, shot.take) for shot in direction.shots] == [(0.0, 15.08, 0)]
    assert direction.stretches == ((0.0, 15.08),)


def test_a_camera_that_stops_at_once_is_not_flashed_at_the_start() -> None:
    takes = [direct_take(0.15, seed=5), direct_take(20.0, offset_s=0.1, seed=5)]
    (shot,) = direct(takes).shots
    assert (shot.start_s, shot.end_s, shot.take) == (0.15, 20.1, 1)


def test_no_cut_crosses_the_length_axis() -> None:
    near, far = two_halves(60.0)
    placed = [
        direct_take(60.0, seed=1, motion=near.picture.motion, position_m=(0.0, -40.0, 3.0)),
        direct_take(60.0, seed=2, motion=far.picture.motion, position_m=(0.0, 40.0, 3.0)),
    ]
    direction = direct(placed)
    assert len(direction.shots) == 1
    assert "left and right change places" in direction.shots[0].reason
    assert len(direct(placed, limits=Limits(keeps_side=False)).shots) > 1


def test_a_camera_behind_the_goal_leads_from_one_side_to_the_other() -> None:
    low, high = np.full(360, 3.0), np.full(360, 3.0)
    low[:120] = high[240:] = 30.0
    takes = [
        direct_take(180.0, seed=1, motion=low, position_m=(0.0, -40.0, 3.0)),
        direct_take(180.0, seed=2, position_m=(-60.0, 2.0, 3.0)),
        direct_take(180.0, seed=3, motion=high, position_m=(0.0, 40.0, 3.0)),
    ]
    shown = [shot.take for shot in direct(takes).shots]
    assert {0, 2} <= set(shown)
    assert all({one, other} != {0, 2} for one, other in pairwise(shown))


def test_a_blocked_camera_is_left_and_the_reason_says_so() -> None:
    blocked = np.zeros(80)
    blocked[40:] = 0.9
    takes = [
        direct_take(40.0, seed=1, obstruction=blocked, position_m=(0.0, -40.0, 3.0), priority=0.8),
        direct_take(40.0, seed=2, priority=0.2),
    ]
    shots = direct(takes).shots
    assert [shot.take for shot in shots] == [0, 1]
    assert shots[1].start_s == 20.0
    assert "blocked" in shots[1].reason


def test_play_at_one_end_is_shown_by_the_camera_there() -> None:
    n = 160
    at_left = (np.arange(n) // 40) % 2 == 0
    centre = np.stack([np.where(at_left, 0.2, 0.8), np.full(n, 0.5)], axis=1)
    takes = [
        direct_take(80.0, seed=1, motion_centre=centre, position_m=(0.0, -40.0, 6.0), priority=0.5),
        direct_take(80.0, seed=2, motion=np.where(at_left, 25.0, 3.0), position_m=(-58.0, -4.0, 3.0)),
        direct_take(80.0, seed=3, motion=np.where(at_left, 3.0, 25.0), position_m=(58.0, -4.0, 3.0)),
    ]
    shots = direct(takes).shots
    assert [shot.take for shot in shots] == [1, 2, 1, 2]
    assert shots[1].reason == "Play moves to the right end; this camera is closest to it."
    assert shots[2].reason == "Play moves to the left end; this camera is closest to it."


def random_takes(rng: np.random.Generator, count: int, duration_s: float) -> list[DirectTake]:
    n = int(duration_s * 2)
    return [
        direct_take(
            duration_s,
            offset_s=float(rng.uniform(0, 20)) if index else 0.0,
            drift_ppm=float(rng.uniform(-300, 300)),
            seed=index,
            motion=np.exp(rng.normal(2, 0.7, n)),
            shake=rng.uniform(0, 0.3, n),
            luma_mean=rng.uniform(30, 220, n),
            priority=float(rng.random()),
            gaps=((30.0, 33.3),) if rng.random() < 0.3 else (),
        )
        for index in range(count)
    ]


def check_limits(direction: Direction, takes: list[DirectTake]) -> None:
    for one, other in pairwise(direction.shots):
        assert one.end_s <= other.start_s
        assert one.take != other.take or one.end_s < other.start_s
    assert direction.report.jump_cuts == direction.report.side_crossings == 0
    assert sum(shot.duration_s for shot in direction.shots) == pytest.approx(
        sum(end_s - start_s for start_s, end_s in direction.stretches)
    )
    assert all(0 <= shot.score <= 1 and shot.reason.endswith(".") for shot in direction.shots)
    for shot in direction.shots:
        take = takes[shot.take]
        assert take.clock.to_take(shot.start_s) >= -1e-6
        assert take.clock.to_take(shot.end_s) <= take.duration_s + 1e-6


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 5))
def test_every_film_keeps_the_limits(seed: int, count: int) -> None:
    takes = random_takes(np.random.default_rng(seed), count, 90.0)
    direction = direct(takes)
    check_limits(direction, takes)
    if count > 1:
        assert direction.report.mean_score >= direction.report.rotation_score - 0.02


def test_with_three_takes_running_every_shot_lasts_2_to_30_seconds() -> None:
    takes = [direct_take(300.0, seed=seed, priority=seed / 2) for seed in range(3)]
    report = direct(takes).report
    assert report.share_too_short == report.share_too_long == 0.0
    assert report.mean_score > report.rotation_score


@given(shift_s=st.floats(-50, 50), offset_s=st.floats(0, 30).map(lambda s: round(s, 2) + 0.003))
@settings(max_examples=25, deadline=None)
def test_shifting_the_game_clock_by_half_seconds_shifts_the_film(shift_s: float, offset_s: float) -> None:
    shift_s = round(shift_s * 2) / 2

    def film(by_s: float) -> list[tuple[float, float, int]]:
        lively = np.exp(np.random.default_rng(1).normal(2.0, 0.7, (2, 100)))
        moved = [
            direct_take(50.0, offset_s=by_s, seed=1, motion=lively[0]),
            direct_take(50.0, offset_s=offset_s + by_s, seed=2, motion=lively[1]),
        ]
        return [(shot.start_s - by_s, shot.end_s - by_s, shot.take) for shot in direct(moved).shots]

    assert np.allclose(film(shift_s), film(0.0), atol=1e-6)


def test_no_take_with_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one take"):
        direct([direct_take(5.0, luma_mean=np.full(10, np.nan))])
