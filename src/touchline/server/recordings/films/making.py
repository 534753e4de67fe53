"""A film is made: ordered, and published twice, first as the instant cut and then in all its glory.

The engine's folder stays between the orders of a game, and what it made stays there: killed anywhere, the job
asks for the same again and the engine goes on. What is watched changes only in the transactions here.
"""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.games import service as games
from touchline.server.games.models import Game, GameState
from touchline.server.kit.film_engine.port import (
    FORMATS,
    INSTANT,
    MASTER,
    POSTER,
    ClockReading,
    FilmMade,
    FilmOrder,
    OrderedTake,
    Stage,
    TakeInFilm,
)
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.storage.full import told_without_paths
from touchline.server.recordings import publishing
from touchline.server.recordings.films import keys, repository
from touchline.server.recordings.films.models import Film, FilmState, FilmTake
from touchline.server.recordings.films.service.consent import require_consent
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import Take

PUBLISHING_INSTANT, PUBLISHING = "Publishing the instant cut", "Publishing the film"
STAGES = {
    Stage.READING: 0.01,
    Stage.LISTENING: 0.05,
    Stage.LOOKING: 0.52,
    Stage.SYNCHRONISING: 0.05,
    Stage.DIRECTING: 0.02,
    Stage.PREPARING: 0.07,
    Stage.CUTTING: 0.01,
    PUBLISHING_INSTANT: 0.02,
    Stage.RENDERING: 1.07,
    Stage.SIZING: 0.71,
    Stage.FILING: 0.02,
    PUBLISHING: 0.03,
}
"""Shares of the time against a plain transcode, from docs/experiments/film.md."""

_KNOWN_AGAIN = frozenset(list(Stage)[: list(Stage).index(Stage.CUTTING) + 1])
"""What the second order of a job only reads again."""

_NOTE, _GOING = ".takes", ".going"

OnReady = Callable[[Session, Film, Game], None]
"""Called in the transaction in which a film becomes ready."""


def work_folder(folder: Path, game_id: UUID) -> Path:
    """Return where the engine works on the films of a game."""
    return folder / "work" / "films" / str(game_id)


def forget_work(folder: Path, game_id: UUID) -> None:
    """Remove the engine's folder of a game, at once for whoever looks for it."""
    work = work_folder(folder, game_id)
    going = work.with_suffix(_GOING)
    shutil.rmtree(going, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        work.rename(going)
    shutil.rmtree(going, ignore_errors=True)
    _note_of(work).unlink(missing_ok=True)


def stale_work(folder: Path, before: datetime) -> list[UUID]:
    """Return the games of which no film was made for so long."""
    notes = (folder / "work" / "films").glob(f"*{_NOTE}")
    return [UUID(note.stem) for note in notes if note.stat().st_mtime < before.timestamp()]


def make(job: Running, on_ready: OnReady) -> None:
    """Make the film `film_id`."""
    chosen = _choose(job)
    if chosen is None:
        return
    film, sport, listed, is_first = chosen
    if not listed:
        _be_failed(job, film, FilmMade(()))
        return
    with told_without_paths(), contextlib.ExitStack() as stack:
        order = _order(job, film, sport, listed, stack)
        _forget_deleted(job.ports.folder, film.game_id, {take.id for take in listed})
        is_quick = is_first and film.state is FilmState.MAKING
        if is_quick:
            made = job.ports.film_engine.make_film(_quick(order), _Told(job))
            if not made.shots:
                _be_failed(job, film, made)
                return
            with job.stage(PUBLISHING_INSTANT):
                _publish(job, film, order.folder, [INSTANT])
            _be_watchable(job, film, made)
        made = job.ports.film_engine.make_film(order, _Told(job, is_again=is_quick))
        if not made.shots:
            _be_failed(job, film, made)
            return
        with job.stage(PUBLISHING):
            _publish(job, film, order.folder, [*FORMATS.values(), POSTER, MASTER])
        _be_ready(job, film, made, on_ready)


def _choose(job: Running) -> tuple[Film, str, Sequence[Take], bool] | None:
    """Choose the takes at the first attempt, so that all attempts make the same film.

    None where there is nothing to do: it is done, deleted, or a newer version was begun.
    """
    with job.writing() as session:
        film = repository.get_film(session, job.ids["film_id"])
        if film is None or film.is_final:
            return None
        takes.hold_game(session, film.game_id)
        newest = repository.newest(session, film.game_id)
        if newest is None or newest.id != film.id:
            return None
        require_consent(session, takes.game_of(session, film.game_id))
        ready = takes.list_ready(session, film.game_id)
        chosen = repository.places_of(session, film.id)
        if not chosen:
            session.add_all(_unplaced(film.id, take.id) for take in ready)
        if film.state is FilmState.FAILED:
            film.state, film.problem = FilmState.MAKING, None
        listed = [take for take in ready if not chosen or take.id in chosen]
        watched = repository.watched(session, film.game_id)
        is_first = watched is None or not watched.is_final
        return film, takes.game_of(session, film.game_id).team.sport, listed, is_first


def _order(
    job: Running, film: Film, sport: str, listed: Sequence[Take], stack: contextlib.ExitStack
) -> FilmOrder:
    ids = [take.id for take in listed]
    with job.ports.database.reading() as session:
        recordings = takes.recordings_of(session, ids)
        clocks = takes.clock_samples_of(session, ids)
    ordered = tuple(
        OrderedTake(
            take_id=take.id,
            path=stack.enter_context(job.ports.storage.at_path(recordings[take.id].key)),
            position=take.position,
            clock=tuple(
                ClockReading(sample.take_s, sample.server_at.timestamp(), sample.bound_s)
                for sample in clocks
                if sample.take_id == take.id
            ),
        )
        for take in listed
    )
    return FilmOrder(ordered, work_folder(job.ports.folder, film.game_id), sport)


def _forget_deleted(folder: Path, game_id: UUID, take_ids: set[UUID]) -> None:
    """Begin in an empty folder if a take was deleted that something in it was made of."""
    note = _note_of(work_folder(folder, game_id))
    known = {UUID(line) for line in note.read_text().split()} if note.is_file() else set()
    if not known <= take_ids:
        forget_work(folder, game_id)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("\n".join(sorted(map(str, take_ids))), encoding="utf-8")


def _note_of(work: Path) -> Path:
    """Return the file beside an engine's folder that lists the takes it has seen."""
    return work.with_suffix(_NOTE)


def _quick(order: FilmOrder) -> FilmOrder:
    return FilmOrder(order.takes, order.folder, order.sport, is_quick=True)


def _publish(job: Running, film: Film, folder: Path, files: Sequence[str]) -> None:
    publishing.publish(job.ports.storage, folder, keys.folder(film), files, job.progress)


def _be_watchable(job: Running, film: Film, made: FilmMade) -> None:
    with job.writing() as session:
        if (now := _told_of(session, film, made)) is not None:
            now.state, now.has_instant = FilmState.WATCHABLE, True


def _be_ready(job: Running, film: Film, made: FilmMade, on_ready: OnReady) -> None:
    with job.writing() as session:
        takes.hold_game(session, film.game_id)
        if (now := _told_of(session, film, made)) is not None:
            now.state, now.ready_at = FilmState.READY, job.ports.clock.now()
            repository.replace_older(session, now, now.ready_at)
            game = takes.game_of(session, now.game_id)
            _move(session, game, GameState.READY)
            session.flush()
            on_ready(session, now, game)
        job.finish(session)


def _be_failed(job: Running, film: Film, made: FilmMade) -> None:
    with job.writing() as session:
        if (now := _told_of(session, film, made)) is not None:
            now.state, now.problem = FilmState.FAILED, _why(made)
            if repository.watched(session, now.game_id) is None:
                _move(session, takes.game_of(session, now.game_id), GameState.RECORDING)
        job.finish(session)


def _move(session: Session, game: Game, state: GameState) -> None:
    """Move a game on, unless it is there, or was ended meanwhile."""
    if game.state not in (state, GameState.CANCELLED):
        games.set_state(session, game, state)


def _why(made: FilmMade) -> str:
    reasons = " ".join(take.explanation for take in made.takes)
    sentence = f"No film could be made, since none of the recordings could be used. {reasons}".rstrip()
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"


_LONGEST = 500


def _told_of(session: Session, film: Film, made: FilmMade) -> Film | None:
    """Write down what was made; None if the film was deleted meanwhile."""
    now = repository.get_film(session, film.id)
    if now is None:
        return None
    now.duration_s = made.duration_s
    now.shots = [_plain(shot) for shot in made.shots]
    now.chapters = [asdict(chapter) for chapter in made.chapters]
    places = repository.places_of(session, film.id)
    for take in made.takes:
        if take.take_id in places:
            _place(places[take.take_id], take)
    return now


def _place(place: FilmTake, take: TakeInFilm) -> None:
    place.is_used, place.verdict = take.is_used, take.verdict.value
    place.offset_s, place.drift_ppm, place.bound_s = take.offset_s, take.drift_ppm, take.bound_s
    place.explanation = take.explanation[:_LONGEST]
    place.evidence = [_plain(evidence) for evidence in take.evidence]


def _unplaced(film_id: UUID, take_id: UUID) -> FilmTake:
    return FilmTake(film_id=film_id, take_id=take_id, is_used=False, explanation="", evidence=[])


def _plain(value: object) -> dict[str, object]:
    """Return a dataclass as JSON has it."""
    plain = asdict(value)  # type: ignore[call-overload]
    return {name: str(one) if isinstance(one, UUID) else one for name, one in plain.items()}


class _Told:
    """Passes on to the job what the engine tells, from whichever thread, one at a time.

    `is_again`: the engine was asked for the same before, and what it only reads again is not told twice.
    """

    def __init__(self, job: Running, *, is_again: bool = False) -> None:
        self._job = job
        self._silent = _KNOWN_AGAIN if is_again else frozenset()
        self._turn = threading.Lock()

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Callable[[float], None]]:
        """Enter a stage; one that the job does not know is part of the one before."""
        if title in self._silent or title not in STAGES:
            yield lambda _share: None
            return
        with self._job.stage(title):
            yield self._report

    def say(self, sentence: str) -> None:
        """What matters stands in the result; it is said there."""

    def _report(self, share: float) -> None:
        with self._turn:
            self._job.progress(share)
