"""The pinhole camera against a hand-worked case, OpenCV, and its own inverse."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.core.geometry.lenses import Lens
from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.geometry.poses import Pose, look_at

PHONE = Lens.with_view((1280, 720), long_side_deg=70, distortion=(-0.12, 0.05, 0.001, -0.0008, -0.01))


def stand_camera(lens: Lens = PHONE, roll_deg: float = 2.0) -> PinholeCamera:
    return PinholeCamera(look_at((4.0, -45.0, 12.0), (0.0, 0.0, 1.0), roll_deg=roll_deg), lens)


def test_a_point_ten_metres_ahead_and_one_aside_lands_where_it_is_worked_out_by_hand() -> None:
    lens = Lens((640, 480), (500.0, 500.0), (320.0, 240.0))
    camera = PinholeCamera(look_at((0.0, -10.0, 2.0), (0.0, 0.0, 2.0)), lens)
    # Looking along +y from y = -10: x is right, z is up. 500 · 1/10 = 50 px right, 500 · 2/10 = 100 px down.
    assert camera.project(np.array([[1.0, 0.0, 0.0]])) == pytest.approx(np.array([[370.0, 340.0]]))


def test_the_target_of_look_at_is_in_the_middle_of_the_picture() -> None:
    camera = stand_camera(Lens.with_view((1280, 720), long_side_deg=60))
    assert camera.project(np.array([[0.0, 0.0, 1.0]])) == pytest.approx(np.array([[639.5, 359.5]]))


def test_the_view_along_the_long_side_is_as_wide_as_asked() -> None:
    lens = Lens.with_view((720, 1280), long_side_deg=90)
    assert lens.focal_px[0] == pytest.approx(640.0)


def test_a_camera_rolled_clockwise_sees_the_right_horizon_higher() -> None:
    camera = stand_camera(Lens.with_view((1280, 720), long_side_deg=60), roll_deg=10)
    left, right = camera.project(np.array([[-10.0, 0.0, 1.0], [10.0, 0.0, 1.0]]))
    assert right[1] < left[1]


def test_projection_agrees_with_opencv() -> None:
    camera = stand_camera()
    points = np.random.default_rng(1).uniform([-30, -20, 0], [30, 30, 3], (200, 3))
    rotation, _ = cv2.Rodrigues(camera.pose.rotation)
    translation = -camera.pose.rotation @ camera.pose.position_m
    expected, _ = cv2.projectPoints(points, rotation, translation, PHONE.matrix, np.array(PHONE.distortion))
    inside = camera.sees(points)
    assert inside.sum() > 100
    assert camera.project(points)[inside] == pytest.approx(expected.reshape(-1, 2)[inside], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    x_m=st.floats(-50, 50),
    y_m=st.floats(-32, 32),
    height_m=st.floats(0, 2),
    k1=st.floats(-0.25, 0.1),
    roll_deg=st.floats(-15, 15),
)
def test_what_is_seen_unprojects_to_where_it_was(
    x_m: float, y_m: float, height_m: float, k1: float, roll_deg: float
) -> None:
    lens = Lens.with_view((1280, 720), long_side_deg=75, distortion=(k1, 0.02, 0.0005, -0.0005, 0.0))
    camera = stand_camera(lens, roll_deg)
    point = np.array([[x_m, y_m, height_m]])
    if camera.sees(point)[0]:
        back = camera.on_ground(camera.project(point), height_m=height_m)
        assert back == pytest.approx(point[:, :2], abs=1e-5)


def test_what_is_behind_the_camera_has_no_pixel() -> None:
    assert np.isnan(stand_camera().project(np.array([[0.0, -60.0, 1.0]]))).all()


def test_the_sky_has_no_place_on_the_ground() -> None:
    camera = PinholeCamera(look_at((0.0, -45.0, 3.0), (0.0, 0.0, 3.0)), PHONE)
    assert np.isnan(camera.on_ground(np.array([[640.0, 10.0]]))).all()


def test_a_point_far_off_axis_is_not_folded_back_into_the_picture_by_a_strong_lens() -> None:
    lens = Lens.with_view((1280, 720), long_side_deg=90, distortion=(-0.3, 0.0, 0.0, 0.0, 0.0))
    camera = PinholeCamera(look_at((0.0, -10.0, 2.0), (0.0, 0.0, 2.0)), lens)
    far_aside = np.array([[60.0, 0.0, 2.0]])  # 80° off axis: 1 - 0.3·36 < 0 would mirror it
    assert lens.largest_radius == pytest.approx(np.sqrt(1 / 0.9))
    assert np.isnan(camera.project(far_aside)).all()


def test_a_pose_refuses_a_mirror() -> None:
    with pytest.raises(ValueError, match="mirror"):
        Pose(np.diag([1.0, 1.0, -1.0]), np.zeros(3))


def test_looking_straight_down_is_refused_because_up_is_unknown() -> None:
    with pytest.raises(ValueError, match="which way is up"):
        look_at((0.0, 0.0, 10.0), (0.0, 0.0, 0.0))
