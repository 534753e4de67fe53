"""Bodies obey their limits exactly, between the steps too."""

import numpy as np
import pytest

from touchline.core.synthetic.running import STEP_S, Runners


def one_runner(steps: int = 50) -> Runners:
    return Runners(np.zeros((1, 2)), np.array([[1.0, 0.0]]), acceleration_mps2=4.0, steps=steps)


def run_to(target_m: tuple[float, float], steps: int) -> Runners:
    runners = one_runner(steps)
    for _ in range(steps):
        runners.steer(np.array([target_m]), np.array([8.0]))
        runners.advance(np.array([100.0, 0.0]))
    return runners


def test_the_first_step_from_rest_is_half_a_t_squared() -> None:
    runners = one_runner()
    runners.steer(np.array([[50.0, 0.0]]), np.array([8.0]))
    # The wish of 8 m/s within 0.5 s is 16 m/s², cut to 4: after 0.1 s it is 4 · 0.1² / 2 = 0.02 m.
    assert runners.position_at(0, 0.1) == pytest.approx([0.02, 0.0])
    runners.advance(np.array([100.0, 0.0]))
    assert runners.velocity_mps[0] == pytest.approx([0.8, 0.0])


def test_a_runner_arrives_and_does_not_run_past() -> None:
    position, _ = run_to((20.0, 0.0), 60).paths(np.arange(0, 11, 0.01))
    assert position[-1, 0] == pytest.approx([20.0, 0.0], abs=0.05)
    assert position[:, 0, 0].max() < 20.6


def test_between_steps_the_way_is_as_smooth_as_in_them() -> None:
    times_s = np.arange(0, 9, 0.01)
    position, _ = run_to((30.0, 10.0), 50).paths(times_s)
    acceleration = np.diff(position[:, 0], 2, axis=0) / 0.01**2
    assert np.linalg.norm(acceleration, axis=1).max() < 4.0 + 1e-6


def test_the_history_passes_through_every_step() -> None:
    runners = one_runner(10)
    visited = []
    for _ in range(10):
        visited.append(runners.position_m[0])
        runners.steer(np.array([[3.0, 4.0]]), np.array([8.0]))
        runners.advance(np.array([100.0, 0.0]))
    position, _ = runners.paths(np.arange(9) * STEP_S)
    assert position[:, 0] == pytest.approx(np.array(visited[:9]))


def test_who_stands_turns_towards_the_ball() -> None:
    runners = one_runner()
    for _ in range(40):
        runners.steer(np.zeros((1, 2)), np.array([8.0]))
        runners.advance(np.array([0.0, 30.0]))
    assert runners.facing[0] == pytest.approx([0.0, 1.0], abs=1e-3)
