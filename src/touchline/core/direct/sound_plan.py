"""How loud each take's sound is in the film at every moment: one continuous sound track, never cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """Gains of K takes' sound over the game clock, linear in amplitude and linear between nodes.

    `times_s` (N,) strictly rising game-clock times, N ≥ 1; before the first and after the last node the
    gain stays what it is there. `gains` (K, N) in [0, 8], 0 = not heard. A take's gain is 0 wherever it
    has no sound, so a renderer never has to ask for samples that do not exist.
    """

    times_s: FloatArray
    gains: FloatArray

    def __post_init__(self) -> None:
        if self.times_s.ndim != 1 or self.gains.ndim != 2 or self.gains.shape[1] != len(self.times_s):
            raise ValueError(
                f"expected (N,) times and (K, N) gains, got {self.times_s.shape}, {self.gains.shape}"
            )
        if len(self.times_s) == 0 or not np.all(np.diff(self.times_s) > 0):
            raise ValueError("times_s must hold at least one time, and rise strictly")
        if not np.all((self.gains >= 0) & (self.gains <= 8)):
            raise ValueError("gains must lie in [0, 8]")

    def gains_at(self, game_s: FloatArray) -> FloatArray:
        """Gains at game-clock times `game_s` (M,), shape (K, M)."""
        takes = range(len(self.gains))
        return np.array([self.gain_at(take, game_s) for take in takes]).reshape(len(takes), len(game_s))

    def gain_at(self, take: int, game_s: FloatArray) -> FloatArray:
        """Gain of one take at game-clock times `game_s` (M,), shape (M,)."""
        return np.asarray(np.interp(game_s, self.times_s, self.gains[take]))
