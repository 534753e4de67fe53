"""A shot: one take shown from one moment to another, with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """Take `take` (an index) is shown for game-clock time [start_s, end_s).

    `reason` is a sentence a coach understands; `score` in [0, 1] is the mean score of what is shown.
    """

    start_s: float
    end_s: float
    take: int
    reason: str
    score: float

    def __post_init__(self) -> None:
        if not self.end_s > self.start_s:
            raise ValueError(f"a shot must end after it starts, got [{self.start_s}, {self.end_s})")

    @property
    def duration_s(self) -> float:
        """Length on the game clock in seconds."""
        return self.end_s - self.start_s
