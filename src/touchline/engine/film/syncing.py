"""All takes on one clock, and `sync.json`, which says so to other programs."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from touchline.base import files
from touchline.core.sports.sport import Sport
from touchline.core.sync import fusion
from touchline.core.sync.certificate import Certificate, Synchronisation, Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.clocks_in_use import ClocksInUse
from touchline.core.sync.evidence import ClockSamples, TakeEvidence
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.listening import Heard
from touchline.engine.film.looking import Seen
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.film.tables import Position
from touchline.engine.film.takes import Refused, Take
from touchline.engine.progress import Report

LARGEST_BASELINE_M = 125.0
"""Between two cameras of one game where nobody said which sport: a soccer pitch's diagonal."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person told about the game; positions and clock samples by the takes' names."""

    sport: Sport | None = None
    positions: Mapping[str, Position] = field(default_factory=dict)
    clocks: Mapping[str, ClockSamples] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _LastClocks:
    """The clocks that this folder's film used last, by the takes' fingerprints."""

    reference: str
    clocks: dict[str, TakeClock]


_LAST_CLOCKS = "clocks"


def synchronise(
    takes: Sequence[Take],
    heard: Sequence[Heard | None],
    seen: Sequence[Seen],
    *,
    hints: Hints,
    shelf: Shelf,
    report: Report,
) -> Synchronisation:
    """Place every take on the game clock by all the evidence there is.

    Clocks that the film before used stay as long as that evidence agrees with them, so that what it shows can
    stay too.
    """
    max_baseline_m = hints.sport.largest_baseline_m if hints.sport else LARGEST_BASELINE_M
    pitch_size_m = (hints.sport.length_m, hints.sport.width_m) if hints.sport else None
    names = [take.name for take in takes]
    key = key_of(
        "sync", [take.fingerprint for take in takes], max_baseline_m, pitch_size_m,
        {name: hints.positions.get(name) for name in names}, {name: hints.clocks.get(name) for name in names},
    )  # fmt: skip
    kept = shelf.recall("sync", key, Synchronisation)
    if kept is None:
        evidence = [
            TakeEvidence(
                duration_s=take.duration_s,
                frame_interval_s=1 / take.video.frame_rate_hz,
                sound=ears.sound if ears else None,
                clock=hints.clocks.get(take.name),
                motion=eyes.motion,
                position_m=hints.positions.get(take.name),
            )
            for take, ears, eyes in zip(takes, heard, seen, strict=True)
        ]
        kept = fusion.synchronise(
            evidence,
            max_baseline_m=max_baseline_m,
            pitch_size_m=pitch_size_m,
            in_use=_clocks_in_use(takes, shelf),
            on_progress=report,
        )
        shelf.keep("sync", key, kept)
    if (clocks := _last_clocks(takes, kept)) != shelf.recall(_LAST_CLOCKS, key_of(_LAST_CLOCKS), _LastClocks):
        shelf.keep(_LAST_CLOCKS, key_of(_LAST_CLOCKS), clocks)
    return kept


def _clocks_in_use(takes: Sequence[Take], shelf: Shelf) -> ClocksInUse | None:
    last = shelf.recall(_LAST_CLOCKS, key_of(_LAST_CLOCKS), _LastClocks)
    prints = [take.fingerprint for take in takes]
    if last is None or last.reference not in prints:
        return None
    known = {index: last.clocks[print_] for index, print_ in enumerate(prints) if print_ in last.clocks}
    return ClocksInUse(prints.index(last.reference), known)


def _last_clocks(takes: Sequence[Take], sync: Synchronisation) -> _LastClocks:
    return _LastClocks(
        takes[sync.reference].fingerprint,
        {
            take.fingerprint: certificate.clock
            for take, certificate in zip(takes, sync.certificates, strict=True)
            if certificate.verdict is not Verdict.FAIL
        },
    )


def write_sync(
    folder: FilmFolder,
    readings: Sequence[Take | Refused],
    takes: Sequence[Take],
    sync: Synchronisation | None,
) -> None:
    """Write `sync.json`: every recording that was handed in, the refused ones too."""
    names = [take.name for take in takes]
    certificates = dict(zip(names, sync.certificates, strict=True)) if sync else {}
    content = {
        "reference": names[sync.reference] if sync else None,
        "loop_closure_s": _number(sync.loop_closure_s) if sync else None,
        "takes": [
            _refused(reading)
            if isinstance(reading, Refused)
            else {"file": reading.name, **_placed(certificates[reading.name], names)}
            for reading in readings
        ],
    }
    with files.written_whole(folder.sync) as unfinished:
        unfinished.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _refused(refused: Refused) -> dict[str, Any]:
    return {
        "file": refused.name,
        "offset_s": None,
        "drift_ppm": None,
        "bound_s": None,
        "verdict": Verdict.FAIL.value,
        "evidence": [],
        "explanation": refused.sentence,
    }


def _placed(certificate: Certificate, names: Sequence[str]) -> dict[str, Any]:
    is_placed = certificate.verdict is not Verdict.FAIL
    return {
        "offset_s": round(certificate.clock.offset_s, 6) if is_placed else None,
        "drift_ppm": round(certificate.clock.drift_ppm, 3) if is_placed else None,
        "bound_s": _number(certificate.bound_s),
        "verdict": certificate.verdict.value,
        "evidence": [
            {
                "kind": use.kind.value,
                "with": None if use.other is None else names[use.other],
                "used": use.used,
                "windows": use.windows,
                "windows_total": use.windows_total,
                "rms_s": _number(use.rms_s),
                "reason": use.reason,
            }
            for use in certificate.evidence
        ],
        "explanation": certificate.explanation,
    }


def _number(value: float) -> float | None:
    """JSON has no infinity and no NaN."""
    return round(value, 6) if math.isfinite(value) else None
