"""What speaks about a take's clock: its sound, its clock samples, the motion in its picture."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Samples(Protocol):
    """Mono samples (N,), int16 or float32 in [-1, 1]: an array, or what reads stretches of one on demand."""

    def __len__(self) -> int:
        """N."""

    def __getitem__(self, stretch: slice, /) -> NDArray[Any]:
        """Return the samples of a stretch."""


class EvidenceKind(StrEnum):
    """The three kinds of evidence, strongest first where all are good."""

    SOUND = "sound"
    CLOCK = "clock"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Sound:
    """A take's mono sound. `start_s` is the take time of its first sample.

    Ninety minutes need not lie in memory: nothing here asks for more than a minute at once.
    """

    samples: Samples
    sample_rate_hz: int
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ClockSamples:
    """Readings of a shared clock by the recorder: `take_s[i]` was `shared_s[i]` ± `bound_s[i]`, all (N,)."""

    take_s: FloatArray
    shared_s: FloatArray
    bound_s: FloatArray


@dataclass(frozen=True, slots=True)
class Motion:
    """How much moves in the picture: `energy` (N,) ≥ 0 at take times `take_s` (N,), NaN where unknown."""

    take_s: FloatArray
    energy: FloatArray


@dataclass(frozen=True, slots=True)
class TakeEvidence:
    """All that one take can say about its clock.

    `position_m` is where it stood on the pitch plane (x, y, z in metres; origin pitch centre, z up),
    None where nobody said.
    """

    duration_s: float
    frame_interval_s: float
    sound: Sound | None = None
    clock: ClockSamples | None = None
    motion: Motion | None = None
    position_m: tuple[float, float, float] | None = None
