"""Tells the report page what was made: all stages' results in the page's own terms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from touchline import __version__
from touchline.core.sync.certificate import Certificate, Residuals, Synchronisation
from touchline.core.sync.clocks import TakeClock, told_by_reference
from touchline.engine.film import directing
from touchline.engine.film.directing import Directed
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.report import facts, page
from touchline.engine.film.request import FilmRequest
from touchline.engine.film.shape import FilmShape
from touchline.engine.film.takes import Refused, Take
from touchline.engine.film.timeline import Timeline

TERMS = {
    "action": "action",
    "sharpness": "sharpness",
    "exposure": "exposure",
    "shake": "steadiness",
    "tilt": "level",
    "obstruction": "unobstructed",
    "position": "position",
}
"""The direction's terms → what the page calls them: there a high value must read as good."""

WITHOUT_IT = "The film is made without it. Mend or leave out the recording, and run the same command again."
NOT_ALONE = "Mend the recording, or hand in another one of this game, and run the same command again."
FINAL_OUTPUTS = (
    ("film.mp4", "the film"),
    ("hls/master.m3u8", "the film in several sizes, for the web"),
    ("poster.jpg", "a still from the film"),
)
OUTPUTS = (
    ("film.m3u8", "the instant cut, for players that know HLS"),
    ("sync.json", "where each take lies on the game clock"),
    ("cuts.json", "the cut list with reasons"),
)


def write_report(
    folder: FilmFolder,
    request: FilmRequest,
    readings: Sequence[Take | Refused],
    *,
    film: Path | None,
    sync: Synchronisation | None,
    directed: Directed | None,
    timeline: Timeline | None,
    shape: FilmShape | None,
    stages: Sequence[facts.StageTime],
    truth: Mapping[str, TakeClock],
) -> None:
    """Write `report.html` about everything that was handed in; `film` is the final one, if it was made."""
    row_of = {reading.name: row for row, reading in enumerate(readings)}
    usable = [reading for reading in readings if isinstance(reading, Take)]
    rows = [row_of[take.name] for take in usable]
    shown = [row_of[take.take.name] for take in directed.placed] if directed else []
    told = told_by_reference(truth, usable[sync.reference].name) if truth and sync else {}
    report = facts.FilmReport(
        title=f"Film of {len(readings)} recordings" if len(readings) > 1 else "Film of one recording",
        created_at=datetime.now(UTC),
        version=__version__,
        film=_film_facts(folder, film, timeline, shape),
        takes=tuple(
            _take_report(reading, usable=usable, rows=rows, sync=sync, directed=directed, truth=told)
            for reading in readings
        ),
        shots=tuple(replace(shot, take=shown[shot.take]) for shot in directed.shots) if directed else (),
        moments=tuple(facts.Moment(m.at_s, str(m.kind), m.confidence) for m in directed.moments)
        if directed
        else (),
        figures=_figures(directed) if directed else (),
        comparison=_comparison(directed) if directed else None,
        reference=rows[sync.reference] if sync and directed else None,
        loop_closure_s=sync.loop_closure_s if sync else float("nan"),
        stages=tuple(stages),
        settings=_settings(request),
        files=tuple(
            facts.OutputFile(name, what, (folder.root / name).stat().st_size)
            for name, what in (*(FINAL_OUTPUTS if film else ()), *OUTPUTS)
            if (folder.root / name).is_file()
        ),
    )
    page.write(report, folder.report)


def _film_facts(
    folder: FilmFolder, film: Path | None, timeline: Timeline | None, shape: FilmShape | None
) -> facts.FilmFacts | None:
    if timeline is None or shape is None:
        return None
    return facts.FilmFacts(
        duration_s=timeline.duration_s,
        width_px=shape.width_px,
        height_px=shape.height_px,
        rate_hz=float(shape.rate_hz),
        file=film.name if film else None,
        size_bytes=film.stat().st_size if film else None,
        poster_jpeg=folder.poster.read_bytes() if film and folder.poster.is_file() else None,
    )


def _take_report(
    reading: Take | Refused,
    *,
    usable: Sequence[Take],
    rows: Sequence[int],
    sync: Synchronisation | None,
    directed: Directed | None,
    truth: Mapping[str, TakeClock],
) -> facts.TakeReport:
    if isinstance(reading, Refused):
        return facts.TakeReport(
            reading.name,
            reading.letter,
            left_out=facts.LeftOut(reading.sentence, WITHOUT_IT if directed else NOT_ALONE),
        )
    certificate = None
    if sync is not None:
        certificate = _renumbered(sync.certificates[usable.index(reading)], rows)
    index = _index_of(reading, directed)
    gaps_s: tuple[tuple[float, float], ...] = ()
    if directed is not None and index is not None:
        clock = directed.placed[index].clock
        gaps_s = tuple((clock.to_game(start), clock.to_game(end)) for start, end in reading.info.gaps)
    return facts.TakeReport(
        reading.name,
        reading.letter,
        media=_media_facts(reading),
        certificate=certificate,
        quality=_quality(directed, index) if directed and index is not None else None,
        gaps_s=gaps_s,
        truth=_truth_check(certificate, reading, truth) if certificate and index is not None else None,
    )


def _index_of(take: Take, directed: Directed | None) -> int | None:
    if directed is None:
        return None
    return next((index for index, placed in enumerate(directed.placed) if placed.take == take), None)


def _renumbered(certificate: Certificate, rows: Sequence[int]) -> Certificate:
    """Count takes as the page does, the refused ones too."""
    residuals = certificate.residuals
    return replace(
        certificate,
        evidence=tuple(
            replace(use, other=None if use.other is None else rows[use.other]) for use in certificate.evidence
        ),
        residuals=Residuals(
            residuals.game_s,
            residuals.residual_s,
            residuals.kind,
            tuple(rows[other] if other >= 0 else other for other in residuals.other),
        ),
    )


def _media_facts(take: Take) -> facts.MediaFacts:
    sound = take.info.sound
    return facts.MediaFacts(
        codec=f"{take.video.codec} + {sound.codec}" if sound else f"{take.video.codec}, no sound",
        width_px=take.video.width_px,
        height_px=take.video.height_px,
        rate_hz=take.video.frame_rate_hz,
        duration_s=take.duration_s,
        size_bytes=take.info.size_bytes,
        notes=take.info.notes,
    )


def _quality(directed: Directed, index: int) -> facts.QualitySeries:
    direction = directed.direction
    rows = [direction.scores[index], *(direction.terms[term][index] for term in TERMS)]
    return facts.QualitySeries(
        times_s=directing.quality_times_s(direction),
        terms=(facts.SCORE, *TERMS.values()),
        values=np.array(rows),
    )


def _truth_check(
    certificate: Certificate, take: Take, truth: Mapping[str, TakeClock]
) -> facts.TruthCheck | None:
    true = truth.get(take.name)
    if true is None:
        return None
    return facts.TruthCheck(
        offset_error_s=certificate.clock.offset_s - true.offset_s,
        drift_error_ppm=certificate.clock.drift_ppm - true.drift_ppm,
        bound_holds=certificate.clock.error_against(true, take.duration_s) <= certificate.bound_s,
    )


def _figures(directed: Directed) -> tuple[facts.Figure, ...]:
    report = directed.direction.report
    return (
        facts.Figure("Shots", report.shots, "How many shots the film has."),
        facts.Figure("Shots per minute", report.shots_per_minute, "Number of shots over the film's length."),
        facts.Figure(
            "Shots under 2 s",
            100 * report.share_too_short,
            "Share of the shots; too short to see anything.",
            "%",
        ),
        facts.Figure(
            "Shots over 30 s",
            100 * report.share_too_long,
            "Share of the shots; only where no other take can be shown.",
            "%",
        ),
        facts.Figure("Jump cuts", report.jump_cuts, "Cuts between views that look nearly the same."),
        facts.Figure(
            "Cuts across the pitch",
            report.side_crossings,
            "Cuts to a camera on the other side of the length axis (180° rule), where another was possible.",
        ),
        facts.Figure(
            "Forced cuts", report.forced_cuts, "Cuts made because the take that was shown ended or had a gap."
        ),
        facts.Figure(
            "Action in frame",
            100 * report.action_in_frame,
            "Share of the seconds in which the shown take sees the play nearly as well as the best take.",
            "%",
        ),
        facts.Figure(
            "Not filmed", report.left_out_s, "Game time that no take filmed; it is left out of the film.", "s"
        ),
    )


def _comparison(directed: Directed) -> facts.ScoreComparison:
    report = directed.direction.report
    return facts.ScoreComparison(report.mean_score, report.rotation_score, report.best_single_score)


def _settings(request: FilmRequest) -> tuple[tuple[str, str], ...]:
    return (
        ("sport", request.sport or "not said"),
        ("positions", request.positions.name if request.positions else "not said"),
        ("clock", request.clock.name if request.clock else "none"),
        ("formats", ", ".join(request.formats)),
        ("instant cut only", "yes" if request.is_quick else "no"),
    )
