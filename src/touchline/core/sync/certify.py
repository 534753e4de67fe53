"""The certificate of one take: its clock, its bound, and a sentence for a coach."""

from collections.abc import Collection, Sequence

import numpy as np

from touchline.core.sync.certificate import Certificate, EvidenceUse, Residuals, Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind, TakeEvidence
from touchline.core.sync.ties import Tie

_WORDS = {
    EvidenceKind.SOUND: "sound",
    EvidenceKind.CLOCK: "clock readings",
    EvidenceKind.PICTURE: "movement in the picture",
}
_CURES = {
    EvidenceKind.SOUND: "tell where the camera stood and it gets tighter",
    EvidenceKind.CLOCK: "more clock readings over a quicker connection make it tighter",
    EvidenceKind.PICTURE: "sound or clock readings would make it tighter",
}
_NOWHERE = TakeClock(0.0)


def certify(
    take: int, evidence: TakeEvidence, clock: TakeClock, bound_s: float, ties: Sequence[Tie]
) -> Certificate:
    """Say where a placed take lies, and how far that can be trusted."""
    verdict = Verdict.PASS if bound_s <= evidence.frame_interval_s / 2.0 else Verdict.WARN
    return Certificate(
        clock=clock,
        bound_s=bound_s,
        verdict=verdict,
        evidence=evidence_uses(take, ties),
        residuals=_residuals(take, ties),
        explanation=_explain(take, evidence, bound_s, verdict, ties),
    )


def refuse(take: int, ties: Sequence[Tie], evidence: TakeEvidence) -> Certificate:
    """A take that could not be placed, and why."""
    empty = Residuals(np.zeros(0), np.zeros(0), (), ())
    uses = evidence_uses(take, ties)
    reasons = list(dict.fromkeys(use.reason for use in uses))
    if evidence.sound is None and evidence.clock is None and evidence.motion is None:
        reasons = ["it has neither sound nor clock readings nor a picture in which something moves"]
    why = "; ".join(reasons) if reasons else "nothing in it matches the other takes"
    sentence = f"Left out of the film, because it could not be placed: {why}."
    return Certificate(_NOWHERE, float("inf"), Verdict.FAIL, uses, empty, sentence)


def evidence_uses(take: int, ties: Sequence[Tie]) -> tuple[EvidenceUse, ...]:
    """Every tie that ends at the take, as its certificate tells it."""
    return tuple(
        EvidenceUse(t.kind, _other(take, t), t.used, t.windows, t.windows_total, t.rms_s, t.reason)
        for t in _own(take, ties)
    )


def _own(take: int, ties: Sequence[Tie]) -> list[Tie]:
    return [tie for tie in ties if take in (tie.first, tie.second)]


def _other(take: int, tie: Tie) -> int | None:
    return tie.first if tie.second == take else tie.second


def _residuals(take: int, ties: Sequence[Tie]) -> Residuals:
    """What the used ties left over, seen from this take: > 0 where it seems late. The shared clock is -1."""
    used = [tie for tie in _own(take, ties) if tie.used and len(tie.residual_s)]
    if not used:
        return Residuals(np.zeros(0), np.zeros(0), (), ())
    others = [_other(take, tie) for tie in used]
    return Residuals(
        game_s=np.concatenate([tie.residual_game_s for tie in used]),
        residual_s=np.concatenate([tie.residual_s * (1.0 if tie.second == take else -1.0) for tie in used]),
        kind=tuple(tie.kind for tie in used for _ in tie.residual_s),
        other=tuple(
            -1 if o is None else o for o, tie in zip(others, used, strict=True) for _ in tie.residual_s
        ),
    )


def _explain(take: int, evidence: TakeEvidence, bound_s: float, verdict: Verdict, ties: Sequence[Tie]) -> str:
    if bound_s == 0.0:
        return "The game clock is this take's own: the others are measured against it."
    kinds = dict.fromkeys(tie.kind for tie in _own(take, ties) if tie.used)
    by = " and ".join(_WORDS[kind] for kind in kinds)
    frames = bound_s / evidence.frame_interval_s
    within = f"within {_told(bound_s)} ({frames:.1f} frames)"
    if verdict is Verdict.PASS:
        return f"In step with the others {within}, by {by}."
    cure = _cure(kinds, evidence)
    return f"In step with the others only {within}, by {by}, so a cut to it may jump{cure}."


def _cure(kinds: Collection[EvidenceKind], evidence: TakeEvidence) -> str:
    """What would help the strongest of the evidence: sound only to know how far it travelled."""
    strongest = next((kind for kind in EvidenceKind if kind in kinds), None)
    if strongest is None or (strongest is EvidenceKind.SOUND and evidence.position_m is not None):
        return ""
    return f"; {_CURES[strongest]}"


def _told(seconds: float) -> str:
    return f"{1000.0 * seconds:.0f} ms" if seconds < 1.0 else f"{seconds:.1f} s"
