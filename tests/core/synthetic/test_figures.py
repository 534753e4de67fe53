"""Skeletons stand on the ground, keep their bones, and look where they run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.synthetic.figures import Cast, Joint, skeletons

BONES = [
    (Joint.LEFT_HIP, Joint.LEFT_KNEE, 0.245),
    (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE, 0.246),
    (Joint.LEFT_ELBOW, Joint.LEFT_HAND, 0.15),
]


def one(speed_mps: float, phase: float, facing: tuple[float, float] = (1.0, 0.0)) -> np.ndarray:
    return skeletons(
        np.array([[3.0, -2.0]]), np.array([facing]), np.array([speed_mps]), np.array([phase]), np.array([1.8])
    )[0]


@settings(max_examples=50, deadline=None)
@given(speed_mps=st.floats(0, 9), phase=st.floats(0, 50))
def test_bones_keep_their_length_and_a_foot_is_always_on_the_ground(speed_mps: float, phase: float) -> None:
    joints = one(speed_mps, phase)
    assert joints[:, 2].min() == pytest.approx(0.0, abs=1e-9)
    for a, b, share in BONES:
        length = np.linalg.norm(joints[a] - joints[b])
        assert length == pytest.approx(share * 1.8, abs=0.02)


def test_somebody_who_stands_is_about_as_tall_as_said() -> None:
    # The head's middle is half a head below its top.
    assert one(0.0, 0.0)[Joint.HEAD, 2] == pytest.approx(1.8 - 0.12, abs=0.15)


def test_toes_point_where_they_run() -> None:
    joints = one(0.0, 0.0, facing=(0.0, 1.0))
    assert joints[Joint.LEFT_TOE, 1] > joints[Joint.LEFT_ANKLE, 1]


def test_the_left_shoulder_is_on_the_left() -> None:
    joints = one(3.0, 1.0, facing=(1.0, 0.0))
    assert joints[Joint.LEFT_SHOULDER, 1] > joints[Joint.RIGHT_SHOULDER, 1]


def test_who_stops_keeps_looking_where_they_ran() -> None:
    run = np.concatenate([np.linspace(0, 4, 26), np.full(50, 4.0)])
    players_m = np.stack([np.zeros(76), run], axis=1)[:, None]
    joints = Cast(players_m, 25.0, np.random.default_rng(1)).at(2.5)[0]
    assert joints[Joint.LEFT_TOE, 1] > joints[Joint.LEFT_ANKLE, 1]
    assert joints[Joint.LEFT_SHOULDER, 0] < joints[Joint.RIGHT_SHOULDER, 0]


def test_before_and_after_the_game_everybody_stands_where_they_were() -> None:
    cast = Cast(
        np.random.default_rng(1).normal(0, 5, (10, 3, 2)).cumsum(axis=0), 25.0, np.random.default_rng(1)
    )
    assert cast.at(-5.0) == pytest.approx(cast.at(0.0))
    assert cast.at(100.0) == pytest.approx(cast.at(0.36), abs=0.1)
