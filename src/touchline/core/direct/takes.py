"""What directing needs to know of each take, and when exactly the take can be shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import STEP_S, PictureTrack
from touchline.core.sync.clocks import TakeClock

FloatArray = NDArray[np.float64]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DirectTake:
    """One synchronised take.

    `duration_s` and `gaps` (start, end) are take time. `position_m` is where it stood (x, y, z in pitch
    metres), None where nobody said. `priority` in [0, 1]: how good its place is in general (`core/sports`
    gives one per position); 0.5 where nobody said. `lines_px`: the shorter side of its picture.
    """

    clock: TakeClock
    duration_s: float
    picture: PictureTrack
    position_m: tuple[float, float, float] | None = None
    priority: float = 0.5
    gaps: tuple[Span, ...] = ()
    lines_px: int = 1080

    def __post_init__(self) -> None:
        if not self.duration_s > 0:
            raise ValueError(f"a take must last longer than 0 s, got {self.duration_s}")
        if not 0 <= self.priority <= 1:
            raise ValueError(f"priority must lie in [0, 1], got {self.priority}")
        if not self.lines_px > 0:
            raise ValueError(f"a picture must have lines, got {self.lines_px}")
        if not all(start < end for start, end in self.gaps):
            raise ValueError(f"every gap must end after it starts, got {self.gaps}")


def shown_spans(take: DirectTake) -> tuple[Span, ...]:
    """Game-clock spans in which the take has a picture, in order: no gap, and frames were seen."""
    spans: list[Span] = []
    start_s = 0.0
    for gap_start_s, gap_end_s in [*sorted(_all_gaps(take)), (take.duration_s, np.inf)]:
        if gap_start_s > start_s:
            end_s = min(gap_start_s, take.duration_s)
            spans.append((take.clock.to_game(start_s), take.clock.to_game(end_s)))
        start_s = max(start_s, gap_end_s)
        if start_s >= take.duration_s:
            break
    return tuple(spans)


def _all_gaps(take: DirectTake) -> list[Span]:
    """The gaps that the file declares, and the half seconds in which no frame was seen."""
    unseen = np.concatenate([[False], ~take.picture.seen, [False]])
    edges_s = np.flatnonzero(np.diff(unseen.astype(np.int8))) * STEP_S
    gaps = [(float(start), float(end)) for start, end in edges_s.reshape(-1, 2)]
    measured_s = len(take.picture) * STEP_S
    if take.duration_s > measured_s:
        gaps.append((measured_s, take.duration_s))
    return [*take.gaps, *gaps]
