"""Least squares over all ties: what agrees is averaged, what contradicts is left out."""

import numpy as np
import pytest

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind
from touchline.core.sync.network import loop_closure, solve
from touchline.core.sync.ties import Tie

ASSUMED = {i: TakeClock(0.0) for i in range(4)}


def tie(first: int, second: int | None, late_s: float, sd_s: float = 0.001, drift: float = 0.0) -> Tie:
    return Tie(
        kind=EvidenceKind.CLOCK if second is None else EvidenceKind.SOUND,
        first=first,
        second=second,
        at_s=100.0,
        late_s=late_s,
        late_sd_s=sd_s,
        drift=drift,
        drift_sd=1e-6,
        windows=10,
        windows_total=10,
        rms_s=0.001,
        residual_game_s=np.zeros(0),
        residual_s=np.zeros(0),
        used=True,
        reason="",
    )


def test_two_ties_in_a_row_add_up() -> None:
    solution = solve([tie(0, 1, 0.1), tie(1, 2, 0.2)], 3, 0, ASSUMED)
    late_s = solution.late_s + 100.0 * solution.drift
    assert late_s[:3] == pytest.approx([0.0, 0.1, 0.3], abs=1e-6)
    assert solution.deviation_s(2, 100.0) == pytest.approx(0.001 * np.sqrt(2.0), rel=0.01)


def test_drift_is_solved_with_the_offset() -> None:
    solution = solve([tie(0, 1, 0.1, drift=50e-6)], 2, 0, ASSUMED)
    assert solution.drift[1] == pytest.approx(50e-6, rel=1e-3)
    assert solution.corrected(1, TakeClock(0.0)).drift_ppm == pytest.approx(50.0, rel=1e-3)


def test_a_tie_that_contradicts_three_others_is_left_out_and_says_why() -> None:
    ties = [
        tie(0, 1, 0.0),
        tie(1, 2, 0.0),
        tie(0, 2, 0.3, 0.002),
        tie(0, 3, 0.0),
        tie(1, 3, 0.0),
        tie(2, 3, 0.0),
    ]
    solution = solve(ties, 4, 0, ASSUMED)
    assert [t.used for t in solution.ties] == [True, True, False, True, True, True]
    assert "contradicts" in solution.ties[2].reason
    assert np.abs(solution.late_s).max() < 1e-6


def test_ties_that_disagree_more_than_they_promise_widen_the_bound() -> None:
    agreeing = solve([tie(0, 1, 0.0), tie(1, 2, 0.0), tie(0, 2, 0.0)], 3, 0, ASSUMED)
    disagreeing = solve([tie(0, 1, 0.0), tie(1, 2, 0.0), tie(0, 2, 0.005)], 3, 0, ASSUMED)
    assert disagreeing.deviation_s(2, 100.0) > 2.0 * agreeing.deviation_s(2, 100.0)


def test_a_take_without_a_tie_is_not_reached() -> None:
    solution = solve([tie(0, 1, 0.0)], 3, 0, ASSUMED)
    assert solution.reaches(1)
    assert not solution.reaches(2)


def test_the_shared_clock_joins_takes_that_share_nothing_else() -> None:
    solution = solve([tie(0, None, 0.5), tie(1, None, 0.2)], 2, 0, ASSUMED)
    assert solution.late_s[1] + 100.0 * solution.drift[1] == pytest.approx(0.3, abs=1e-6)


def test_without_drift_evidence_the_bound_grows_by_the_prior() -> None:
    from dataclasses import replace

    solution = solve([replace(tie(0, 1, 0.0), drift_sd=np.inf)], 2, 0, ASSUMED)
    assert solution.deviation_s(1, 1100.0) == pytest.approx(1000.0 * 150e-6 * np.sqrt(2.0), rel=0.01)


def test_the_loop_closes_by_what_the_ties_leave() -> None:
    ties = [tie(0, 1, 0.1), tie(1, 2, 0.2), tie(0, 2, 0.31)]
    assert loop_closure(ties, 3) == pytest.approx(0.01, abs=1e-9)
    assert np.isnan(loop_closure(ties[:2], 3))
