"""Takes in, film out: the stages in order. What a stage needs and gives is its function's signature."""

import contextlib
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from touchline.base.errors import Invalid, NotFound
from touchline.core.direct.shots import Shot
from touchline.core.sports.sport import Sport
from touchline.core.sports.table import find_sport
from touchline.core.sync.certificate import Synchronisation, Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.engine import memory
from touchline.engine.film import (
    directing,
    finishing,
    folder,
    listening,
    looking,
    reporting,
    showing,
    syncing,
    tables,
    takes,
)
from touchline.engine.film.directing import Directed
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.report.facts import StageTime
from touchline.engine.film.request import FilmRequest
from touchline.engine.film.shape import FilmShape, choose_shape
from touchline.engine.film.shelf import Shelf
from touchline.engine.film.syncing import Hints
from touchline.engine.film.takes import Refused, Take
from touchline.engine.film.timeline import Timeline, lay_out
from touchline.engine.progress import Progress, Report


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What came out: all recordings as read, where they lie, and the direction (None: nothing usable).

    `film` is None where the final film was not asked for; one of other cuts may still lie in the folder.
    `played` are the shots of the instant cut, as it plays them; `timeline` is that of the final film.
    """

    folder: FilmFolder
    readings: tuple[Take | Refused, ...]
    sync: Synchronisation | None
    directed: Directed | None
    duration_s: float
    film: Path | None
    timeline: Timeline | None
    played: tuple[Shot, ...]

    @property
    def has_film(self) -> bool:
        """Whether there is something to watch."""
        return self.directed is not None


def make_film(
    request: FilmRequest, progress: Progress, *, truth: Mapping[str, TakeClock] | None = None
) -> FilmResult:
    """Make the film that `request` asks for. Interrupted, the same request goes on where it was.

    `truth`, all takes' true clocks by name where the game is synthetic, goes into the report.

    Raises:
        TouchlineError: with a sentence that says what to do. A bad recording alone never raises.
    """
    _refuse_missing(request.takes)
    request = _each_once(request, progress)
    names = takes.unique_names(request.takes)
    sport = _find_sport(request.sport)
    hints = Hints(
        sport=sport,
        positions=tables.read_positions(request.positions, names, sport) if request.positions else {},
        clocks=tables.read_clock(request.clock, names) if request.clock else {},
    )
    prints = takes.fingerprints(request.takes)
    with folder.opened(request.out, dict(zip(names, prints, strict=True)), request.takes) as film_folder:
        making = _Making(request, film_folder, Shelf(film_folder.work), _Stages(progress))
        readings, sync, directed = making.understand(prints, hints)
        timeline = shape = film = None
        played: tuple[Shot, ...] = ()
        if directed is not None:
            shape = choose_shape([placed.take for placed in directed.placed], request.formats)
            timeline = lay_out(directed.shots, shape.rate_hz)
            played = making.show(directed, timeline, shape)
            film = making.film_of(directed)
        reporting.write_report(
            film_folder,
            request,
            readings,
            film=film,
            sync=sync,
            directed=directed,
            timeline=timeline,
            shape=shape,
            stages=making.stage.times,
            truth=truth or {},
        )
        return FilmResult(
            folder=film_folder,
            readings=tuple(readings),
            sync=sync,
            directed=directed,
            duration_s=timeline.duration_s if timeline else 0.0,
            film=film,
            timeline=timeline,
            played=played,
        )


@dataclass(frozen=True, slots=True)
class _Making:
    """One run of the pipeline."""

    request: FilmRequest
    folder: FilmFolder
    shelf: Shelf
    stage: "_Stages"

    def understand(
        self, prints: Sequence[str], hints: Hints
    ) -> tuple[list[Take | Refused], Synchronisation | None, Directed | None]:
        """Read, listen, look, synchronise, direct: all that is needed to know before anything is shown."""
        with self.stage("Reading the recordings") as report:
            readings = takes.read_takes(
                self.request.takes, prints, work=self.folder.work, shelf=self.shelf, report=report
            )
        for refused in (reading for reading in readings if isinstance(reading, Refused)):
            self.stage.say(f"Left out: {refused.sentence}")
        usable = [reading for reading in readings if isinstance(reading, Take)]
        if not usable:
            syncing.write_sync(self.folder, readings, [], None)
            return readings, None, None
        with self.stage("Listening") as report:
            heard = listening.listen(usable, self.folder.work, self.shelf, report)
        with self.stage("Looking") as report:
            seen = looking.look_at(usable, self.shelf, report)
        with self.stage("Synchronising") as report:
            sync = syncing.synchronise(usable, heard, seen, hints=hints, shelf=self.shelf, report=report)
            syncing.write_sync(self.folder, readings, usable, sync)
        for take, certificate in zip(usable, sync.certificates, strict=True):
            if certificate.verdict is not Verdict.PASS:
                self.stage.say(f"{take.name}: {certificate.explanation}")
        placed = directing.place(usable, heard, seen, sync, hints.positions)
        if not placed:
            return readings, sync, None
        rate_hz = choose_shape([take.take for take in placed], self.request.formats).rate_hz
        with self.stage("Directing") as report:
            directed = directing.direct(placed, hints.sport, rate_hz, report)
            directing.write_cuts(self.folder, directed)
        return readings, sync, directed

    def film_of(self, directed: Directed) -> Path | None:
        """Return the final film of this direction, if it is there."""
        return finishing.current_film(directed, self.folder, self.shelf)

    def show(self, directed: Directed, timeline: Timeline, shape: FilmShape) -> tuple[Shot, ...]:
        """Make everything that can be watched, what is ready first first; return the instant cut's shots."""
        with self.stage("Preparing angles and sound") as report:
            angles, mixed = showing.prepare(directed, self.folder, self.shelf, report)
        with self.stage("Instant cut"):
            played = showing.show_instant(directed, angles, mixed, self.folder)
        self.stage.say(f"Watchable now: {self.folder.instant}")
        if self.request.is_quick:
            if self.folder.film.is_file() and self.film_of(directed) is None:
                self.stage.say(
                    f"{self.folder.film.name} is still the film before; "
                    "the same command without --quick makes it anew."
                )
            return played
        with self.stage("Rendering the film") as report:
            finishing.finish_film(
                directed,
                timeline,
                shape,
                mixed=mixed,
                folder=self.folder,
                shelf=self.shelf,
                report=report,
            )
        with self.stage("Other sizes") as report:
            finishing.write_ladder(directed, self.request.formats, self.folder, self.shelf, report)
        return played


class _Stages:
    """Passes stages on to whoever watches, and remembers how long each took."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.times: list[StageTime] = []
        self.say = progress.say

    @contextlib.contextmanager
    def __call__(self, title: str) -> Iterator[Report]:
        started = time.monotonic()
        with self._progress.stage(title) as report:
            yield report
        self.times.append(StageTime(title, time.monotonic() - started))
        memory.give_back()


def _refuse_missing(paths: Sequence[Path]) -> None:
    """A misspelt name is a mistake in the command; better told now than after an hour of rendering."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except PermissionError:
            continue  # a bad recording, which is left out with a sentence
        except (OSError, ValueError) as error:
            raise NotFound(f"There is no recording {path}. Look at its name and its folder.") from error
        if stat.S_ISDIR(mode):
            raise Invalid(f"{path} is a folder. Name the recordings in it, for example {path}/*.mp4.")


def _each_once(request: FilmRequest, progress: Progress) -> FilmRequest:
    """Use a recording once that the command names twice, as `*.mp4 final.mp4` does."""
    once: dict[str, Path] = {}
    for path in request.takes:
        if once.setdefault(os.path.abspath(path), path) is not path:  # noqa: PTH100 (absolute() keeps "..")
            progress.say(f"{takes.legible(path.name)} is named twice; it is used once.")
    return replace(request, takes=tuple(once.values()))


def _find_sport(name: str | None) -> Sport | None:
    try:
        return find_sport(name) if name else None
    except ValueError as error:
        raise Invalid(str(error)) from error
