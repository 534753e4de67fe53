"""The film's own time: shots laid end to end on the film's frames.

Where no camera filmed, the game clock goes on and the film does not; everywhere else they run together.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from touchline.core.direct.shots import Shot


@dataclass(frozen=True, slots=True)
class PlacedShot:
    """A shot on the film's frames [first_frame, end_frame)."""

    shot: Shot
    first_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Shots on the frames of a film with a constant rate."""

    placed: tuple[PlacedShot, ...]
    rate_hz: Fraction

    @property
    def frames(self) -> int:
        """Number of frames of the film."""
        return self.placed[-1].end_frame if self.placed else 0

    @property
    def duration_s(self) -> float:
        """Length of the film."""
        return float(self.frames / self.rate_hz)

    def game_s(self, placed: PlacedShot, frame: int) -> float:
        """Game-clock time that film frame `frame` shows."""
        return placed.shot.start_s + float((frame - placed.first_frame) / self.rate_hz)

    def film_s(self, game_s: float) -> float:
        """Film time of a moment on the game clock; of a moment nobody filmed, the next one that is shown."""
        index = max(0, bisect_right([placed.shot.start_s for placed in self.placed], game_s) - 1)
        placed = self.placed[index]
        start_s = float(placed.first_frame / self.rate_hz)
        end_s = float(placed.end_frame / self.rate_hz)
        return min(max(start_s, start_s + game_s - placed.shot.start_s), end_s)


def lay_out(shots: Sequence[Shot], rate_hz: Fraction) -> Timeline:
    """Lay shots end to end on whole frames; each end is rounded from the start, so no error adds up."""
    placed = []
    film_s, first_frame = 0.0, 0
    for shot in shots:
        film_s += shot.duration_s
        end_frame = round(film_s * rate_hz)
        if end_frame > first_frame:
            placed.append(PlacedShot(shot, first_frame, end_frame))
            first_frame = end_frame
    return Timeline(tuple(placed), rate_hz)
