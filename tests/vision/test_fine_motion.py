"""The fine series of motion follows play to a frame, whichever frames a coder lets through."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.evidence import Motion
from touchline.vision.fine_motion import BASE_S, FineMotion

RATE_HZ = 30
FLOOR = np.random.default_rng(1).integers(60, 120, (180, 320)).astype(np.uint8)
NOISE = np.random.default_rng(2)


def play(at_s: float, *, shift_px: int = 0, light: float = 1.0) -> NDArray[np.uint8]:
    """A player who runs to and fro at a changing speed, in front of a textured floor, filmed with noise."""
    x = 150 + 90 * np.sin(1.7 * at_s) * np.sin(0.9 * at_s**1.2)
    picture = FLOOR.astype(np.float32).copy()
    picture[70:120, round(x) : round(x) + 16] = 220
    picture = np.roll(picture, shift_px, axis=1) * light + NOISE.normal(0, 1.5, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def motion_of(times_s: NDArray[np.float64], **how: float) -> Motion:
    fine = FineMotion()
    for at_s in times_s:
        fine.add(float(at_s), play(float(at_s), **how))
    return fine.motion()


def alike(first: Motion, second: Motion, late_s: float = 0.0) -> float:
    """Correlation of two series, the second read `late_s` later."""
    grid_s = np.arange(0.5, 9.0, 0.02)
    values = [
        np.interp(grid_s + late, motion.take_s, motion.energy)
        for motion, late in ((first, 0.0), (second, late_s))
    ]
    return float(np.corrcoef(*values)[0, 1])


def test_the_series_is_the_same_whichever_frames_are_left_out() -> None:
    times_s = np.arange(0, 10 * RATE_HZ) / RATE_HZ
    whole = motion_of(times_s)
    sparse = motion_of(times_s[np.arange(len(times_s)) % 4 != 1][::2])
    found = [alike(whole, sparse, late_s) for late_s in np.arange(-0.2, 0.21, 0.02)]
    assert max(found) > 0.9
    assert abs(np.arange(-0.2, 0.21, 0.02)[int(np.argmax(found))]) <= 0.03


def test_the_series_says_the_middle_between_two_frames_about_the_base_apart() -> None:
    fine = FineMotion()
    for number in range(6):
        fine.add(number * BASE_S / 2, play(number * BASE_S / 2))
    assert np.allclose(fine.motion().take_s, np.arange(1, 5) * BASE_S / 2)


def test_an_exposure_step_and_a_still_picture_are_no_motion() -> None:
    fine = FineMotion()
    for number in range(20):
        fine.add(number / 10, play(2.0, light=1.0 if number < 10 else 1.04))
    assert fine.motion().energy.max() < 0.05 * motion_of(np.arange(0, 4, 0.1)).energy.max()


def test_a_hand_that_shakes_the_camera_is_not_taken_for_play() -> None:
    still, shaken = FineMotion(), FineMotion()
    for number in range(300):
        still.add(number / RATE_HZ, play(number / RATE_HZ))
        shaken.add(number / RATE_HZ, play(number / RATE_HZ, shift_px=2 * (number % 7)))
    assert alike(still.motion(), shaken.motion()) > 0.8


def test_nothing_is_said_across_a_gap() -> None:
    motion = motion_of(np.concatenate([np.arange(0, 1, 0.05), np.arange(3, 4, 0.05)]))
    assert not np.any((motion.take_s > 1.0) & (motion.take_s < 3.0))
