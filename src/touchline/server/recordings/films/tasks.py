"""What is done with films in the background, and when it begins."""

import functools
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Job, Priority
from touchline.server.kit.jobs.periodic import Daily
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.outbox import posting
from touchline.server.kit.storage.port import delete_all
from touchline.server.recordings.films import keys, service
from touchline.server.recordings.films.making import STAGES, forget_work, make, stale_work
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes import tasks as take_tasks
from touchline.server.recordings.takes.models import Take

FILM_WEIGHT = 2
"""A film keeps all cores busy; two at once would each take twice as long, and need twice the memory."""

WORK_KEPT = timedelta(days=7)
"""So long a late take costs only what it changes in the film (docs/experiments/late-takes.md)."""


def order_film(session: Session, viewer: Viewer, game_id: UUID, *, now: datetime) -> Job:
    """Have a game's film made; return the job that does it already if there is one.

    Raises:
        GameNotFound, RoleMissing, GameCancelled, GameClosed, NoTakeReady: it cannot be made.
    """
    game = service.prepare_order(session, viewer, game_id)
    running = service.job_in_progress(session, game.id)
    if running is not None:
        return running
    film = service.begin_version(session, game, asked_by=viewer.user_id, now=now)
    takes.note(session, game, "film.order", by=viewer.user_id, about=film.id, now=now)
    return _defer(session, film)


def on_take_ready(session: Session, take: Take, now: datetime) -> None:
    """Begin the film, or heal it, where a take that has become ready makes it due."""
    film = service.begin_when_due(session, takes.game_of(session, take.game_id), now=now)
    if film is not None:
        _defer(session, film)


def accept_take(session: Session, viewer: Viewer, take_id: UUID, *, now: datetime) -> Take:
    """Say yes to a take from outside the team: from now on it is one like all others.

    Raises:
        TakeNotFound, RoleMissing, TakeRefused: it is not the viewer's to accept, or cannot be used.
    """
    take, is_ready = takes.accept_take(session, viewer, take_id, now=now)
    if is_ready:
        on_take_ready(session, take, now)
    return take


def delete_video(session: Session, viewer: Viewer, video_id: UUID, *, now: datetime) -> None:
    """Delete a film; or a take, with every film that shows it, and have a new one made of what is left.

    Raises:
        VideoNotFound, NotYourTake, RoleMissing: it is not the viewer's to delete.
    """
    video = service.find_video(session, viewer, video_id)
    if isinstance(video, Film):
        service.delete_film(session, viewer, video.id, now=now)
        _remove_files(session, video)
        return
    _, game = takes.get_take_of_owner(session, viewer, video.id)
    takes.hold_game(session, game.id)
    films = service.delete_versions_with(session, video.id, now=now)
    take_tasks.delete_take(session, viewer, video.id, now=now)
    for film in films:
        _remove_files(session, film)
    jobs.defer(session, FORGET_WORK, game_id=game.id)
    service.settle_game(session, game)
    anew = service.begin_by_itself(session, game, now=now) if films else None
    if anew is not None:
        _defer(session, anew)


def delete_game_recordings(session: Session, game: Game, *, now: datetime) -> None:
    """Delete all that was recorded of a game and made of it."""
    takes.hold_game(session, game.id)
    for film in service.delete_all(session, game.id, now=now):
        _remove_files(session, film)
    take_tasks.delete_all(session, game.id)
    jobs.defer(session, FORGET_WORK, game_id=game.id)
    service.settle_game(session, game)


def _defer(session: Session, film: Film) -> Job:
    job = jobs.defer(
        session,
        MAKE_FILM,
        weight=FILM_WEIGHT,
        subject_id=film.game_id,
        owner_id=film.asked_by,
        film_id=film.id,
    )
    film.job_id = job.id
    return job


def _remove_files(session: Session, film: Film) -> None:
    jobs.defer(session, REMOVE_FILM_FILES, game_id=film.game_id, film_id=film.id)


def _go_on(session: Session, film: Film, game: Game) -> None:
    """Have the team told of its first film, and heal one at once for which a take came too late."""
    if service.note_ready(session, game, now=film.ready_at or film.created_at):
        jobs.defer(session, TELL_READY, game_id=game.id)
    if service.has_unused_take(session, film):
        following = service.begin_by_itself(session, game, now=film.ready_at or film.created_at)
        if following is not None:
            _defer(session, following)


def _run_removal(job: Running) -> None:
    delete_all(job.ports.storage, keys.folder_of(job.ids["game_id"], job.ids["film_id"]))


def _run_forgetting(job: Running) -> None:
    """Remove the engine's folder of a game, unless it is being used: then it is made anew there."""
    with job.ports.database.reading() as session:
        is_used = service.job_in_progress(session, job.ids["game_id"]) is not None
    if not is_used:
        forget_work(job.ports.folder, job.ids["game_id"])


def _run_sweep(job: Running) -> None:
    now = job.ports.clock.now()
    with job.writing() as session:
        for film in service.take_replaced(session, now=now):
            _remove_files(session, film)
    with job.writing() as session:
        service.drop_instant(session, job.ports.storage, now=now)
    for game_id in stale_work(job.ports.folder, now - WORK_KEPT):
        with job.writing() as session:
            jobs.defer(session, FORGET_WORK, game_id=game_id)


def _run_search(job: Running) -> None:
    with job.writing() as session:
        service.remove_lost_files(session, job.ports.storage)


def telling(write: service.Write) -> tuple[Task, ...]:
    """Return the tasks that tell teams of their films, in letters that `write` writes."""
    return (
        Task(TELL_READY.name, functools.partial(_tell_at_once, write=write)),
        Task(TELL_DAILY.name, functools.partial(_tell_daily, write=write)),
    )


def _cannot_tell(_job: Running) -> None:
    raise NotImplementedError("letters need somebody who writes them: wire `telling` in")


def _tell_at_once(job: Running, *, write: service.Write) -> None:
    with job.writing() as session:
        post = functools.partial(posting.post, session, job.ports, priority=Priority.BULK)
        service.tell_at_once(session, post, write, job.ids["game_id"], now=job.ports.clock.now())
        job.finish(session)


def _tell_daily(job: Running, *, write: service.Write) -> None:
    with job.writing() as session:
        post = functools.partial(posting.post, session, job.ports, priority=Priority.BULK)
        service.tell_daily(session, post, write, now=job.ports.clock.now())
        job.finish(session)


MAKE_FILM = Task(
    "make_film", functools.partial(make, on_ready=_go_on), STAGES, most_attempts=6, longest_s=24 * 3600.0
)
REMOVE_FILM_FILES = Task("remove_film_files", _run_removal, most_attempts=50)
FORGET_WORK = Task("forget_film_work", _run_forgetting, most_attempts=50)
SWEEP_FILMS = Task("sweep_films", _run_sweep)
REMOVE_LOST_FILES = Task("remove_lost_film_files", _run_search)

TELL_READY = Task("tell_film_ready", _cannot_tell)
TELL_DAILY = Task("tell_films_of_the_day", _cannot_tell)
"""What is deferred; `telling` returns those that are done."""

EVERY_MORNING = Daily(TELL_DAILY.name, time(6, 0))

TASKS = (MAKE_FILM, REMOVE_FILM_FILES, FORGET_WORK, SWEEP_FILMS, REMOVE_LOST_FILES)
