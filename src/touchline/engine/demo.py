"""The demonstration: a synthetic game is filmed by three cameras, and the film is held against the truth."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cattrs

from touchline.base import files
from touchline.base.errors import Conflict
from touchline.core.sync.clocks import TakeClock, told_by_reference
from touchline.engine.film import pipeline, telling
from touchline.engine.film.pipeline import FilmResult
from touchline.engine.film.request import FilmRequest
from touchline.engine.film.takes import Take
from touchline.engine.progress import Progress
from touchline.engine.synthetic import presets

SPORT = "soccer"

MARK = ".touchline-demo"
"""An empty file: the folder is a demonstration's, and what is in it may be made anew."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One take's certificate against the truth. `error_s` is the largest error anywhere in the take."""

    name: str
    error_s: float
    drift_error_ppm: float
    bound_s: float

    @property
    def bound_holds(self) -> bool:
        """Whether the truth lies within what the certificate claims."""
        return self.error_s <= self.bound_s

    def words(self, width: int) -> str:
        """Say it in one line."""
        beyond = "" if self.bound_holds else "   beyond its bound"
        return (
            f"{self.name:<{width}}  {1000 * self.error_s:>6.2f} ms  {1000 * self.bound_s:>7.2f} ms"
            f"  {self.drift_error_ppm:>+7.2f} ppm{beyond}"
        )


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """The film, and how far it is from the truth."""

    result: FilmResult
    compared: tuple[Compared, ...]

    @property
    def is_good(self) -> bool:
        """Whether there is a film, and no certificate promised more than is true."""
        return self.result.has_film and all(take.bound_holds for take in self.compared)

    def words(self) -> str:
        """Say what was found, and where to look."""
        width = max(len("Against the truth"), *(len(take.name) for take in self.compared))
        head = f"{'Against the truth':<{width}}  {'error':>9}  {'95 % bound':>10}  {'drift error':>11}"
        table = [head, *(take.words(width) for take in self.compared)]
        return "\n".join(["", *table, "", telling.closing_words(self.result)])


@dataclass(frozen=True, slots=True)
class TrueTake:
    """What the truth says about one take."""

    file: str
    offset_s: float
    drift_ppm: float
    position_m: tuple[float, float, float]


def run(out: Path, *, duration_s: float, progress: Progress) -> DemoOutcome:
    """Shoot the game (once), film it, compare.

    Raises:
        Conflict: the folder holds something that is no demonstration.
        TouchlineError: as `pipeline.make_film` does.
    """
    with files.told_in_words(out / MARK):
        take_hold(out)
        truth = shoot_game(out / "takes", duration_s, progress)
    positions = out / "positions.json"
    with files.written_whole(positions) as unfinished:
        where = {take.file: take.position_m for take in truth}
        unfinished.write_text(json.dumps(where, indent=2), encoding="utf-8")
    request = FilmRequest(
        takes=tuple(out / "takes" / take.file for take in truth),
        out=out / "film",
        sport=SPORT,
        positions=positions,
    )
    clocks = {take.file: TakeClock(take.offset_s, take.drift_ppm) for take in truth}
    result = pipeline.make_film(request, progress, truth=clocks)
    return DemoOutcome(result, _compare(result, clocks))


def take_hold(out: Path) -> None:
    """Mark the folder before anything is shot, so that an interrupted demonstration goes on."""
    mark = out / MARK
    if out.exists() and not mark.exists() and any(out.iterdir()):
        raise Conflict(f"The folder {out} is not empty. Choose a new one, so that nothing in it is lost.")
    out.mkdir(parents=True, exist_ok=True)
    mark.touch()


def shoot_game(folder: Path, duration_s: float, progress: Progress) -> list[TrueTake]:
    """Shoot the game unless this very game lies there; returns the truth about its takes."""
    wanted = {"sport": SPORT, "seed": presets.DEMO_SEED, "duration_s": duration_s}
    settings = folder / "demo.json"
    if _read_json(settings) == wanted and (truth := _read_truth(folder)):
        return truth
    settings.unlink(missing_ok=True)  # while one game is shot over another, it stands for neither
    with progress.stage("Playing and filming a game") as report:
        presets.demo_game(folder, sport=SPORT, duration_s=duration_s, on_progress=report)
    with files.written_whole(settings) as unfinished:
        unfinished.write_text(json.dumps(wanted), encoding="utf-8")
    return _read_truth(folder)


def _read_truth(folder: Path) -> list[TrueTake]:
    """Return the truth about the takes of a game; none where it is not whole."""
    try:
        truth = cattrs.structure(_read_json(folder / "truth.json")["takes"], list[TrueTake])
    except (KeyError, TypeError, cattrs.BaseValidationError):
        return []
    return truth if all((folder / take.file).is_file() for take in truth) else []


def _read_json(path: Path) -> Any:
    """Return what stands in the file, None where that cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _compare(result: FilmResult, clocks: dict[str, TakeClock]) -> tuple[Compared, ...]:
    usable = [reading for reading in result.readings if isinstance(reading, Take)]
    if result.sync is None:
        return ()
    truth = told_by_reference(clocks, usable[result.sync.reference].name)
    return tuple(
        Compared(
            name=take.name,
            error_s=certificate.clock.error_against(truth[take.name], take.duration_s)
            if math.isfinite(certificate.bound_s)
            else math.inf,
            drift_error_ppm=certificate.clock.drift_ppm - truth[take.name].drift_ppm,
            bound_s=certificate.bound_s,
        )
        for take, certificate in zip(usable, result.sync.certificates, strict=True)
    )
