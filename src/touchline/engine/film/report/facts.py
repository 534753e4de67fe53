"""What the report page is told: everything on the page comes from here, nothing is worked out from files.

All times are seconds on the game clock unless a name says otherwise. Takes are counted as they stand in
`FilmReport.takes`, the ones left out included: `Shot.take`, `EvidenceUse.other`, `Residuals.other` and
`FilmReport.reference` are indices into it.
"""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.shots import Shot
from touchline.core.sync.certificate import Certificate, Verdict

FloatArray = NDArray[np.float64]

SCORE = "score"
"""The term that every quality series must have: the mean that the direction decides by."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A recording as its file describes it; `notes` are sentences ("The sound is silent.")."""

    codec: str
    width_px: int
    height_px: int
    rate_hz: float
    duration_s: float
    size_bytes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualitySeries:
    """A take's picture over game time: `values` (K, N) in [0, 1], row k is `terms[k]`, at `times_s` (N,).

    `times_s` ascends. NaN = no picture then.
    """

    times_s: FloatArray
    terms: tuple[str, ...]
    values: FloatArray

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.terms), len(self.times_s)):
            raise ValueError(
                f"values must be (terms, times) = ({len(self.terms)}, {len(self.times_s)}), "
                f"got {self.values.shape}"
            )
        if SCORE not in self.terms:
            raise ValueError(f"a quality series needs the term '{SCORE}', got {', '.join(self.terms)}")
        if not np.all(np.diff(self.times_s) > 0):
            raise ValueError("times_s must ascend")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a take is not in the film, and what to do about it; a sentence each."""

    why: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class TruthCheck:
    """How far a certificate is from the truth, where the truth is known (a synthetic game)."""

    offset_error_s: float
    drift_error_ppm: float
    bound_holds: bool


@dataclass(frozen=True, slots=True)
class TakeReport:
    """One take: `name` is its file's name, `label` the letter it goes by on the page.

    `media` and `certificate` are None where nothing could be read or placed; then `left_out` says why.
    `gaps_s` are stretches of game time, inside the take, without picture.
    """

    name: str
    label: str
    media: MediaFacts | None = None
    certificate: Certificate | None = None
    left_out: LeftOut | None = None
    quality: QualitySeries | None = None
    gaps_s: tuple[tuple[float, float], ...] = ()
    truth: TruthCheck | None = None

    @property
    def is_usable(self) -> bool:
        """It could be read and placed, so the film may show it."""
        return (
            self.left_out is None
            and self.certificate is not None
            and self.certificate.verdict is not Verdict.FAIL
        )

    @property
    def span_s(self) -> tuple[float, float] | None:
        """Where the take begins and ends on the game clock; None when it has no place there."""
        if self.certificate is None or self.certificate.verdict is Verdict.FAIL or self.media is None:
            return None
        clock = self.certificate.clock
        return clock.to_game(0.0), clock.to_game(self.media.duration_s)


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """The film as it was made. `file` is the final film beside the page, None after a quick run.

    `playlist` is the instant cut beside the page. Sizes are those of the final film.
    """

    duration_s: float
    width_px: int
    height_px: int
    rate_hz: float
    file: str | None = "film.mp4"
    size_bytes: int | None = None
    playlist: str | None = "film.m3u8"
    poster_jpeg: bytes | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure about the direction, with its definition; `value` in `unit`, NaN = could not be measured."""

    name: str
    value: float
    definition: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """Mean score in [0, 1] of the film, of changing takes by the clock, and of the best single take."""

    film: float
    rotation: float
    best_single: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that probably happened at `at_s`; it is a chapter of the film. `confidence` in [0, 1]."""

    at_s: float
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage of the making took; `was_kept` = its result was there from an earlier run."""

    name: str
    duration_s: float
    was_kept: bool = False


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the film folder: `path` relative to the page, with forward slashes."""

    path: str
    what: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class FilmReport:
    """Everything the page shows. `film` is None when no film could be made; `created_at` is aware.

    `loop_closure_s` as in `Synchronisation`; NaN = not measured.
    """

    title: str
    created_at: datetime
    version: str
    film: FilmFacts | None
    takes: tuple[TakeReport, ...]
    shots: tuple[Shot, ...] = ()
    moments: tuple[Moment, ...] = ()
    figures: tuple[Figure, ...] = ()
    comparison: ScoreComparison | None = None
    reference: int | None = None
    loop_closure_s: float = field(default=float("nan"))
    stages: tuple[StageTime, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    files: tuple[OutputFile, ...] = ()

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise ValueError("created_at must carry its time zone")
        strangers = [shot.take for shot in self.shots if not 0 <= shot.take < len(self.takes)]
        if strangers:
            raise ValueError(f"a shot shows take {strangers[0]}, but there are {len(self.takes)} takes")
