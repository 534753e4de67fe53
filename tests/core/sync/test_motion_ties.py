"""Movement in the pictures places a take where both saw the same play, and nowhere else."""

import numpy as np
import pytest

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Motion
from touchline.core.sync.motion_ties import find_overlap, tie_by_motion

GRID_S = np.arange(0.0, 60.0, 0.05)


def play(seed: int) -> np.ndarray:
    """Bursts of movement as a rally has them: a touch every second or so, over the ebb and flow of play."""
    rng = np.random.default_rng(seed)
    bursts = np.convolve(rng.exponential(1.0, GRID_S.size) ** 2, np.hanning(7), mode="same")
    flow = np.convolve(rng.normal(size=GRID_S.size), np.hanning(120), mode="same")
    return np.exp(bursts / bursts.std() * 0.7 + flow / flow.std() * 0.3)


def seen(
    game: np.ndarray, from_s: float, to_s: float, *, view_seed: int, gain: float = 1.0, differs: float = 0.3
) -> Motion:
    """What a camera that films from `from_s` to `to_s` measures: the play, and what its view adds."""
    take_s = np.arange(0.0, to_s - from_s, 1 / 15)
    own = np.interp(take_s + from_s, GRID_S, play(view_seed))
    shared = np.interp(take_s + from_s, GRID_S, game)
    return Motion(take_s, gain * shared * own**differs)


@pytest.mark.parametrize("seed", range(5))
def test_nine_seconds_of_shared_movement_are_enough(seed: int) -> None:
    first = seen(play(seed), 0.0, 14.0, view_seed=100 + seed)
    second = seen(play(seed), 5.0, 15.0, view_seed=200 + seed, gain=12.0)
    overlap = find_overlap(first, second)
    assert overlap is not None
    assert overlap.delay_s == pytest.approx(-5.0, abs=0.051)
    tie = tie_by_motion(0, 1, (first, second), (TakeClock(0.0), TakeClock(-overlap.delay_s)))
    assert tie.used
    assert abs(tie.late_s + (-overlap.delay_s - 5.0)) < max(0.03, 2 * tie.late_sd_s)


def test_different_games_have_nothing_in_common_however_short() -> None:
    pairs = [(a, b) for a in range(8) for b in range(8, 16)]
    found = [
        find_overlap(seen(play(a), 0, 12, view_seed=300 + a), seen(play(b), 0, 12, view_seed=400 + b))
        for a, b in pairs
    ]
    assert [overlap for overlap in found if overlap is not None] == []


def test_three_seconds_are_too_short_and_that_is_said() -> None:
    motions = (seen(play(1), 0.0, 10.0, view_seed=2), seen(play(1), 7.0, 20.0, view_seed=3))
    tie = tie_by_motion(0, 1, motions, (TakeClock(0.0), TakeClock(7.0)))
    assert not tie.used
    assert "too short" in tie.reason


def test_a_picture_in_which_nothing_moves_matches_nothing() -> None:
    still = Motion(GRID_S, np.zeros(GRID_S.size))
    assert find_overlap(still, seen(play(1), 0.0, 20.0, view_seed=2)) is None
