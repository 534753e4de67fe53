"""Who is shown when: the lanes under the film, the cut list, the chapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from touchline.core.direct.shots import Shot
from touchline.engine.film import timeline
from touchline.engine.film.report import curves
from touchline.engine.film.report.axis import Axis
from touchline.engine.film.report.facts import FilmReport, TakeReport

DEFAULT_RATE_HZ = 25.0
"""Frames per second where neither film nor file says."""

HUES = 8
"""Okabe–Ito has eight colours; the ninth take begins again, and the letter tells them apart."""


@dataclass(frozen=True, slots=True)
class Name:
    """How a take is called on the page: its letter, its colour (0 to 7) and its file's name."""

    label: str
    hue: int
    file: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One take in the timeline: SVG paths of when it has a picture, and of when it is shown."""

    name: Name
    there: str
    on_air: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A row of the cut list. `film_s` is the film's own time, `at_s` the game clock's."""

    number: int
    at_s: float
    film_s: float
    duration_s: float
    name: Name
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A moment on the timeline, at `share` (0–1) of its length."""

    at_s: float
    film_s: float
    share: float
    kind: str
    confidence: float


def names(takes: Sequence[TakeReport]) -> list[Name]:
    """Name the takes, in their order."""
    return [Name(take.label, index % HUES, take.name) for index, take in enumerate(takes)]


def spans_with_picture(take: TakeReport) -> list[tuple[float, float]]:
    """Stretches of game time for which the take has a picture: its span without its gaps."""
    if take.span_s is None:
        return []
    start, end = take.span_s
    spans = []
    for gap_start, gap_end in sorted(take.gaps_s):
        if gap_start > start:
            spans.append((start, min(gap_start, end)))
        start = max(start, gap_end)
    if start < end:
        spans.append((start, end))
    return spans


def spans_on_air(shots: Sequence[Shot], take: int) -> list[tuple[float, float]]:
    """Stretches of game time for which the film shows this take."""
    return [(shot.start_s, shot.end_s) for shot in shots if shot.take == take]


def lanes(report: FilmReport, axis: Axis) -> list[Lane]:
    """One lane for each take that the film could show."""
    return [
        Lane(
            name=name,
            there=curves.blocks(spans_with_picture(take), axis),
            on_air=curves.blocks(spans_on_air(report.shots, index), axis),
        )
        for index, (take, name) in enumerate(zip(report.takes, names(report.takes), strict=True))
        if take.is_usable
    ]


def cuts(report: FilmReport) -> list[Cut]:
    """Number the shots, each with the film's own time at which it begins."""
    called = names(report.takes)
    laid_out = _laid_out(report)
    return [
        Cut(
            number=number,
            at_s=placed.shot.start_s,
            film_s=float(placed.first_frame / laid_out.rate_hz),
            duration_s=placed.shot.duration_s,
            name=called[placed.shot.take],
            reason=placed.shot.reason,
            score=placed.shot.score,
        )
        for number, placed in enumerate(laid_out.placed, start=1)
    ]


def chapters(report: FilmReport, axis: Axis) -> list[Chapter]:
    """Place the moments on the timeline, in order; none without shots, as the film then shows nothing."""
    laid_out = _laid_out(report)
    if not laid_out.placed:
        return []
    return [
        Chapter(
            at_s=moment.at_s,
            film_s=laid_out.film_s(moment.at_s),
            share=axis.share(moment.at_s),
            kind=moment.kind.replace("_", " ").capitalize(),
            confidence=moment.confidence,
        )
        for moment in sorted(report.moments, key=lambda moment: moment.at_s)
    ]


def _laid_out(report: FilmReport) -> timeline.Timeline:
    rate_hz = report.film.rate_hz if report.film else DEFAULT_RATE_HZ
    return timeline.lay_out(report.shots, Fraction(rate_hz).limit_denominator(1001))
