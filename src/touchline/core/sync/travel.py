"""How much later one take may hear a sound than another, from whatever is known about their places."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync import places
from touchline.core.sync.evidence import TakeEvidence

FloatArray = NDArray[np.float64]

# Warm air carries sound 3 % faster than 343 m/s, cold air slower.
_SLOWEST = 1.03


class Travels:
    """How much later one take may hear a sound than another, from what is known about their places."""

    def __init__(
        self, takes: Sequence[TakeEvidence], max_baseline_m: float, pitch_size_m: tuple[float, float] | None
    ) -> None:
        self._positions = [take.position_m for take in takes]
        self._max_baseline_m = max_baseline_m
        self._pitch_m = pitch_size_m
        self._anywhere: FloatArray | None = None

    def between(self, i: int, j: int) -> places.Travel:
        """What may lie between the takes `i` and `j`."""
        first, second = self._positions[i], self._positions[j]
        if first is None or second is None:
            return places.Travel(
                self._unknown(), self._max_baseline_m / places.SPEED_OF_SOUND_MPS, is_known=False
            )
        densities = places.travel_densities(first, second, *places.sources(self._pitch()))
        baseline_m = float(np.linalg.norm(np.subtract(first, second)))
        return places.Travel(densities, _SLOWEST * baseline_m / places.SPEED_OF_SOUND_MPS, is_known=True)

    def places(self) -> FloatArray:
        """Places (S, 3) from which sounds may come."""
        return places.sources(self._pitch())[0]

    def _pitch(self) -> tuple[float, float]:
        known = [p for p in self._positions if p is not None]
        return self._pitch_m if self._pitch_m is not None else places.assumed_pitch(known)

    def _unknown(self) -> FloatArray:
        if self._anywhere is None:
            self._anywhere = places.unknown_densities(self._pitch_m, self._max_baseline_m)
        return self._anywhere
