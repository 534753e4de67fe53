"""Which source frame each film frame shows: a constant film rate over recordings of any rate and clock."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Protocol, TypeVar

from touchline.core.sync.clocks import TakeClock

GRAIN_S = 0.002
"""A source frame counts as shown up to this early. Matroska rounds times to 1 ms, so that at equal rates
every third frame would otherwise come one film frame late and the next one never."""


class Timed(Protocol):
    """Anything with a moment on its take's clock."""

    @property
    def take_s(self) -> float:
        """Take time in seconds."""


Source = TypeVar("Source", bound=Timed)
Shown = TypeVar("Shown")


def frame_count(start_s: float, end_s: float, rate: Fraction) -> int:
    """Number of film frames, the first at `start_s`, that begin before `end_s`."""
    return max(0, round((end_s - start_s) * rate))


def frames_on_grid(
    frames: Iterable[Source],
    *,
    clock: TakeClock,
    start_s: float,
    rate: Fraction,
    count: int,
    shape: Callable[[Source], Shown],
) -> Iterator[Shown]:
    """Yield exactly `count` pictures: film frame i is shown at game-clock time start_s + i / rate.

    `frames` in order of time, from at or before `start_s` on. Each film frame shows the last source frame
    that has begun by then (within GRAIN_S), as a camera's own screen would; over gaps and after the end the
    last one is held, before the first one the first is. `shape` is called once per source frame that is
    shown, and never for one that is not.

    Raises:
        ValueError: `frames` is empty although pictures are asked for.
    """
    source = iter(frames)
    upcoming = next(source, None)
    if upcoming is None and count:
        raise ValueError("expected at least one frame to show, got none")
    current, shown = upcoming, None
    for index in range(count):
        latest = current
        at_s = clock.to_take(start_s + float(index / rate)) + GRAIN_S
        while upcoming is not None and upcoming.take_s <= at_s:
            latest, upcoming = upcoming, next(source, None)
        if latest is not current or shown is None:
            assert latest is not None
            current, shown = latest, shape(latest)
        yield shown
