"""Each take's sync certificate in words and numbers, with the plot of what the fit left over."""

import math
from dataclasses import dataclass

import numpy as np

from touchline.core.sync.certificate import Certificate, EvidenceUse, Verdict
from touchline.core.sync.evidence import EvidenceKind
from touchline.engine.film.report import curves, shown, words
from touchline.engine.film.report.axis import Axis
from touchline.engine.film.report.facts import FilmReport, TakeReport, TruthCheck
from touchline.engine.film.report.shown import Name

DENSE = 150
"""More dots than this in one plot are drawn smaller."""

VERDICTS = {
    Verdict.PASS: "Aligned to within half a frame",
    Verdict.WARN: "Aligned, but less surely than half a frame",
    Verdict.FAIL: "Not placed, so left out of the film",
}
KINDS = {EvidenceKind.SOUND: "Sound", EvidenceKind.CLOCK: "Clock samples", EvidenceKind.PICTURE: "Picture"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence as the page tells it; `other` is the take it was compared with."""

    kind: str
    other: Name | None
    is_used: bool
    agreement: str
    scatter: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The residuals of one kind against one take, as an SVG path."""

    kind: EvidenceKind
    label: str
    other: Name | None
    path: str


@dataclass(frozen=True, slots=True)
class ResidualPlot:
    """Residuals over game time; heights are shares of the plot from its top (0) to its bottom (1)."""

    dots: list[Dots]
    limit_s: float
    half_frame_s: float
    half_frame_top: float
    half_frame_bottom: float
    bound_top: float | None
    bound_bottom: float | None
    is_dense: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One take's certificate, ready to print."""

    name: Name
    take: TakeReport
    verdict: Verdict
    headline: str
    explanation: str
    is_reference: bool
    offset_s: float
    drift_ppm: float
    drift_sum_s: float
    bound_s: float
    bound_frames: float
    evidence: list[EvidenceRow]
    plot: ResidualPlot | None
    truth: TruthCheck | None


def views(report: FilmReport, axis: Axis) -> list[CertificateView]:
    """Certificates of the takes that have a place on the game clock."""
    called = shown.names(report.takes)
    return [
        _view(report, axis, index, take.certificate, called)
        for index, take in enumerate(report.takes)
        if take.certificate is not None and take.is_usable
    ]


def _view(
    report: FilmReport, axis: Axis, index: int, certificate: Certificate, called: list[Name]
) -> CertificateView:
    take = report.takes[index]
    rate_hz = take.media.rate_hz if take.media and take.media.rate_hz > 0 else shown.DEFAULT_RATE_HZ
    length_s = take.media.duration_s if take.media else 0.0
    is_alone = sum(other.is_usable for other in report.takes) == 1
    return CertificateView(
        name=called[index],
        take=take,
        verdict=certificate.verdict,
        headline="The only take: there is nothing to align" if is_alone else VERDICTS[certificate.verdict],
        explanation=certificate.explanation,
        is_reference=index == report.reference and not is_alone,
        offset_s=certificate.clock.offset_s,
        drift_ppm=certificate.clock.drift_ppm,
        drift_sum_s=abs(certificate.clock.drift_ppm) * 1e-6 * length_s,
        bound_s=certificate.bound_s,
        bound_frames=certificate.bound_s * rate_hz,
        evidence=[evidence_row(use, called) for use in certificate.evidence],
        plot=residual_plot(certificate, axis, rate_hz=rate_hz, called=called),
        truth=take.truth,
    )


def evidence_row(use: EvidenceUse, called: list[Name]) -> EvidenceRow:
    """Tell one piece of evidence: how much of it agreed, how closely, and why it was used or refused."""
    agreed = f"{use.windows:,} of {use.windows_total:,}" if use.windows_total else "none"
    has_scatter = use.windows > 1 and math.isfinite(use.rms_s)
    return EvidenceRow(
        kind=KINDS[use.kind],
        other=called[use.other] if use.other is not None else None,
        is_used=use.used,
        agreement=agreed,
        scatter=words.milliseconds(use.rms_s) if has_scatter else "–",
        reason=use.reason,
    )


def residual_plot(
    certificate: Certificate, axis: Axis, *, rate_hz: float, called: list[Name]
) -> ResidualPlot | None:
    """Draw the residuals around a zero line, with half a frame and the bound; None without residuals.

    The scale holds half a frame, the bound and 98 % of the dots, but never more than four half frames:
    one wild dot must not flatten all others. What lies outside is drawn at the border and counted.
    """
    residuals = certificate.residuals
    if not len(residuals.residual_s):
        return None
    half_frame_s = 0.5 / rate_hz
    reach = float(np.percentile(np.abs(residuals.residual_s), 98))
    bound_s = certificate.bound_s if math.isfinite(certificate.bound_s) else 0.0
    limit_s = 1.2 * max(half_frame_s, min(max(reach, bound_s), 4 * half_frame_s))
    return ResidualPlot(
        dots=_dots(certificate, axis, limit_s, called),
        limit_s=limit_s,
        half_frame_s=half_frame_s,
        half_frame_top=_from_top(half_frame_s, limit_s),
        half_frame_bottom=_from_top(-half_frame_s, limit_s),
        bound_top=_from_top(bound_s, limit_s) if 0 < bound_s <= limit_s else None,
        bound_bottom=_from_top(-bound_s, limit_s) if 0 < bound_s <= limit_s else None,
        is_dense=len(residuals.residual_s) > DENSE,
        sentence=_residual_sentence(residuals.residual_s, limit_s),
    )


def _dots(certificate: Certificate, axis: Axis, limit_s: float, called: list[Name]) -> list[Dots]:
    residuals = certificate.residuals
    groups: dict[tuple[EvidenceKind, int], list[int]] = {}
    for row, key in enumerate(zip(residuals.kind, residuals.other, strict=True)):
        groups.setdefault(key, []).append(row)
    return [
        Dots(
            kind=kind,
            label=KINDS[kind],
            other=called[other] if 0 <= other < len(called) else None,
            path=curves.dots(
                [axis.share(float(residuals.game_s[row])) for row in rows],
                [1 - _from_top(float(residuals.residual_s[row]), limit_s) for row in rows],
            ),
        )
        for (kind, other), rows in groups.items()
    ]


def _from_top(residual_s: float, limit_s: float) -> float:
    return min(1.0, max(0.0, 0.5 - residual_s / (2 * limit_s)))


def _residual_sentence(residual_s: curves.FloatArray, limit_s: float) -> str:
    count = len(residual_s)
    if count == 1:
        return f"One measurement, {words.milliseconds(float(residual_s[0]), signed=True)} from the fit."
    half, most = (words.milliseconds(float(p)) for p in np.percentile(np.abs(residual_s), (50, 95)))
    outside = int(np.sum(np.abs(residual_s) > limit_s))
    beyond = f" {words.counted(outside, 'dot')} beyond the scale, drawn at its border." if outside else ""
    shares = f"half of them within ±{half} of the fit, 95{words.NARROW}% within ±{most}"
    return f"{count:,} measurements: {shares}.{beyond}"
