"""The part of a game's page that changes by itself: where it stands, its cameras, what is being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game, GameState
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.repository import Filter
from touchline.server.portal import camera_words, game_words
from touchline.server.portal.camera_words import CameraWords
from touchline.server.portal.language import Reader, translatable
from touchline.server.recordings.clips import service as clips
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films.models import Film, FilmState
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import Take, TakeState

_UNDER_WAY = (JobState.PENDING, JobState.PROCESSING)
_TAKE_STATES = {
    TakeState.RECORDING: (translatable("Recording"), "rec"),
    TakeState.PREPARING: (translatable("Being prepared"), ""),
    TakeState.AWAITING: (translatable("Awaits a coach's yes"), "look"),
    TakeState.READY: (translatable("Ready"), "good"),
    TakeState.REFUSED: (translatable("Cannot be used"), "look"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the line to the film."""

    name: str
    is_done: bool
    is_present: bool


@dataclass(frozen=True, slots=True)
class ShownJob:
    """Work under way: what, how far, how long still."""

    title: str
    percent: int
    remaining: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class ShownTake:
    """A camera's recording."""

    take: Take
    name: str
    is_quoted: bool
    """The name is the word of somebody from outside the team."""
    state: str
    tone: str
    sender: str
    """What a guest calls themself, for staff; empty for all others, and of all others."""
    goes_on: str
    """The day on which it is deleted unless a coach says yes; empty where it needs none."""
    job: ShownJob | None


@dataclass(frozen=True, slots=True)
class Live:
    """All that changes by itself."""

    steps: Sequence[Step]
    takes: Sequence[ShownTake]
    jobs: Sequence[ShownJob]
    film: Film | None
    is_watchable: bool
    may_be_made: bool
    failed: str
    is_hidden: bool
    """Nothing is shown of it: not all players have agreed to be filmed."""


def of_game(session: Session, viewer: Viewer, reader: Reader, game: Game, now: datetime) -> Live:
    """Return where a game stands."""
    found = takes.list_takes(session, viewer, game.id)
    recent, _ = jobs.list_jobs(session, Filter(subject_id=game.id), limit=50)
    under_way = [job for job in recent if job.state in _UNDER_WAY]
    of_takes = {job.arguments.get("take_id"): job for job in under_way if job.task == "prepare_take"}
    senders = senders_of(session, viewer, game, found)
    cameras = camera_words.of_takes(session, reader, game, found)
    film = films.film_of(session, game.id)
    is_watchable = film is not None and film.state in (FilmState.WATCHABLE, FilmState.READY)

    def shown(job: Job | None) -> ShownJob | None:
        return _shown_job(session, reader, job, now) if job else None

    return Live(
        steps=_steps(reader, game, bool(found)),
        takes=[
            shown_take(
                reader,
                take,
                senders.get(take.id, ""),
                cameras.get(take.id),
                shown(of_takes.get(str(take.id))),
            )
            for take in found
        ],
        jobs=[_shown_job(session, reader, job, now) for job in under_way if job.task == "make_film"],
        film=film,
        is_watchable=is_watchable,
        may_be_made=not is_watchable
        and any(take.state is TakeState.READY for take in found)
        and not any(job.task == "make_film" for job in under_way),
        failed=_why_failed(films.films_of(session, game.id), recent),
        is_hidden=clips.why_hidden(session, game) is not None,
    )


def _why_failed(versions: Sequence[Film], recent: Sequence[Job]) -> str:
    """Return why the latest attempt at a film came to nothing, and what to do; empty if it did not."""
    if not versions or versions[0].state in (FilmState.WATCHABLE, FilmState.READY):
        return ""
    job = next((job for job in recent if job.id == versions[0].job_id), None)
    has_failed = job is not None and job.state is JobState.FAILED
    return versions[0].problem or (job.diagnosis or "" if job is not None and has_failed else "")


def _steps(reader: Reader, game: Game, has_takes: bool) -> list[Step]:
    states = [state for state, _ in game_words.STEPS]
    present = states.index(game.state) if game.state in states else -1
    if game.state is GameState.SCHEDULED and has_takes:
        present = states.index(GameState.RECORDING)
    last = len(states) - 1
    return [
        Step(reader.gettext(words), number < present or present == last, number == present)
        for number, (_, words) in enumerate(game_words.STEPS)
    ]


def senders_of(session: Session, viewer: Viewer, game: Game, found: Sequence[Take]) -> dict[UUID, str]:
    """Return, for staff, what the guest calls themself who sent a recording; by the recording's id."""
    if not permissions.has_in_team(viewer, game.team, permissions.STAFF):
        return {}
    guests = {take.id: take.participant_id for take in found if take.participant_id is not None}
    names = games.names_of_guests(session, list(guests.values()))
    return {take_id: names[guest_id] for take_id, guest_id in guests.items() if guest_id in names}


def shown_take(
    reader: Reader, take: Take, sender: str, camera: CameraWords | None, job: ShownJob | None = None
) -> ShownTake:
    """Return a recording as pages show it: called by its place, else by what is said of its camera."""
    words, tone = _TAKE_STATES[take.state]
    goes_on = reader.day(take.created_at + takes.AWAITED_FOR) if take.awaits_yes else ""
    place, said = game_words.place(reader, take.position), camera or CameraWords()
    name, is_quoted = (place, False) if place else (said.text, said.is_quoted)
    return ShownTake(take, name, is_quoted, reader.gettext(words), tone, sender, goes_on, job)


def _shown_job(session: Session, reader: Reader, job: Job, now: datetime) -> ShownJob:
    return ShownJob(
        title=game_words.task(reader, job),
        percent=job.progress_percent,
        remaining=game_words.remaining(reader, jobs.remaining_s(session, job, now=now)),
        is_waiting=job.state is JobState.PENDING,
    )
