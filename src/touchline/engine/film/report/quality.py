"""Each take's picture over game time: one lane of curves per take, with what is on air picked out."""

from dataclasses import dataclass

import numpy as np

from touchline.engine.film.report import curves, shown, words
from touchline.engine.film.report.axis import Axis
from touchline.engine.film.report.facts import SCORE, FilmReport, QualitySeries, TakeReport
from touchline.engine.film.report.shown import Name

DEFINITIONS = {
    SCORE: "All the others together, as the direction weighs them. The film prefers the take with the most.",
    "action": "How much of the play this take shows: what moves in the picture, weighted by where play is.",
    "sharpness": "How crisp the picture is; low when out of focus or blurred by movement.",
    "exposure": "Neither too dark nor too bright, and little of it pure black or pure white.",
    "steadiness": "How calmly the camera is held.",
    "level": "How upright the horizon stands.",
    "unobstructed": "Nobody walks or stands right in front of the lens.",
    "position": "How good a place the camera has, by the sport's list of places; half where nobody said.",
}


@dataclass(frozen=True, slots=True)
class Term:
    """What the curves can show: `key` in the page, its label and what it means."""

    key: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One term of one take: SVG paths, and what they show in a sentence for those who cannot see them."""

    key: str
    area: str
    band: str
    sentence: str


@dataclass(frozen=True, slots=True)
class QualityLane:
    """One take's lane. `on_air`, `there` and `gaps` are SVG paths of full-height blocks."""

    name: Name
    curves: list[Curve]
    there: str
    gaps: str
    on_air: str
    on_air_s: float
    on_air_share: float
    shot_count: int
    mean_score: float


def terms(report: FilmReport) -> list[Term]:
    """List the terms that any take was scored by, the score first."""
    found = {term: None for take in report.takes if take.quality for term in take.quality.terms}
    ordered = [SCORE, *(term for term in found if term != SCORE)] if found else []
    return [
        Term(f"t{number}", term.replace("_", " ").capitalize(), DEFINITIONS.get(term, ""))
        for number, term in enumerate(ordered)
    ]


def lanes(report: FilmReport, axis: Axis) -> list[QualityLane]:
    """One lane for each take whose picture was measured and that has a place on the game clock."""
    keys = {term.label: term.key for term in terms(report)}
    return [
        _lane(report, axis, index, take.quality, keys)
        for index, take in enumerate(report.takes)
        if take.quality is not None and take.is_usable
    ]


def _lane(
    report: FilmReport, axis: Axis, index: int, series: QualitySeries, keys: dict[str, str]
) -> QualityLane:
    take = report.takes[index]
    on_air = shown.spans_on_air(report.shots, index)
    on_air_s = sum(end - start for start, end in on_air)
    total_s = sum(shot.duration_s for shot in report.shots)
    return QualityLane(
        name=shown.names(report.takes)[index],
        curves=[_curve(series, row, term, axis, keys) for row, term in enumerate(series.terms)],
        there=curves.blocks(shown.spans_with_picture(take), axis),
        gaps=curves.blocks(_gaps(take), axis),
        on_air=curves.blocks(on_air, axis),
        on_air_s=on_air_s,
        on_air_share=on_air_s / total_s if total_s else 0.0,
        shot_count=len(on_air),
        mean_score=_mean(series.values[series.terms.index(SCORE)]),
    )


def _gaps(take: TakeReport) -> list[tuple[float, float]]:
    if take.span_s is None:
        return []
    first, last = take.span_s
    return [(max(first, start), min(last, end)) for start, end in take.gaps_s if end > first and start < last]


def _curve(series: QualitySeries, row: int, term: str, axis: Axis, keys: dict[str, str]) -> Curve:
    values = series.values[row]
    thinned = curves.thin(series.times_s, values)
    label = term.replace("_", " ").capitalize()
    return Curve(
        key=keys[label],
        area=curves.area(thinned, axis),
        band=curves.band(thinned, axis),
        sentence=_sentence(label, series, row),
    )


def _sentence(label: str, series: QualitySeries, row: int) -> str:
    values = series.values[row]
    if not np.any(np.isfinite(values)):
        return f"{label}: never measured."
    lowest = int(np.nanargmin(values))
    return (
        f"{label}: mean {_mean(values):.2f}, lowest {values[lowest]:.2f} "
        f"at {words.clock(float(series.times_s[lowest]))}."
    )


def _mean(values: curves.FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
