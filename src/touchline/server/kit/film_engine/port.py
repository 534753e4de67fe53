"""What the server asks of a film engine, whichever it is: in this program, in another one, in a memory.

An order knows takes by their ids and no people; what comes back names them the same way.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from touchline.core.sync.certificate import Verdict

INSTANT = "film.m3u8"
FILM = "film.mp4"
POSTER = "poster.jpg"
MASTER = "hls/master.m3u8"
FORMATS = {"1080p": FILM, "720p": "720p.mp4", "mobile": "mobile.mp4"}
"""The sizes that a final film is offered in, largest first; a small film has only the file of the first.

Where an engine lays what the server looks for; docs/reference/outputs.md describes the whole folder."""


class Stage(StrEnum):
    """What an engine does, in this order; what it does beyond that is told as part of the stage before."""

    READING = "Reading the recordings"
    LISTENING = "Listening"
    LOOKING = "Looking"
    SYNCHRONISING = "Synchronising"
    DIRECTING = "Directing"
    PREPARING = "Preparing angles and sound"
    CUTTING = "Instant cut"
    RENDERING = "Rendering the film"
    SIZING = "Other sizes"
    FILING = "Files to download"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A shared clock showed `shared_s` when the take's own stood at `take_s`, give or take `bound_s`."""

    take_s: float
    shared_s: float
    bound_s: float


@dataclass(frozen=True, slots=True)
class OrderedTake:
    """A take that is to be in the film. The name of the file at `path` is its id and an ending."""

    take_id: UUID
    path: Path
    position: str | None = None
    """A named position of the sport."""
    clock: tuple[ClockReading, ...] = ()


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """What a film is to be made of, and where.

    `folder` is the same for all orders of one game: what lies there is kept, so that an interrupted film
    goes on and a late take costs only what it changes. `is_quick` stops after the instant cut.
    """

    takes: tuple[OrderedTake, ...]
    folder: Path
    sport: str | None = None
    is_quick: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence about where a take lies, alone or against another take, and what came of it."""

    kind: str
    other: UUID | None
    is_used: bool
    rms_s: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class TakeInFilm:
    """What became of a take."""

    take_id: UUID
    is_used: bool
    verdict: Verdict
    explanation: str
    """One sentence that a coach understands; of a take that is left out, why."""
    offset_s: float | None = None
    """The game clock at its first frame; None where it could not be placed."""
    drift_ppm: float | None = None
    bound_s: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotInFilm:
    """A take is shown from `start_s` to `end_s` in the film, which is `game_start_s` on the game clock."""

    take_id: UUID
    start_s: float
    end_s: float
    game_start_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A moment worth jumping to, in the film's own time."""

    at_s: float
    title: str


@dataclass(frozen=True, slots=True)
class FilmMade:
    """What was made. Times are those of the instant cut after a quick order, else of the final film.

    `duration_s` is None, and there are no shots, where no take could be used.
    """

    takes: tuple[TakeInFilm, ...]
    duration_s: float | None = None
    shots: tuple[ShotInFilm, ...] = ()
    chapters: tuple[Chapter, ...] = ()


class FilmProgress(Protocol):
    """Whoever is told how far an engine is."""

    def stage(self, title: str) -> AbstractContextManager[Callable[[float], None]]:
        """Enter a stage; what is yielded hears the share that is done, 0–1, from any thread.

        It raises where somebody asked for the work to stop; an engine lets that pass.
        """

    def say(self, sentence: str) -> None:
        """Tell the person something that matters for the result."""


class FilmEngine(Protocol):
    """Makes films."""

    def make_film(self, order: FilmOrder, progress: FilmProgress) -> FilmMade:
        """Make the film that is ordered, in its folder. Interrupted, the same order goes on where it was.

        Raises:
            TouchlineError: with a sentence that says what to do. A bad take alone never raises.
        """
