"""Deleting films: rows here, at once; files by a job of the same transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game, GameState
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import OVER
from touchline.server.recordings.films import repository
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.films.service import videos
from touchline.server.recordings.takes import service as takes


def delete_film(session: Session, viewer: Viewer, film_id: UUID, *, now: datetime) -> Film:
    """Delete a version, for whoever runs the game.

    Raises:
        VideoNotFound, RoleMissing: it is not the viewer's to delete.
    """
    film = videos.get_film(session, viewer, film_id)
    game = takes.game_of(session, film.game_id)
    permissions.require_in_team(viewer, game.team, permissions.STAFF)
    takes.hold_game(session, game.id)
    _delete(session, film, now)
    takes.note(session, game, "film.delete", by=viewer.user_id, about=film.id, now=now)
    settle_game(session, game)
    return film


def delete_versions_with(session: Session, take_id: UUID, *, now: datetime) -> list[Film]:
    """Delete every version that was made of a take; what shows it must not be seen any more."""
    films = list(repository.list_with_take(session, take_id))
    for film in films:
        _delete(session, film, now)
    return films


def delete_all(session: Session, game_id: UUID, *, now: datetime) -> list[Film]:
    """Delete every version of a game."""
    films = list(repository.list_of_game(session, game_id))
    for film in films:
        _delete(session, film, now)
    return films


def erase_person(session: Session, person_id: UUID) -> None:
    """Forget who asked for films; they are the team's."""
    repository.forget_who_asked(session, person_id)


def settle_game(session: Session, game: Game) -> None:
    """Move a game that has lost its film back to where it is without one."""
    if game.state in (GameState.PROCESSING, GameState.READY) and repository.watched(session, game.id) is None:
        games.set_state(session, game, GameState.RECORDING)


def _delete(session: Session, film: Film, now: datetime) -> None:
    job = jobs.get_jobs(session, [film.job_id]).get(film.job_id) if film.job_id else None
    if job is not None and job.state not in OVER:
        jobs.cancel(session, job, now=now)
    repository.delete_films(session, [film.id])
