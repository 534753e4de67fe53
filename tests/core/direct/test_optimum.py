"""The cut list is the best one there is."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.direct.limits import Limits
from touchline.core.direct.optimum import Cut, CutProblem, best_cuts, film_value

SMALL = Limits(shortest_s=1.0, longest_s=2.0, calm_s=1.5, lively_s=1.5, cut_cost_s=0.1)


def every_film(score: np.ndarray, first: int = 0, previous: int = -1) -> Iterator[tuple[Cut, ...]]:
    steps, takes = score.shape
    if first == steps:
        yield ()
        return
    for take in range(takes):
        if take == previous:
            continue
        for end in range(first + 1, steps + 1):
            if np.isnan(score[end - 1, take]):
                break
            for rest in every_film(score, end, take):
                yield (Cut(take, first, end), *rest)


@st.composite
def small_problems(draw: st.DrawFn) -> CutProblem:
    steps = draw(st.integers(1, 7))
    takes = draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    score = np.round(rng.random((steps, takes)), 2)
    score[rng.random((steps, takes)) < draw(st.sampled_from([0.0, 0.3]))] = np.nan
    score[np.isnan(score).all(axis=1), 0] = 0.5
    cost = np.round(rng.random((steps, takes, takes)), 2)
    cost[rng.random(cost.shape) < draw(st.sampled_from([0.0, 0.3]))] += 1e8
    lengths_s = rng.choice([0.5, 0.5, 0.5, 0.2], steps)
    return CutProblem(edges_s=3.0 + np.concatenate([[0.0], np.cumsum(lengths_s)]), score=score, cut_cost=cost)


@settings(max_examples=150, deadline=None)
@given(small_problems())
def test_no_film_is_worth_more_than_the_one_found(problem: CutProblem) -> None:
    best = max(film_value(problem, film, SMALL) for film in every_film(problem.score))
    found = best_cuts(problem, SMALL)
    assert found[0].first == 0
    assert found[-1].end == len(problem.score)
    assert all(a.end == b.first and a.take != b.take for a, b in pairwise(found))
    assert film_value(problem, found, SMALL) == pytest.approx(best, rel=1e-12, abs=1e-6)


def test_a_film_worked_by_hand_cuts_where_the_other_camera_becomes_better() -> None:
    # 5 s take 0 is better by 0.5, then 5 s take 1: one cut in the middle costs 0.6 and gains 2.5.
    score = np.full((20, 2), 0.4)
    score[:10, 0] = score[10:, 1] = 0.9
    problem = CutProblem(np.arange(21) * 0.5, score, np.full((20, 2, 2), 0.6))
    limits = Limits()
    assert best_cuts(problem, limits) == (Cut(0, 0, 10), Cut(1, 10, 20))
    assert film_value(problem, best_cuts(problem, limits), limits) == pytest.approx(10 * 0.9 - 0.6)


def test_a_gain_smaller_than_a_cut_costs_changes_nothing() -> None:
    score = np.tile([[0.6, 0.5]], (20, 1))
    score[8:12, 1] = 0.8
    problem = CutProblem(np.arange(21) * 0.5, score, np.full((20, 2, 2), 0.6))
    assert best_cuts(problem, Limits()) == (Cut(0, 0, 20),)


def test_a_single_take_is_shown_longer_than_the_limit() -> None:
    problem = CutProblem(np.arange(201) * 0.5, np.full((200, 1), 0.5), np.zeros((200, 1, 1)))
    assert best_cuts(problem, Limits()) == (Cut(0, 0, 200),)


def test_no_shot_is_longer_than_the_limit_where_two_takes_can_be_shown() -> None:
    score = np.tile([[0.9, 0.1]], (400, 1))
    problem = CutProblem(np.arange(401) * 0.5, score, np.full((400, 2, 2), 0.6))
    lengths_s = [(cut.end - cut.first) * 0.5 for cut in best_cuts(problem, Limits())]
    assert max(lengths_s) <= 30
    assert min(lengths_s) >= 2


def test_a_step_that_no_take_shows_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one take"):
        CutProblem(np.arange(3.0), np.array([[0.5], [np.nan]]), np.zeros((2, 1, 1)))
