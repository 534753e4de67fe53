"""Each term of a score means what its definition says, for cameras of any kind."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.direct_takes import direct_take
from touchline.core.direct.grid import game_grid
from touchline.core.direct.scores import Scores, Weights, score_takes
from touchline.core.direct.takes import DirectTake

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "direction.md"


def scores_of(*takes: DirectTake, weights: Weights | None = None) -> Scores:
    return score_takes(takes, game_grid(takes), weights or Weights())


def term_of(name: str, **columns: Any) -> float:
    """The term of the second of two takes that differ in these columns only, in the middle of a minute."""
    filled = {key: np.full(120, value) for key, value in columns.items()}
    scores = scores_of(direct_take(60.0, seed=1), direct_take(60.0, seed=2, **filled))
    return float(scores.terms[name][1, 60])


@pytest.mark.parametrize(
    ("name", "columns", "expected"),
    [
        ("sharpness", {"sharpness": 1000.0}, 1.0),
        ("sharpness", {"sharpness": 20.0}, 20 / (0.3 * 510)),
        ("exposure", {"luma_mean": 15.0}, 0.0),
        ("exposure", {"luma_mean": 37.5}, 0.5),
        ("exposure", {"luma_mean": 224.0}, 0.5),
        ("exposure", {"clipped": 0.275}, 0.5),
        ("shake", {"shake": 0.03}, 1.0),
        ("shake", {"shake": 0.165}, 0.5),
        ("tilt", {"tilt_deg": -8.5}, 0.5),
        ("tilt", {"tilt_deg": np.nan}, 1.0),
        ("obstruction", {"obstruction": 0.25}, 0.5),
        ("action", {"motion": 0.0}, 0.0),
        ("action", {"motion": 10.0}, 0.5),
    ],
)
def test_a_term_worked_by_hand(name: str, columns: dict[str, Any], expected: float) -> None:
    assert term_of(name, **columns) == pytest.approx(expected, abs=0.005)


def test_play_at_the_edge_of_the_picture_counts_half() -> None:
    at_edge = direct_take(60.0, seed=2, motion_centre=np.tile([1.0, 0.5], (120, 1)))
    terms = scores_of(direct_take(60.0, seed=1), at_edge).terms
    assert np.allclose(terms["action"][1], 0.5 * terms["action"][0])


def test_a_cameras_own_scale_of_motion_does_not_matter() -> None:
    play = np.exp(np.random.default_rng(1).normal(3.0, 0.8, 120))
    near, far = direct_take(60.0, seed=1, motion=play), direct_take(60.0, seed=2, motion=play / 3)
    action = scores_of(near, far).terms["action"]
    assert np.corrcoef(action[0], action[1])[0, 1] > 0.99
    assert abs(action[0].mean() - action[1].mean()) < 0.05


def test_play_is_where_the_side_camera_sees_people_and_the_near_camera_sees_movement() -> None:
    left = np.arange(160) < 80
    centre = np.stack([np.where(left, 0.25, 0.75), np.full(160, 0.5)], axis=1)
    takes = [
        direct_take(80.0, seed=1, people_centre=centre, position_m=(0.0, -40.0, 6.0)),
        direct_take(80.0, seed=2, motion=np.where(left, 20.0, 5.0), position_m=(-58.0, 0.0, 2.0)),
    ]
    side = scores_of(*takes).play_side
    assert np.all(side[5:75] < -0.4)
    assert np.all(side[85:155] > 0.4)
    opposite = [
        direct_take(80.0, seed=1, people_centre=centre, position_m=(0.0, 40.0, 6.0)),
    ]
    assert np.all(scores_of(*opposite).play_side[5:75] > 0.4)


def test_without_positions_nobody_says_where_play_is() -> None:
    assert np.isnan(scores_of(direct_take(10.0), direct_take(10.0, seed=2)).play_side).all()


@given(
    seed=st.integers(0, 2**32 - 1),
    offset_s=st.floats(-10, 10),
    drift_ppm=st.floats(-300, 300),
)
@settings(max_examples=25, deadline=None)
def test_scores_lie_between_0_and_1_and_are_unknown_exactly_without_a_picture(
    seed: int, offset_s: float, drift_ppm: float
) -> None:
    rng = np.random.default_rng(seed)
    takes = [
        direct_take(
            30.0,
            offset_s=index * offset_s,
            drift_ppm=drift_ppm,
            seed=index,
            motion=np.where(rng.random(60) < 0.2, np.nan, rng.lognormal(1, 2, 60)),
            sharpness=rng.lognormal(5, 2, 60),
            luma_mean=rng.uniform(0, 255, 60),
            obstruction=rng.random(60),
            tilt_deg=np.where(rng.random(60) < 0.5, np.nan, rng.uniform(-25, 25, 60)),
            position_m=(float(rng.uniform(-60, 60)), float(rng.uniform(-40, 40)), 2.0),
        )
        for index in range(3)
    ]
    grid = game_grid(takes)
    scores = score_takes(takes, grid, Weights())
    for values in (scores.total, *scores.terms.values()):
        assert np.array_equal(np.isfinite(values), grid.rows >= 0)
        known = values[np.isfinite(values)]
        assert np.all((known >= 0) & (known <= 1))


def test_the_total_is_the_weighted_mean_of_the_terms() -> None:
    scores = scores_of(direct_take(10.0, shake=np.full(20, 0.165)), weights=Weights(0, 0, 0, 0, 3.0, 1.0, 0))
    assert np.allclose(scores.total, (3 * 0.5 + 1) / 4)


def test_weights_that_weigh_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="one must be positive"):
        Weights(0, 0, 0, 0, 0, 0, 0)


def test_every_term_is_defined_in_the_reference() -> None:
    headings = re.findall(r"^### (\w+)", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(Weights().as_mapping()) <= {heading.lower() for heading in headings}


@pytest.mark.parametrize(("lines_px", "expected"), [(1080, 1.0), (540, 1.0), (360, 2 / 3), (16, 4 / 135)])
def test_a_picture_of_few_lines_is_less_sharp_than_a_fine_one(lines_px: int, expected: float) -> None:
    fine = direct_take(60.0, seed=1, sharpness=np.full(120, 500.0))
    coarse = replace(fine, lines_px=lines_px)
    assert scores_of(fine, coarse).terms["sharpness"][1, 60] == pytest.approx(
        scores_of(fine, fine).terms["sharpness"][1, 60] * expected
    )
