"""Chapter marks: names for moments of a film that players list."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from av.container import OutputContainer

_TICKS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter that begins at `start_s` of film time."""

    start_s: float
    title: str


def set_marks(container: OutputContainer, marks: Sequence[Mark], duration_s: float) -> None:
    """Write marks, in any order, as chapters that fill a film of `duration_s` without a gap.

    Marks outside [0, duration_s) are left out; of two within a second the first stays. Players drop what
    lies before the first chapter, so one named "Start" is put there.
    """
    kept = _in_order(marks, duration_s)
    ends_s = [mark.start_s for mark in kept[1:]] + [duration_s]
    container.set_chapters(
        [
            {
                "id": number,
                "start": round(mark.start_s * _TICKS_PER_S),
                "end": round(end_s * _TICKS_PER_S),
                "time_base": Fraction(1, _TICKS_PER_S),
                "metadata": {"title": mark.title},
            }
            for number, (mark, end_s) in enumerate(zip(kept, ends_s[: len(kept)], strict=True), start=1)
        ]
    )


def _in_order(marks: Sequence[Mark], duration_s: float) -> list[Mark]:
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.start_s):
        if 0 <= mark.start_s < duration_s and (not kept or mark.start_s - kept[-1].start_s >= 1):
            kept.append(mark)
    if kept and kept[0].start_s >= 1:
        return [Mark(0.0, "Start"), *kept]
    return [Mark(0.0, mark.title) if mark is kept[0] else mark for mark in kept]
