"""A bound holds whichever take the clock is read from: the reference, or the earliest one at zero."""

import numpy as np
import pytest

from touchline.core.sync import network
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind
from touchline.core.sync.ties import Tie

EXACT_DRIFT = 1e-12


def tie(first: int, second: int, late_sd_s: float) -> Tie:
    nothing = np.zeros(0)
    return Tie(
        kind=EvidenceKind.SOUND,
        first=first,
        second=second,
        at_s=0.0,
        late_s=0.0,
        late_sd_s=late_sd_s,
        drift=0.0,
        drift_sd=EXACT_DRIFT,
        windows=9,
        windows_total=9,
        rms_s=0.0,
        residual_game_s=nothing,
        residual_s=nothing,
        used=True,
        reason="",
    )


def solved(*ties: Tie) -> network.Solution:
    return network.solve(ties, 3, 0, {take: TakeClock(0.0) for take in range(3)})


def test_two_takes_tied_to_the_reference_are_as_far_apart_as_both_their_errors() -> None:
    solution = solved(tie(0, 1, 0.003), tie(0, 2, 0.004))
    assert solution.deviation_s(1, 0.0) == pytest.approx(0.003, rel=1e-3)
    assert solution.deviation_between_s(1, 0.0, 2, 0.0) == pytest.approx(0.005, rel=1e-3)


def test_the_reference_is_as_uncertain_as_the_take_it_is_read_from() -> None:
    solution = solved(tie(0, 1, 0.003), tie(1, 2, 0.004))
    assert solution.deviation_s(0, 0.0) == 0.0
    assert solution.deviation_between_s(0, 0.0, 2, 0.0) == pytest.approx(0.005, rel=1e-3)
    assert solution.deviation_between_s(1, 0.0, 2, 0.0) == pytest.approx(0.004, rel=1e-3)


def test_a_take_is_certain_about_itself_at_its_own_zero() -> None:
    solution = solved(tie(0, 1, 0.003), tie(0, 2, 0.004))
    assert solution.deviation_between_s(1, 5.0, 1, 5.0) == 0.0


def test_a_take_that_nothing_reaches_has_no_bound() -> None:
    solution = solved(tie(0, 1, 0.003))
    assert not solution.reaches(2)
    assert np.isinf(solution.deviation_between_s(2, 0.0, 1, 0.0))
    assert np.isfinite(solution.deviation_between_s(1, 0.0, 0, 0.0))
