"""The page's one time axis: the game clock from the first to the last thing there is to show."""

from dataclasses import dataclass

from touchline.engine.film.report import words
from touchline.engine.film.report.facts import FilmReport

STEPS_S = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
MAX_TICKS = 9


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis at `share` (0–1) of its length."""

    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Game time [start_s, end_s]."""

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.end_s > self.start_s:
            raise ValueError(f"an axis must end after it starts, got [{self.start_s}, {self.end_s}]")

    @property
    def length_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def share(self, at_s: float) -> float:
        """Where `at_s` lies on the axis: 0 at its start, 1 at its end, never outside."""
        return min(1.0, max(0.0, (at_s - self.start_s) / self.length_s))

    def ticks(self) -> list[Tick]:
        """Round moments, at most `MAX_TICKS`."""
        step = next((step for step in STEPS_S if self.length_s / step <= MAX_TICKS - 1), STEPS_S[-1])
        first = -int(-self.start_s // step)
        last = int(self.end_s // step)
        decimals = 0 if step >= 1 else 1
        return [
            Tick(self.share(n * step), words.clock(n * step, decimals=decimals))
            for n in range(first, last + 1)
        ]


def of_report(report: FilmReport) -> Axis:
    """Span everything that has a place on the game clock; one second when nothing has."""
    spans = [take.span_s for take in report.takes if take.span_s is not None]
    starts = [start for start, _end in spans] + [shot.start_s for shot in report.shots]
    ends = [end for _start, end in spans] + [shot.end_s for shot in report.shots]
    if not starts or max(ends) <= min(starts):
        return Axis(0.0, 1.0)
    return Axis(min(starts), max(ends))
