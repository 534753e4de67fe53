"""A synthetic game moves as people do, and its events happen where the ball is."""

from itertools import pairwise

import numpy as np
import pytest

from touchline.core.sports import SPORTS
from touchline.core.sports.sport import Sport
from touchline.core.synthetic.game import EventKind, SyntheticGame
from touchline.core.synthetic.motion import play_game

every_sport = pytest.mark.parametrize("sport", SPORTS.values(), ids=list(SPORTS))


@pytest.fixture(scope="module")
def games() -> dict[str, SyntheticGame]:
    return {
        name: play_game(sport, duration_s=240, rng=np.random.default_rng(5), liveliness=3)
        for name, sport in SPORTS.items()
    }


@every_sport
def test_nobody_is_faster_or_quicker_to_start_than_their_sport_allows(
    sport: Sport, games: dict[str, SyntheticGame]
) -> None:
    game = games[sport.name]
    velocity = np.diff(game.players_m, axis=0) * game.rate_hz
    acceleration = np.diff(velocity, axis=0) * game.rate_hz
    assert np.linalg.norm(velocity, axis=2).max() <= sport.play.athletes.top_speed_mps + 1e-6
    assert np.linalg.norm(acceleration, axis=2).max() <= sport.play.athletes.acceleration_mps2 * 1.01


@every_sport
def test_everybody_stays_on_the_pitch(sport: Sport, games: dict[str, SyntheticGame]) -> None:
    reach = np.abs(games[sport.name].players_m).max(axis=(0, 1))
    assert (reach <= [sport.length_m / 2 + 1, sport.width_m / 2 + 1]).all()


@every_sport
def test_the_ball_never_jumps(sport: Sport, games: dict[str, SyntheticGame]) -> None:
    game = games[sport.name]
    speed = np.linalg.norm(np.diff(game.ball_m, axis=0), axis=1) * game.rate_hz
    assert speed.max() < 2 * sport.play.shot_speed_mps


@every_sport
def test_the_ball_is_never_under_the_ground(sport: Sport, games: dict[str, SyntheticGame]) -> None:
    assert games[sport.name].ball_m[:, 2].min() >= 0


@every_sport
def test_hits_shots_and_goals_happen_where_the_ball_is(sport: Sport, games: dict[str, SyntheticGame]) -> None:
    game = games[sport.name]
    times_s = np.arange(len(game.ball_m)) / game.rate_hz
    kinds = (EventKind.KICK_OFF, EventKind.HIT, EventKind.SHOT, EventKind.GOAL)
    events = [event for event in game.events if event.kind in kinds]
    assert len(events) > 20
    for event in events:
        ball = [np.interp(event.at_s, times_s, game.ball_m[:, axis]) for axis in range(3)]
        assert np.linalg.norm(np.subtract(event.position_m, ball)) < 1.2, event


@every_sport
def test_events_come_in_order_and_the_kick_off_comes_first(
    sport: Sport, games: dict[str, SyntheticGame]
) -> None:
    events = games[sport.name].events
    assert events[0].kind is EventKind.KICK_OFF
    assert all(before.at_s <= after.at_s for before, after in pairwise(events))
    assert events[0].at_s >= 0
    assert events[-1].at_s < games[sport.name].duration_s


@every_sport
def test_the_same_seed_gives_the_same_game_and_another_seed_another(sport: Sport) -> None:
    first, again, other = (
        play_game(sport, duration_s=20, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.players_m, again.players_m)
    assert first.events == again.events
    assert not np.array_equal(first.ball_m, other.ball_m)


@pytest.mark.parametrize("size", SPORTS["soccer"].side_sizes)
def test_a_side_of_any_size_can_play(size: int) -> None:
    game = play_game(SPORTS["soccer"], duration_s=10, rng=np.random.default_rng(1), side_size=size)
    assert [int((game.team == team).sum()) for team in (0, 1, 2)] == [size, size, 1]


def test_hits_do_not_fall_on_a_time_grid_that_sound_alignment_could_mistake_for_the_truth() -> None:
    game = play_game(SPORTS["soccer"], duration_s=240, rng=np.random.default_rng(1))
    phase = np.array([event.at_s for event in game.events if event.kind is EventKind.HIT]) % 0.2
    assert np.abs(np.exp(2j * np.pi * phase / 0.2).mean()) < 0.4


def test_a_goal_goes_through_the_mouth_and_is_followed_by_a_kick_off_in_the_middle() -> None:
    sport = SPORTS["ice_hockey"]
    game = play_game(sport, duration_s=1200, rng=np.random.default_rng(2), liveliness=2)
    goals = [event for event in game.events if event.kind is EventKind.GOAL]
    restarts = [event for event in game.events if event.kind is EventKind.KICK_OFF]
    assert goals
    for goal in goals:
        x, y, z = goal.position_m
        assert abs(x) > sport.goals[1].centre_m[0]
        assert abs(y) < sport.goals[0].width_m / 2
        assert z < sport.goals[0].height_m
        following = [event for event in restarts if 5 < event.at_s - goal.at_s < 15]
        assert following or goal.at_s > game.duration_s - 15
        assert all(np.hypot(*event.position_m[:2]) < 1.5 for event in following)


def test_ninety_minutes_of_soccer_are_about_as_far_to_run_as_in_life() -> None:
    game = play_game(SPORTS["soccer"], duration_s=5400, rng=np.random.default_rng(3), rate_hz=10)
    way_km = np.linalg.norm(np.diff(game.players_m, axis=0), axis=2).sum(axis=0) / 1000
    outfield = way_km[(game.team < 2) & (way_km > 6)]
    assert len(outfield) == 20
    assert 9 < outfield.mean() < 13


def test_a_side_that_the_sport_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="sides of"):
        play_game(SPORTS["soccer"], duration_s=10, rng=np.random.default_rng(1), side_size=4)


def test_a_game_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a second"):
        play_game(SPORTS["soccer"], duration_s=0.0, rng=np.random.default_rng(1))


def test_a_goalkeeper_stays_before_the_goal() -> None:
    sport = SPORTS["ice_hockey"]
    game = play_game(sport, duration_s=240, rng=np.random.default_rng(3))
    before_goal_m = np.abs(game.players_m[:, 0] - sport.goals[0].centre_m).mean(axis=0)
    assert before_goal_m[0] < 3
    assert before_goal_m[1] < 1.5
