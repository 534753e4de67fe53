"""The picture shows what the camera would see, where it would see it."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from touchline.core.geometry.lenses import Lens
from touchline.core.geometry.pinhole import PinholeCamera
from touchline.core.geometry.poses import look_at
from touchline.core.sports import SPORTS
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.cameras import PHONE_CROPPED, Passer, VirtualCamera, aim
from touchline.core.synthetic.figures import Cast
from touchline.core.synthetic.game import SyntheticGame
from touchline.core.synthetic.motion import play_game
from touchline.vision.draw import Painter
from touchline.vision.draw_arena import paint_arena

SOCCER, HOCKEY = SPORTS["soccer"], SPORTS["ice_hockey"]
SIZE = (640, 360)
STILL = np.zeros(3)


@pytest.fixture(scope="module")
def game() -> SyntheticGame:
    return play_game(SOCCER, duration_s=20, rng=np.random.default_rng(5))


def camera(**settings: Any) -> VirtualCamera:
    view = aim(SOCCER, "center_high", PHONE_CROPPED, SIZE)
    return VirtualCamera(
        **{
            "name": "a",
            "camera": view,
            "clock": TakeClock(0.0),
            "duration_s": 10.0,
            "noise_grey": 0.0,
            **settings,
        }
    )


def changed_pixels(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.argwhere(np.abs(a.astype(int) - b.astype(int)).max(axis=2) > 25)[:, ::-1]


def test_every_player_in_view_is_drawn_where_they_are(game: SyntheticGame) -> None:
    filming = camera()
    scene = Painter(SOCCER, game, filming).paint_scene(8.0, 8.0, STILL)
    empty = Painter(SOCCER, replace(game, players_m=game.players_m + 500), filming).paint_scene(
        8.0, 8.0, STILL
    )
    changed = changed_pixels(scene, empty)
    joints = Cast(game.players_m, game.rate_hz, np.random.default_rng(len(game.team))).at(8.0)
    bodies = joints.mean(axis=1)
    seen = filming.camera.sees(bodies, margin_px=10)
    assert seen.sum() > 10
    for body in filming.camera.project(bodies[seen]):
        assert np.hypot(*(changed - body).T).min() < 3


def test_a_body_is_as_tall_in_the_picture_as_the_camera_makes_it(game: SyntheticGame) -> None:
    alone = replace(
        game, players_m=np.zeros((500, 1, 2)), team=np.array([0]), ball_m=np.full((500, 3), 300.0)
    )
    view = PinholeCamera(look_at((0.0, -10.0, 1.0), (0.0, 0.0, 1.0)), Lens.with_view(SIZE, long_side_deg=60))
    filming = camera(camera=view)
    nobody = replace(alone, players_m=np.full((500, 1, 2), 300.0))
    indoors = replace(SOCCER, look=replace(SOCCER.look, sun=(0.0, 0.0)))
    changed = changed_pixels(
        Painter(indoors, alone, filming).paint_scene(5.0, 5.0, STILL),
        Painter(indoors, nobody, filming).paint_scene(5.0, 5.0, STILL),
    )
    tall_px = np.ptp(changed[:, 1])
    # 554 px focal length at 10 m: 55.4 px per metre; a man of 1.76 ± 0.15 m.
    assert 1.6 * 55.4 < tall_px < 2.0 * 55.4


def test_lines_lie_where_they_are_projected() -> None:
    view = aim(SOCCER, "center_high", PHONE_CROPPED, SIZE)
    picture = paint_arena(SOCCER, view, np.random.default_rng(1)).picture
    on_line = view.project(np.array([[0.0, y, 0.0] for y in (-20.0, -15.0, -12.0)]))
    beside = view.project(np.array([[2.0, y, 0.0] for y in (-20.0, -15.0, -12.0)]))
    for white, green in zip(np.round(on_line).astype(int), np.round(beside).astype(int), strict=True):
        assert picture[white[1], white[0]].min() > picture[green[1], green[0]].min() + 50


def test_the_horizon_parts_sky_and_stands() -> None:
    view = PinholeCamera(look_at((0.0, 0.0, 2.0), (0.0, 50.0, 2.0)), Lens.with_view(SIZE, long_side_deg=60))
    picture = paint_arena(SOCCER, view, np.random.default_rng(1)).picture
    assert picture[5, 320].astype(int) == pytest.approx(SOCCER.look.sky_rgb[::-1], abs=60)
    ground = picture[340, 300].astype(int)
    assert ground[1] > ground[0]
    assert ground[1] > ground[2]


def test_the_near_boards_of_a_rink_hide_what_is_behind_them() -> None:
    low = PinholeCamera(look_at((0.0, -20.0, 1.5), (0.0, 0.0, 1.0)), Lens.with_view(SIZE, long_side_deg=70))
    arena = paint_arena(HOCKEY, low, np.random.default_rng(1))
    foot_at_the_boards = low.project(np.array([[0.0, -14.5, 0.1]]))[0].round().astype(int)
    far_ice = low.project(np.array([[0.0, 5.0, 0.1]]))[0].round().astype(int)
    assert arena.before[foot_at_the_boards[1], foot_at_the_boards[0]] == 255
    assert arena.before[far_ice[1], far_ice[0]] == 0


def test_shake_moves_the_whole_picture(game: SyntheticGame) -> None:
    painter = Painter(SOCCER, game, camera())
    still, moved = (painter.paint_scene(3.0, 3.0, np.array([shift, 0.0, 0.0])) for shift in (0.0, 7.0))
    difference = cv2.absdiff(still[50:300, 50:500], moved[50:300, 57:507])
    assert difference.mean() < 1.0
    assert cv2.absdiff(still, moved).mean() > 3.0


def test_somebody_walking_by_covers_the_middle_and_is_gone_again(game: SyntheticGame) -> None:
    painter = Painter(SOCCER, game, camera(passers=(Passer(at_s=4.0),)))
    middle = np.s_[150:330, 260:380]
    empty = Painter(SOCCER, game, camera()).paint_scene(4.0, 4.0, STILL)[middle]
    hidden = painter.paint_scene(4.0, 4.0, STILL)[middle]
    assert (cv2.absdiff(empty, hidden).max(axis=2) > 20).mean() > 0.4
    assert np.array_equal(
        painter.paint_scene(6.0, 6.0, STILL), Painter(SOCCER, game, camera()).paint_scene(6.0, 6.0, STILL)
    )


def test_a_lower_exposure_darkens_and_noise_makes_it_grainy(game: SyntheticGame) -> None:
    plain = Painter(SOCCER, game, camera())
    normal, dark = (plain.paint(3.0, STILL, gain)[:360].astype(float) for gain in (1.0, 0.5))
    assert dark.mean() - 16 == pytest.approx((normal.mean() - 16) / 2, rel=0.05)
    noisy = Painter(SOCCER, game, camera(noise_grey=4.0)).paint(3.0, STILL, 1.0)[:360].astype(float)
    assert (noisy - normal)[100:].std() == pytest.approx(4.0, rel=0.2)


def test_noise_is_fresh_in_every_frame(game: SyntheticGame) -> None:
    painter = Painter(SOCCER, game, camera(noise_grey=4.0))
    first, second = (painter.paint(3.0, STILL, 1.0).astype(float) for _ in range(2))
    assert (first - second)[:360].std() > 4.0


def test_the_same_camera_draws_the_same_picture_twice(game: SyntheticGame) -> None:
    one, other = (Painter(SOCCER, game, camera(noise_grey=2.0)).paint(2.0, STILL, 1.0) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("name", list(SPORTS))
def test_every_sport_can_be_drawn_from_every_position(name: str) -> None:
    sport = SPORTS[name]
    game = play_game(sport, duration_s=4, rng=np.random.default_rng(1))
    for place in sport.positions:
        view = aim(sport, place.name, PHONE_CROPPED, (160, 90))
        planes = Painter(sport, game, camera(camera=view)).paint(2.0, STILL, 1.0)
        assert planes.shape == (135, 160)
        assert planes[:90].std() > 10, place.name
