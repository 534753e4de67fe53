"""Who is shown when: the lanes under the film, the cut list, the chapters, and film time for game time."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchline.core.direct.shots import Shot
from touchline.engine.film.report import curves
from touchline.engine.film.report.axis import Axis
from touchline.engine.film.report.facts import FilmReport, Moment, TakeReport

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
    share: float
    width: float
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


def cuts(report: FilmReport, axis: Axis) -> list[Cut]:
    """Number the shots; the film plays them one after another, so film time adds up their lengths."""
    called = names(report.takes)
    rows: list[Cut] = []
    film_s = 0.0
    for number, shot in enumerate(report.shots, start=1):
        rows.append(
            Cut(
                number=number,
                at_s=shot.start_s,
                film_s=film_s,
                duration_s=shot.duration_s,
                share=axis.share(shot.start_s),
                width=axis.share(shot.end_s) - axis.share(shot.start_s),
                name=called[shot.take],
                reason=shot.reason,
                score=shot.score,
            )
        )
        film_s += shot.duration_s
    return rows


def chapters(report: FilmReport, axis: Axis) -> list[Chapter]:
    """Place the moments on the timeline, in order; none without shots, as the film then shows nothing."""
    if not report.shots:
        return []
    return [_chapter(moment, report.shots, axis) for moment in sorted(report.moments, key=lambda m: m.at_s)]


def _chapter(moment: Moment, shots: Sequence[Shot], axis: Axis) -> Chapter:
    return Chapter(
        at_s=moment.at_s,
        film_s=film_time(shots, moment.at_s),
        share=axis.share(moment.at_s),
        kind=moment.kind.replace("_", " ").capitalize(),
        confidence=moment.confidence,
    )


def film_time(shots: Sequence[Shot], at_s: float) -> float:
    """Return the film's own time at game time `at_s`; between two shots, where the next one begins."""
    film_s = 0.0
    for shot in shots:
        if at_s < shot.end_s:
            return film_s + max(0.0, at_s - shot.start_s)
        film_s += shot.duration_s
    return film_s
