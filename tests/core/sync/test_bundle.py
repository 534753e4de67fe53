"""Four cameras that heard the same sounds: where each came from, and what every clock owes."""

from itertools import combinations

import numpy as np
import pytest

from touchline.core.sync import bundle, network, places
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind
from touchline.core.sync.joint_ties import tie_jointly
from touchline.core.sync.ties import Tie, refused
from touchline.core.sync.windows import PairWindows

CAMERAS_M = np.array(
    [(-20.0, -17.0, 2.0), (18.0, -18.0, 1.6), (5.0, 17.0, 2.5), (33.0, 4.0, 3.0), (-33.0, 5.0, 2.0)]
)
GRID_M = places.sources((60.0, 30.0))[0]


def arrivals(
    rng: np.random.Generator, takes: int, late_s: np.ndarray, drift: np.ndarray, count: int = 120
) -> bundle.Heard:
    """Sounds all over a rink in twenty minutes, heard to 0.3 ms by all, one arrival in thirty astray."""
    game_s = np.sort(rng.uniform(0.0, 1200.0, count))
    source_m = np.column_stack(
        [rng.uniform(-29, 29, count), rng.uniform(-14, 14, count), np.full(count, 1.3)]
    )
    travel_s = np.linalg.norm(source_m[:, None] - CAMERAS_M[:takes], axis=2) / places.SPEED_OF_SOUND_MPS
    arrival_s = travel_s + late_s + drift * (game_s - game_s.mean())[:, None]
    arrival_s += rng.normal(0.0, 0.0003, arrival_s.shape)
    arrival_s[rng.uniform(size=arrival_s.shape) < 1 / 30] += 0.05
    return bundle.Heard(game_s, arrival_s - arrival_s[:, :1])


def adjusted(heard: bundle.Heard, takes: int, *, guess_sd_s: float = 0.02) -> bundle.Bundle:
    deviation = np.concatenate([np.full(takes, guess_sd_s), np.full(takes, 50e-6)])
    return bundle.adjust(heard, CAMERAS_M[:takes], GRID_M, np.zeros(2 * takes), deviation)


@pytest.mark.parametrize("takes", [4, 5])
def test_clocks_are_found_to_a_millisecond_whatever_play_was_like(takes: int) -> None:
    rng = np.random.default_rng(takes)
    late_s = np.array([0.0, 0.012, -0.015, 0.008, -0.011])[:takes]
    drift = np.array([0.0, 20e-6, -30e-6, 10e-6, 5e-6])[:takes]
    found = adjusted(arrivals(rng, takes, late_s, drift), takes)
    assert np.abs(found.late_s - late_s).max() < 0.001
    assert np.abs(found.drift - drift).max() < 3e-6
    assert found.late_s[0] == found.drift[0] == 0.0


def test_arrivals_that_are_astray_do_not_agree() -> None:
    rng = np.random.default_rng(9)
    found = adjusted(arrivals(rng, 5, np.zeros(5), np.zeros(5)), 5)
    assert 0.85 < found.agrees.mean() < 0.995


def heard_windows(rng: np.random.Generator, late_s: np.ndarray) -> dict[tuple[int, int], PairWindows]:
    """The windows of all pairs of four takes, every delay clear."""
    heard = arrivals(rng, 4, late_s, np.zeros(4))
    ones = np.ones(len(heard.game_s))
    return {
        (i, j): PairWindows(
            heard.game_s,
            ones > 0,
            heard.arrival_s[:, j] - heard.arrival_s[:, i],
            z=12.0 * ones,
            rival=0.3 * ones,
        )
        for i, j in combinations(range(4), 2)
    }


def test_delays_that_contradict_each_other_are_not_one_sound() -> None:
    pairs = heard_windows(np.random.default_rng(1), np.zeros(4))
    clear = {pair: rows.heard for pair, rows in pairs.items()}
    whole = bundle.gather(pairs, clear, 4)
    pairs[0, 1].delay_s[::2] += 0.02
    assert len(bundle.gather(pairs, clear, 4).game_s) == pytest.approx(len(whole.game_s) / 2, abs=2)


def test_a_place_that_sounds_all_the_time_counts_three_times() -> None:
    game_s = np.arange(50.0)
    pairs = {
        (i, j): PairWindows(game_s, game_s >= 0, np.full(50, 0.01 * (j - i)), z=game_s + 20, rival=0 * game_s)
        for i, j in combinations(range(4), 2)
    }
    sounds = bundle.gather(pairs, {pair: rows.heard for pair, rows in pairs.items()}, 4)
    assert sounds.game_s.tolist() == [0.0, 24.0, 49.0]


def test_three_takes_hear_nothing_together() -> None:
    pairs = {
        pair: rows
        for pair, rows in heard_windows(np.random.default_rng(2), np.zeros(4)).items()
        if 3 not in pair
    }
    assert len(bundle.gather(pairs, {pair: rows.heard for pair, rows in pairs.items()}, 3).game_s) == 0


def loose_tie(first: int, second: int) -> Tie:
    return Tie(
        EvidenceKind.SOUND,
        first,
        second,
        at_s=600.0,
        late_s=0.0,
        late_sd_s=0.02,
        drift=0.0,
        drift_sd=20e-6,
        windows=50,
        windows_total=99,
        rms_s=0.03,
        residual_game_s=np.zeros(0),
        residual_s=np.zeros(0),
        used=True,
        reason="",
    )


def test_ties_of_pairs_become_closer_and_stay_true() -> None:
    late_s = np.array([0.0, 0.012, -0.015, 0.008])
    pairs = heard_windows(np.random.default_rng(3), late_s)
    loose = [loose_tie(*pair) for pair in pairs]
    solution = network.solve(loose, 4, 0, {take: TakeClock(0.0) for take in range(4)})
    positions = {take: tuple(place) for take, place in enumerate(CAMERAS_M[:4].tolist())}
    closer = tie_jointly(loose, pairs, positions, GRID_M, solution)
    for tie in closer:
        assert tie.second is not None
        assert tie.late_sd_s < 0.005
        assert abs(tie.late_s - (late_s[tie.second] - late_s[tie.first])) <= 1.96 * tie.late_sd_s


def test_with_three_known_places_the_ties_of_pairs_stay_as_they_are() -> None:
    pairs = heard_windows(np.random.default_rng(4), np.zeros(4))
    ties = [refused(EvidenceKind.SOUND, 0, 3, "far away"), loose_tie(0, 1), loose_tie(1, 2)]
    solution = network.solve(ties, 4, 0, {take: TakeClock(0.0) for take in range(4)})
    positions = {take: tuple(place) for take, place in enumerate(CAMERAS_M[:4].tolist())}
    assert tie_jointly(ties, pairs, positions, GRID_M, solution) == ties
