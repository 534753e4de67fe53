"""Measurements of drawn and of real takes are what was drawn and filmed."""

from pathlib import Path

import numpy as np
import pytest

from factories.clips import write_clip
from factories.scenes import RATE_HZ, Scene, film_scene
from touchline.core.direct.picture import PictureTrack
from touchline.vision.look import look

JITTER = np.random.default_rng(3).normal(0, 1, (1000, 2))


def track_of(folder: Path, scene: Scene, **how: int) -> PictureTrack:
    return look(film_scene(folder / "scene.mp4", scene, **how))[0]


def jitter(size_px: float, at_s: float) -> tuple[float, float]:
    x, y = size_px * JITTER[round(at_s * RATE_HZ)]
    return float(x), float(y)


def test_play_is_found_where_it_is(tmp_path: Path) -> None:
    track = track_of(tmp_path, Scene(players_at=lambda t: 0.25 if t < 2 else 0.75))
    assert len(track) == 8
    assert np.allclose(track.motion_centre[:3, 0], 0.25, atol=0.1)
    assert np.allclose(track.motion_centre[5:, 0], 0.75, atol=0.1)
    assert np.all(track.motion > 0.3)
    assert np.all(track.motion_spread[:4] < 0.2)


def test_an_empty_pitch_does_not_move_however_the_camera_shakes_or_pans(tmp_path: Path) -> None:
    shaken = track_of(tmp_path, Scene(players_at=lambda _t: None, shift_px=lambda t: jitter(4.0, t)))
    panned = track_of(tmp_path, Scene(players_at=lambda _t: None, shift_px=lambda t: (25 * t - 50, 0.0)))
    assert shaken.motion.max() < 0.05
    assert panned.motion.max() < 0.05


def test_shake_is_measured_in_picture_widths_per_second_and_a_pan_is_none(tmp_path: Path) -> None:
    shaken = track_of(tmp_path, Scene(shift_px=lambda t: jitter(3.0, t)))
    sampled = JITTER[:80:2]  # every second of 20 frames per second
    speed = np.hypot(*(3.0 * np.diff(sampled, axis=0) / 640 * 10.0).T)
    assert np.sqrt(np.mean(shaken.shake**2)) == pytest.approx(np.sqrt(np.mean(speed**2)), rel=0.1)
    panned = track_of(tmp_path, Scene(shift_px=lambda t: (25 * t - 50, 0.0)))
    assert panned.shake.max() < 0.01


@pytest.mark.parametrize("roll_deg", [-12.0, 5.0])
def test_tilt_is_the_roll_of_the_camera(tmp_path: Path, roll_deg: float) -> None:
    # OpenCV turns the picture anticlockwise for a positive angle, so that its horizon rises to the right.
    track = track_of(tmp_path, Scene(seconds=2.0, roll_deg=lambda _t: roll_deg))
    assert np.allclose(track.tilt_deg, -roll_deg, atol=0.2)


def test_a_defocused_lens_loses_its_sharpness(tmp_path: Path) -> None:
    track = track_of(tmp_path, Scene(blur_px=lambda t: 4.0 if t > 2.05 else 0.0))
    assert np.all(track.sharpness[5:] < 0.1 * track.sharpness[:4].mean())


def test_light_is_measured_as_a_person_sees_it(tmp_path: Path) -> None:
    track = track_of(tmp_path, Scene(seconds=2.0, light=lambda t: 0.2 if t < 0.95 else 2.4))
    assert np.all(track.luma_mean[:2] < 30)
    assert np.all(track.luma_mean[2:] > 220)
    assert np.all(track.clipped[2:] > 0.3)


def test_somebody_walking_through_the_picture_obstructs_it(tmp_path: Path) -> None:
    track = track_of(tmp_path, Scene(seconds=10.0, covered=lambda t: 0.4 if 4.05 < t < 6.95 else 0.0))
    assert np.allclose(track.obstruction[9:14], 0.4, atol=0.1)
    assert np.all(track.obstruction[:7] == 0)  # the half seconds of coming and going may say either
    assert np.all(track.obstruction[15:] == 0)


def test_a_take_stored_turned_is_measured_upright(tmp_path: Path) -> None:
    scene = Scene(seconds=2.0, players_at=lambda _t: 0.75)
    upright = track_of(tmp_path, scene)
    turned = track_of(tmp_path, scene, rotation_deg=90)
    assert np.allclose(turned.motion_centre, upright.motion_centre, atol=0.03)
    assert np.all((turned.signature * upright.signature).sum(axis=1) > 0.99)


def test_a_gap_has_no_measurements(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "gap.mp4", seconds=4.0, gap_s=(1.4, 3.1), sound=None)
    track, motion = look(clip)
    assert np.array_equal(track.seen, [True, True, True, False, False, False, True, True])
    assert np.isnan(track.obstruction[3:6]).all()
    assert not np.any((motion.take_s > 1.5) & (motion.take_s < 3.0))


@pytest.mark.parametrize(
    "how",
    [
        {"pix_fmt": "yuv420p10le"},
        {"pix_fmt": "yuv420p10le", "transfer": "pq"},
        {"interlaced": True},
        {"width": 321, "height": 181, "pix_fmt": "yuv444p"},
        {"variable": True},
        {"full_range": True},
        {"rotation": 270},
        {"codec": "libvpx-vp9", "suffix": ".webm"},
    ],
    ids=str,
)
def test_every_kind_of_picture_is_measured(tmp_path: Path, how: dict[str, object]) -> None:
    how = dict(how)
    path = tmp_path / f"clip{how.pop('suffix', '.mp4')}"
    track, motion = look(write_clip(path, seconds=1.5, sound=None, **how))
    assert track.seen.all()
    assert np.all((track.luma_mean > 20) & (track.luma_mean < 235))
    assert len(motion.take_s) >= 8
    assert np.all(np.diff(motion.take_s) > 0)


def test_depth_and_range_change_nothing_that_is_measured(tmp_path: Path) -> None:
    tracks = [
        look(write_clip(tmp_path / f"{number}.mp4", seconds=1.0, sound=None, **how))[0]
        for number, how in enumerate([{}, {"full_range": True}, {"pix_fmt": "yuv420p10le"}])
    ]
    for other in tracks[1:]:
        assert np.allclose(other.luma_mean, tracks[0].luma_mean, atol=2)
        assert np.allclose(other.colour[:, :3], tracks[0].colour[:, :3], atol=2)


def test_progress_rises_to_the_whole(tmp_path: Path) -> None:
    shares: list[float] = []
    look(write_clip(tmp_path / "clip.mp4", seconds=2.0, sound=None), on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.1)


@pytest.mark.realdata
def test_a_real_rally_from_a_still_camera_is_sharp_level_steady_and_unobstructed(real_data: Path) -> None:
    track, motion = look(real_data / "events" / "volleyball" / "rally_720p.mp4")
    assert len(track) == 31
    assert track.seen.all()
    assert np.all(np.abs(track.tilt_deg) < 1)
    assert np.all(track.shake < 0.03)
    assert np.all(track.obstruction == 0)
    assert np.all(track.clipped < 0.01)
    assert np.all((track.motion_centre > 0.2) & (track.motion_centre < 0.8))
    assert len(motion.take_s) > 100


def test_people_are_found_against_the_background_of_a_still_camera(tmp_path: Path) -> None:
    track = track_of(tmp_path, Scene(seconds=9.0, players_at=lambda t: 0.2 if t < 3 else 0.7))
    assert np.isnan(track.people_centre[:8]).all()
    assert np.allclose(track.people_centre[10:, 0], 0.7, atol=0.1)
