"""What a certificate says, to a program and to a coach."""

import numpy as np
import pytest

from touchline.core.sync.certificate import Verdict
from touchline.core.sync.certify import certify, evidence_uses, refuse
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind, Sound, TakeEvidence
from touchline.core.sync.ties import Tie, refused

FRAME_S = 0.04
TAKE = TakeEvidence(60.0, FRAME_S, sound=Sound(np.zeros(8000, np.int16), 8000))
WALK_OFF = TakeEvidence(60.0, FRAME_S, position_m=(0.0, -20.0, 2.0))


def tie(first: int, second: int | None, kind: EvidenceKind = EvidenceKind.SOUND) -> Tie:
    return Tie(
        kind,
        first,
        second,
        at_s=30.0,
        late_s=0.0,
        late_sd_s=0.001,
        drift=0.0,
        drift_sd=1e-6,
        windows=2,
        windows_total=5,
        rms_s=0.002,
        residual_game_s=np.array([10.0, 20.0]),
        residual_s=np.array([0.001, -0.003]),
        used=True,
        reason="two of five",
    )


@pytest.mark.parametrize(("bound_s", "verdict"), [(0.0199, Verdict.PASS), (0.0201, Verdict.WARN)])
def test_half_a_frame_parts_pass_from_warn(bound_s: float, verdict: Verdict) -> None:
    assert certify(1, TAKE, TakeClock(3.0), bound_s, [tie(0, 1)]).verdict is verdict


def test_a_pass_says_in_milliseconds_and_frames_by_what() -> None:
    certificate = certify(1, TAKE, TakeClock(3.0), 0.012, [tie(0, 1), tie(1, None, EvidenceKind.CLOCK)])
    assert (
        certificate.explanation
        == "In step with the others within 12 ms (0.3 frames), by sound and clock readings."
    )


def test_a_warning_says_what_would_help_unless_that_is_done() -> None:
    unknown, known = (certify(1, take, TakeClock(3.0), 1.5, [tie(0, 1)]) for take in (TAKE, WALK_OFF))
    assert "within 1.5 s" in unknown.explanation
    assert "tell where the camera stood" in unknown.explanation
    assert "tell where" not in known.explanation


@pytest.mark.parametrize(
    ("kinds", "advice"),
    [
        ((EvidenceKind.SOUND, EvidenceKind.CLOCK), "tell where the camera stood and it gets tighter"),
        (
            (EvidenceKind.CLOCK, EvidenceKind.PICTURE),
            "more clock readings over a quicker connection make it tighter",
        ),
        ((EvidenceKind.PICTURE,), "sound or clock readings would make it tighter"),
    ],
)
def test_a_warning_gives_advice_that_fits_the_evidence(kinds: tuple[EvidenceKind, ...], advice: str) -> None:
    ties = [tie(0, 1, kind) for kind in kinds]
    explanation = certify(1, TAKE, TakeClock(3.0), 0.2, ties).explanation
    assert explanation.endswith(f"so a cut to it may jump; {advice}.")


def test_a_warning_forgets_evidence_that_was_refused() -> None:
    ties = [refused(EvidenceKind.SOUND, 0, 1, "its sound is silent"), tie(0, 1, EvidenceKind.PICTURE)]
    assert "where the camera stood" not in certify(1, TAKE, TakeClock(3.0), 0.2, ties).explanation


def test_residuals_turn_their_sign_with_the_side_they_are_seen_from() -> None:
    late, early = (certify(take, TAKE, TakeClock(0.0), 0.01, [tie(0, 1)]).residuals for take in (1, 0))
    assert late.residual_s.tolist() == [0.001, -0.003]
    assert early.residual_s.tolist() == [-0.001, 0.003]
    assert (late.other, early.other) == ((0, 0), (1, 1))


def test_the_shared_clock_is_nobodys_take() -> None:
    (use,) = evidence_uses(1, [tie(1, None, EvidenceKind.CLOCK), tie(0, 2)])
    assert use.other is None
    residuals = certify(1, TAKE, TakeClock(0.0), 0.01, [tie(1, None, EvidenceKind.CLOCK)]).residuals
    assert residuals.other == (-1, -1)


def test_a_take_left_out_tells_each_reason_once() -> None:
    ties = [
        refused(EvidenceKind.SOUND, 0, 2, "its sound is silent"),
        refused(EvidenceKind.SOUND, 1, 2, "its sound is silent"),
    ]
    certificate = refuse(2, ties, TAKE)
    assert certificate.verdict is Verdict.FAIL
    assert np.isinf(certificate.bound_s)
    assert certificate.explanation.count("silent") == 1
    assert len(certificate.evidence) == 2
    assert not len(certificate.residuals.game_s)
