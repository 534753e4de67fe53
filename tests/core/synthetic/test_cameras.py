"""Virtual cameras have the faults that they are given, and no others."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from touchline.core.sports import SPORTS
from touchline.core.sports.sport import Sport
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.cameras import PHONE_WIDE, VirtualCamera, aim


def camera(**faults: Any) -> VirtualCamera:
    view = aim(SPORTS["soccer"], "center_high", PHONE_WIDE, (640, 360))
    settings = {"name": "a", "camera": view, "clock": TakeClock(1.0), "duration_s": 10.0, **faults}
    return VirtualCamera(**settings)


def test_frames_come_at_the_frame_rate_and_the_first_at_zero() -> None:
    times_s = camera(frame_rate_hz=25.0).frame_times_s()
    assert len(times_s) == 250
    assert times_s[0] == 0.0
    assert np.diff(times_s) == pytest.approx(0.04)


def test_a_variable_frame_rate_keeps_the_order_and_the_mean() -> None:
    times_s = camera(jitter=0.4).frame_times_s()
    steps = np.diff(times_s)
    assert times_s[0] == 0.0
    assert steps.min() > 0
    assert steps.std() > 0.005
    assert times_s[-1] == pytest.approx(10.0 - 1 / 30, abs=0.02)


def test_there_is_no_frame_in_a_gap() -> None:
    times_s = camera(gaps=((2.0, 3.5),)).frame_times_s()
    assert not ((times_s >= 2.0) & (times_s < 3.5)).any()
    assert len(times_s) == 300 - 45


def test_shake_has_the_spread_that_was_asked_for_and_moves_smoothly() -> None:
    shaking = camera(shake_px=2.0, duration_s=120.0)
    shift = shaking.shake(shaking.frame_times_s())
    assert shift[:, :2].std() == pytest.approx(2.0, rel=0.25)
    assert np.abs(np.diff(shift[:, 0])).mean() < 1.5


def test_a_camera_on_a_tripod_does_not_move() -> None:
    assert not camera().shake(camera().frame_times_s()).any()


def test_exposure_holds_from_its_step_to_the_next() -> None:
    stepped = camera(exposure_steps=((2.0, 0.5), (4.0, 1.2)))
    assert stepped.gain(np.array([0.0, 1.99, 2.0, 3.9, 4.0, 9.0])) == pytest.approx(
        [1, 1, 0.5, 0.5, 1.2, 1.2]
    )


@pytest.mark.parametrize("sport", SPORTS.values(), ids=list(SPORTS))
def test_a_wide_camera_at_any_position_sees_the_middle_of_what_it_covers(sport: Sport) -> None:
    for place in sport.positions:
        view = aim(sport, place.name, PHONE_WIDE, (1280, 720))
        assert view.sees(np.array([[*place.covers.centre_m, 0.0]])).all(), place.name


def test_a_camera_high_at_the_centre_sees_both_goals() -> None:
    for name in ("soccer", "ice_hockey"):
        sport = SPORTS[name]
        view = aim(sport, "center_high", PHONE_WIDE, (1280, 720))
        mouths = np.array([[*goal.centre_m, goal.height_m / 2] for goal in sport.goals])
        assert view.sees(mouths).all(), name


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"duration_s": 0.0}, "above zero"),
        ({"camera": aim(SPORTS["soccer"], "goal_left", PHONE_WIDE, (641, 360))}, "sizes are even"),
        ({"jitter": 0.6}, "stay in order"),
        ({"gaps": ((0.0, 1.0),)}, "after the first frame"),
        ({"gaps": ((3.0, 2.0),)}, "ends after it starts"),
    ],
)
def test_impossible_cameras_are_refused(fault: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(camera(), **fault)
