"""The map between a take's own clock and the game clock, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TakeClock:
    """A take's clock against the game clock.

    `offset_s` is the game-clock time of the take's first frame. `drift_ppm` > 0: the take's clock
    runs fast, so it counts 1 + drift_ppm·1e-6 seconds while the game clock counts one.
    Take time 0 is the take's first frame.
    """

    offset_s: float
    drift_ppm: float = 0.0

    def __post_init__(self) -> None:
        if not np.isfinite(self.offset_s):
            raise ValueError(f"offset_s must be finite, got {self.offset_s}")
        if not abs(self.drift_ppm) < 1e5:
            raise ValueError(f"drift_ppm must lie within ±100,000, got {self.drift_ppm}")

    @property
    def rate(self) -> float:
        """Take seconds per game second."""
        return 1.0 + self.drift_ppm * 1e-6

    @overload
    def to_game(self, take_s: float) -> float: ...
    @overload
    def to_game(self, take_s: FloatArray) -> FloatArray: ...
    def to_game(self, take_s: float | FloatArray) -> float | FloatArray:
        """Game-clock time, in seconds, of the moment that the take's clock calls `take_s`."""
        return self.offset_s + take_s / self.rate

    @overload
    def to_take(self, game_s: float) -> float: ...
    @overload
    def to_take(self, game_s: FloatArray) -> FloatArray: ...
    def to_take(self, game_s: float | FloatArray) -> float | FloatArray:
        """Take time, in seconds, at game-clock time `game_s`."""
        return (game_s - self.offset_s) * self.rate

    def error_against(self, true: "TakeClock", duration_s: float) -> float:
        """Largest |error| in game seconds anywhere in a take of `duration_s`, if `true` is its clock."""
        at_ends = [abs(self.to_game(take_s) - true.to_game(take_s)) for take_s in (0.0, duration_s)]
        return max(at_ends)  # the error is linear in take time, so it is largest at an end

    def told_by(self, reference: "TakeClock", zero_s: float) -> "TakeClock":
        """The same clock, told on the clock of `reference`, which reads 0 at this game time `zero_s`."""
        return TakeClock((self.offset_s - zero_s) * reference.rate, (self.rate / reference.rate - 1.0) * 1e6)


def told_by_reference(clocks: Mapping[str, TakeClock], reference: str) -> dict[str, TakeClock]:
    """Tell clocks as a synchronisation does: the earliest take starts at 0, the reference has no drift."""
    zero_s = min(clock.offset_s for clock in clocks.values())
    return {name: clock.told_by(clocks[reference], zero_s) for name, clock in clocks.items()}
