"""Reports as a real game would give them, made up from a seed: for tests, and for looking at the page."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from touchline.core.direct.picture import STEP_S
from touchline.core.direct.shots import Shot
from touchline.core.sync.certificate import Certificate, EvidenceUse, Residuals, Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind
from touchline.engine.film.report.facts import (
    Figure,
    FilmFacts,
    FilmReport,
    LeftOut,
    MediaFacts,
    Moment,
    OutputFile,
    QualitySeries,
    ScoreComparison,
    StageTime,
    TakeReport,
    TruthCheck,
)

TERMS = ("score", "action", "sharpness", "exposure", "steadiness", "level", "unobstructed")
REASONS = (
    "The play moved towards the left goal, and this take stands closest to it.",
    "It shows more of the action than the take before.",
    "Somebody walked in front of the other camera.",
    "A change of view after 30 seconds; this one is nearly as good.",
    "The take before ends here.",
    "Its picture is calmer while the other camera is moved.",
)
CREATED_AT = datetime(2026, 3, 14, 17, 42, tzinfo=UTC)


def wander(rng: np.random.Generator, count: int, middle: float) -> NDArray[np.float64]:
    """Make a slow random walk around `middle` with some noise, in [0, 1]."""
    steps = rng.normal(0, 0.05, count)
    walk = np.empty(count)
    value = middle
    for index, step in enumerate(steps):
        value += step + 0.03 * (middle - value)
        walk[index] = value
    return np.clip(walk + rng.normal(0, 0.03, count), 0, 1)


def quality(
    rng: np.random.Generator, start_s: float, duration_s: float, gap: tuple[float, float] | None
) -> QualitySeries:
    """Make a quality series that is NaN inside the gap."""
    count = max(2, int(duration_s / STEP_S))
    values = np.array([wander(rng, count, middle) for middle in rng.uniform(0.5, 0.9, len(TERMS))])
    values[0] = values[1:].mean(axis=0)
    times_s = start_s + STEP_S * np.arange(count)
    if gap:
        values[:, (times_s >= gap[0]) & (times_s < gap[1])] = np.nan
    return QualitySeries(times_s, TERMS, values)


def residuals(rng: np.random.Generator, take: int, takes: int, duration_s: float) -> Residuals:
    """One sound measurement per minute (or per second of a short game) against each other take."""
    every_s = 60.0 if duration_s > 600 else duration_s / 12
    game_s = np.arange(every_s / 2, duration_s, every_s)
    others = [other for other in range(takes) if other != take]
    return Residuals(
        game_s=np.tile(game_s, len(others)),
        residual_s=rng.normal(0, 0.0012, len(game_s) * len(others)),
        kind=(EvidenceKind.SOUND,) * (len(game_s) * len(others)),
        other=tuple(np.repeat(others, len(game_s)).tolist()),
    )


def certificate(
    rng: np.random.Generator, take: int, takes: int, duration_s: float, *, verdict: Verdict = Verdict.PASS
) -> Certificate:
    """Make a certificate from sound, with the last pair refused where there is more than one."""
    left = residuals(rng, take, takes, duration_s)
    others = [other for other in range(takes) if other != take]
    windows = len(left.game_s) // max(1, len(others))
    evidence = tuple(
        EvidenceUse(
            kind=EvidenceKind.SOUND,
            other=other,
            used=other != others[-1] or len(others) == 1,
            windows=windows if other != others[-1] or len(others) == 1 else 2,
            windows_total=windows,
            rms_s=0.0012,
            reason="The windows lie on one straight line."
            if other != others[-1] or len(others) == 1
            else "The music in the hall repeats itself, so its peaks cannot be told apart.",
        )
        for other in others
    )
    bound_s = {Verdict.PASS: 0.0042, Verdict.WARN: 0.031, Verdict.FAIL: float("inf")}[verdict]
    return Certificate(
        clock=TakeClock(offset_s=2.345 * take, drift_ppm=0.0 if take == 0 else float(rng.normal(0, 40))),
        bound_s=bound_s + 0.0003 * take,
        verdict=verdict,
        evidence=evidence,
        residuals=left,
        explanation=f"{len(others)} other takes heard the same game; their sound agrees all along.",
    )


def shots(
    rng: np.random.Generator, takes: int, duration_s: float, mean_s: float, gap: tuple[float, float] | None
) -> tuple[Shot, ...]:
    """Cut the whole time into shots of about `mean_s`, the last take never inside its gap."""
    made: list[Shot] = []
    at_s, take = 0.0, 0
    while at_s < duration_s - 0.01:
        end_s = min(duration_s, at_s + round(float(rng.uniform(0.4, 1.6)) * mean_s * 2) / 2)
        if duration_s - end_s < 2:
            end_s = duration_s
        if gap and take == takes - 1 and at_s < gap[1] and end_s > gap[0]:
            take = 0
        made.append(Shot(at_s, end_s, take, REASONS[len(made) % len(REASONS)], float(rng.uniform(0.6, 0.95))))
        at_s, take = end_s, int((take + rng.integers(1, takes)) % takes) if takes > 1 else 0
    return tuple(made)


def report(
    *, takes: int = 3, duration_s: float = 720.0, mean_shot_s: float = 7.0, names: tuple[str, ...] = ()
) -> FilmReport:
    """Make the report of a game with this many takes; deterministic."""
    rng = np.random.default_rng(takes)
    gap = (duration_s * 0.8, duration_s * 0.85) if takes > 1 else None
    places = names or (
        "stand-center",
        "goal_left",
        "IMG_2041",
        "bench",
        "goal_right",
        "corner",
        "roof",
        "tribune",
    )
    return FilmReport(
        title="U14 against Riverside",
        created_at=CREATED_AT,
        version="0.1.0",
        film=FilmFacts(duration_s, 1280, 720, 25.0, size_bytes=int(duration_s * 480_000)),
        takes=tuple(
            TakeReport(
                name=places[index] if names else f"{places[index % len(places)]}.mp4",
                label=chr(ord("A") + index),
                media=MediaFacts("H.264", 1920, 1080, 29.97, duration_s - 2.5 * index, int(duration_s * 9e5)),
                certificate=certificate(
                    rng, index, takes, duration_s, verdict=Verdict.WARN if index == 5 else Verdict.PASS
                ),
                quality=quality(
                    rng, 2.345 * index, duration_s - 2.5 * index, gap if index == takes - 1 else None
                ),
                gaps_s=(gap,) if gap and index == takes - 1 else (),
                truth=TruthCheck(0.0013 - 0.0004 * index, -0.21 + 0.1 * index, bound_holds=True),
            )
            for index in range(takes)
        ),
        shots=shots(rng, takes, duration_s, mean_shot_s, gap),
        moments=tuple(
            Moment(duration_s * share, kind, confidence)
            for share, kind, confidence in (
                (0.004, "kick_off", 0.97),
                (0.18, "goal", 0.81),
                (0.33, "whistle", 0.64),
                (0.5, "goal", 0.92),
                (0.71, "shot", 0.55),
            )
        ),
        figures=(
            Figure("Shots per minute", 8.4, "How often the picture changes, on average.", ""),
            Figure("Mean shot length", 7.1, "The film's length divided by its shots.", "s"),
            Figure("Shots under 2 s or over 30 s", 0.0, "Too short to read, or too long to hold.", "%"),
            Figure("Jump cuts", 0.0, "Cuts between views that look nearly the same.", ""),
            Figure("Action in frame", 93.0, "Share of the seconds with action that show it.", "%"),
        ),
        comparison=ScoreComparison(film=0.81, rotation=0.66, best_single=0.72),
        reference=0,
        loop_closure_s=0.0007,
        stages=(
            StageTime("Read the takes", 1.2),
            StageTime("Listen and align", duration_s * 0.01),
            StageTime("Look at the pictures", duration_s * 0.06),
            StageTime("Choose the shots", 0.8),
            StageTime("Make the film", duration_s * 0.3),
        ),
        settings=(("Sport", "soccer"), ("Formats", "1080p, 720p, mobile"), ("Positions", "positions.json")),
        files=(
            OutputFile("film.mp4", "The film", int(duration_s * 480_000)),
            OutputFile("film.m3u8", "The instant cut, as a playlist"),
            OutputFile("hls/master.m3u8", "The film for streaming, in several sizes"),
            OutputFile("angles/A.mp4", "Take A on the game clock", int(duration_s * 9e5)),
            OutputFile("sync.json", "The alignment, for programs", 2210),
            OutputFile("cuts.json", "The cut list, for programs", 18_400),
        ),
    )


def left_out_take(name: str = "holiday.mov", label: str = "D") -> TakeReport:
    """Make a take that the film could not use."""
    return TakeReport(
        name,
        label,
        left_out=LeftOut(
            "The file ends before its index, so no picture can be found in it.",
            "Copy it from the phone again; the copy was probably interrupted.",
        ),
    )
