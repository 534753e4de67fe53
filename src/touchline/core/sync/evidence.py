"""What speaks about a take's clock: its sound, its clock samples, the motion in its picture."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Samples = NDArray[np.int16] | NDArray[np.float32]


class EvidenceKind(StrEnum):
    """The three kinds of evidence, strongest first where all are good."""

    SOUND = "sound"
    CLOCK = "clock"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Sound:
    """A take's mono sound: `samples` shape (N,), int16 or float32 in [-1, 1] (a memory map is fine).

    `start_s` is the take time of `samples[0]`.
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
