"""Why a shot was chosen, in words a coach understands; taken from the terms that decided it."""

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.sides import camera_side
from touchline.core.direct.staging import Staging

FloatArray = NDArray[np.float64]

# What a shot shows in its first seconds is why it was cut to.
_DECIDING_S = 6.0
# Cameras that begin this close together begin together.
_TOGETHER_S = 0.5
# A term that differs by less, after weighting, decided nothing.
_MIN_ADVANTAGE = 0.015
# Players close together are taken for something in the way now and then: in a real rally zoomed in for 3 of
# 12 half seconds, which is 0.15 of the score.
_IN_THE_WAY = 0.2
_BAD = 0.5
_MUCH = 0.3
_SIDE_FROM = 0.25

_OTHER_WAS_BAD = {
    "obstruction": "The other camera was blocked.",
    "sharpness": "The other camera was out of focus.",
    "exposure": "The other camera's picture was too dark or too bright.",
    "shake": "The other camera was shaking.",
    "tilt": "The other camera was held askew.",
}
_THIS_IS_BETTER = {
    "obstruction": "Nothing stands in front of this camera.",
    "sharpness": "This camera's picture is sharper.",
    "exposure": "This camera's picture is better exposed.",
    "shake": "This camera is steadier.",
    "tilt": "This camera is held straighter.",
    "position": "Back to the better place to watch from.",
}


def reason_for(stage: Staging, take: int, span: tuple[float, float], before: tuple[int, float] | None) -> str:
    """Say why `take` is shown for the game time `span`.

    `before` is the take that was shown until then and for how many seconds, None at the film's start and
    after a hole in it.
    """
    start_s, end_s = span
    is_alone = not _others(stage, take, start_s, end_s)
    if before is not None and not stage.can_show(before[0], start_s):
        also = "Only this camera is left." if is_alone else _why_so_long(stage, take, span)
        return f"{_forced_reason(stage, before[0], start_s)} {also}".strip()
    if is_alone:
        return "Only camera running."
    opening = (start_s, min(end_s, start_s + _DECIDING_S))
    if before is None:
        why = _first_reason(stage, take, opening)
    else:
        why = _comparison(stage, take, before[0], opening) or _variety(stage, before[1])
    return f"{why} {_why_so_long(stage, take, span)}".strip()


def _first_reason(stage: Staging, take: int, opening: tuple[float, float]) -> str:
    if not _others(stage, take, opening[0], opening[0] + _TOGETHER_S):
        return "The first camera that was running."
    advantages = [_advantages(stage, take, other, opening) for other in _others(stage, take, *opening)]
    total = {name: min(terms[name] for terms in advantages) for name in advantages[0]}
    best = max(total, key=lambda name: total[name])
    if total[best] < _MIN_ADVANTAGE:
        return "Best picture overall."
    if best == "action":
        return _action_words(stage, take, opening)
    return _THIS_IS_BETTER[best].replace("Back to the better", "The better")


def _forced_reason(stage: Staging, outgoing: int, at_s: float) -> str:
    returns = any(start_s > at_s for start_s, _ in stage.grid.spans[outgoing])
    if returns:
        return "The other camera lost its picture for a while."
    return "The other camera stopped recording."


def _comparison(stage: Staging, take: int, outgoing: int, opening: tuple[float, float]) -> str:
    """The term that speaks most for the incoming take, in words; empty if none does."""
    advantage = _advantages(stage, take, outgoing, opening)
    best = max(advantage, key=lambda name: advantage[name])
    if advantage[best] < _MIN_ADVANTAGE or sum(advantage.values()) <= 0:
        return ""
    clear = stage.scores.terms["obstruction"]
    if _mean(clear[take], stage, opening) - _mean(clear[outgoing], stage, opening) >= _MUCH:
        best = "obstruction"  # what is in the way hides the action too
    if best == "action":
        return _action_words(stage, take, opening)
    other = _mean(stage.scores.terms[best][outgoing], stage, opening)
    if other < _BAD and best in _OTHER_WAS_BAD:
        return _OTHER_WAS_BAD[best]
    return _THIS_IS_BETTER[best]


def _advantages(stage: Staging, take: int, other: int, span: tuple[float, float]) -> dict[str, float]:
    """Term → weighted difference of the two takes' means over the span; specks in the way do not count."""
    weights = stage.weights.as_mapping()
    difference = {
        name: _mean(values[take], stage, span) - _mean(values[other], stage, span)
        for name, values in stage.scores.terms.items()
    }
    if abs(difference["obstruction"]) < _IN_THE_WAY:
        difference["obstruction"] = 0.0
    return {name: weights[name] * by / sum(weights.values()) for name, by in difference.items()}


def _mean(values: FloatArray, stage: Staging, span: tuple[float, float]) -> float:
    part = values[stage.steps_between(*span)]
    known = part[np.isfinite(part)]
    return float(known.mean()) if len(known) else 0.0


def _action_words(stage: Staging, take: int, span: tuple[float, float]) -> str:
    part = stage.scores.play_side[stage.steps_between(*span)]
    position_m = stage.takes[take].position_m
    if position_m is None or not np.isfinite(part).any():
        return "More of the play is in this camera's picture."
    side = float(np.nanmean(part))
    if abs(side) < _SIDE_FROM:
        return "Play is in midfield, and this camera shows more of it."
    end = "left" if side * _viewing_side(stage) > 0 else "right"
    if _is_closest_to(stage, take, side, span):
        return f"Play moves to the {end} end; this camera is closest to it."
    return f"Play is at the {end} end, and this camera shows more of it."


def _viewing_side(stage: Staging) -> int:
    """The side of the pitch that most cameras stand on, from which left and right are told."""
    sides = [camera_side(take.position_m) for take in stage.takes if take.position_m is not None]
    return 1 if sum(sides) > 0 else -1


def _is_closest_to(stage: Staging, take: int, side: float, span: tuple[float, float]) -> bool:
    rivals = [take, *_others(stage, take, *span)]
    along_m = {
        rival: float(np.sign(side)) * position_m[0]
        for rival in rivals
        if (position_m := stage.takes[rival].position_m) is not None
    }
    return along_m[take] > 0 and along_m[take] == max(along_m.values())


def _variety(stage: Staging, shown_s: float) -> str:
    if shown_s >= stage.limits.longest_s - 0.5:
        return f"{shown_s:.0f} s on the same camera, the longest a shot may last."
    if shown_s >= stage.limits.lively_s:
        return f"{shown_s:.0f} s on the same camera; a change of view."
    return "A change of view while both cameras show play equally well."


def _why_so_long(stage: Staging, take: int, span: tuple[float, float]) -> str:
    """Why the longest shot was exceeded; empty if it was not."""
    start_s, end_s = span
    over_s = (start_s + stage.limits.longest_s, end_s)
    if end_s <= over_s[0] + 1e-6:
        return ""
    others = _others(stage, take, *over_s)
    if not others:
        return f"It stays for {end_s - start_s:.0f} s, as no other camera was running."
    if all(stage.crosses[take, other] for other in others):
        return (
            f"It stays for {end_s - start_s:.0f} s, as the other cameras stand on the other side of the "
            "pitch, where left and right change places."
        )
    if all(stage.alike[stage.steps_between(*over_s), take, other].mean() > _BAD for other in others):
        return f"It stays for {end_s - start_s:.0f} s, as the other cameras show nearly the same picture."
    return f"It stays for {end_s - start_s:.0f} s, as there was no other camera that could be cut to."


def _others(stage: Staging, take: int, start_s: float, end_s: float) -> list[int]:
    """The other takes that have a picture anywhere in the span."""
    return [
        other
        for other, of_take in enumerate(stage.grid.spans)
        if other != take and any(first < end_s - 1e-6 and last > start_s + 1e-6 for first, last in of_take)
    ]
