"""When a film is made: when a coach asks, when all expected takes are there, when a late take heals it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.errors import GameCancelled
from touchline.server.games.models import Game, GameState
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import OVER, Job
from touchline.server.recordings.films import repository
from touchline.server.recordings.films.errors import NoTakeReady
from touchline.server.recordings.films.models import Film, FilmState
from touchline.server.recordings.films.service import consent
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import TakeState

_BEFORE_A_FILM = (GameState.SCHEDULED, GameState.RECORDING)


def prepare_order(session: Session, viewer: Viewer, game_id: UUID) -> Game:
    """Return the game, if its film may and can be made; nobody else orders it until the commit.

    Raises:
        GameNotFound, RoleMissing: the viewer does not run it.
        GameCancelled, GameClosed, NoTakeReady: it cannot be filmed (yet).
    """
    game = games.get_game_of_staff(session, viewer, game_id)
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    takes.hold_game(session, game.id)
    consent.require_consent(session, game)
    if not takes.list_ready(session, game.id):
        raise NoTakeReady(why_none(session, game.id))
    return game


def job_in_progress(session: Session, game_id: UUID) -> Job | None:
    """Return the job that makes this game's film now, or waits to."""
    newest = repository.newest(session, game_id)
    if newest is None or newest.job_id is None:
        return None
    job = jobs.get_jobs(session, [newest.job_id]).get(newest.job_id)
    return job if job is not None and job.state not in OVER else None


def begin_version(session: Session, game: Game, *, asked_by: UUID | None, now: datetime) -> Film:
    """Begin the next version; one that was begun before and came to nothing stays a failure."""
    _settle(session, game.id)
    film = Film(
        id=new_id(),
        game_id=game.id,
        version=repository.next_version(session, game.id),
        state=FilmState.MAKING,
        asked_by=asked_by,
        shots=[],
        chapters=[],
        has_instant=False,
        created_at=now,
    )
    session.add(film)
    if game.state in _BEFORE_A_FILM:
        games.set_state(session, game, GameState.PROCESSING)
    session.flush()
    return film


def begin_when_due(session: Session, game: Game, *, now: datetime) -> Film | None:
    """Begin a version by itself: the first when all expected takes are ready, a later one for a late take."""
    if job_in_progress(session, game.id) or game.state is GameState.CANCELLED:
        return None  # whoever ends the job looks again
    ready = len(takes.list_ready(session, game.id))
    is_due = repository.newest(session, game.id) is not None or ready >= (game.expected_takes or ready + 1)
    return begin_by_itself(session, game, now=now) if is_due else None


def begin_by_itself(session: Session, game: Game, *, now: datetime) -> Film | None:
    """Begin a version that nobody asked for, if it may be made."""
    if not takes.list_ready(session, game.id) or not consent.has_consent(session, game):
        return None
    return begin_version(session, game, asked_by=None, now=now)


def has_unused_take(session: Session, film: Film) -> bool:
    """Say whether a take has become ready that this version was not made of."""
    made_of = repository.places_of(session, film.id)
    return any(take.id not in made_of for take in takes.list_ready(session, film.game_id))


def _settle(session: Session, game_id: UUID) -> None:
    """Note of a version whose job ended before it did that it failed."""
    newest = repository.newest(session, game_id)
    if newest is not None and newest.state is FilmState.MAKING:
        newest.state = FilmState.FAILED


def why_none(session: Session, game_id: UUID) -> str:
    """Say what to do where there is no film."""
    states = {take.state for take in takes.list_all(session, game_id)}
    if states & {TakeState.PREPARING, TakeState.RECORDING}:
        return "The recordings are still being prepared. Have the film made when one of them is ready."
    if TakeState.READY in states:
        return "No film has been made of these recordings yet. A coach can have it made."
    if TakeState.AWAITING in states:
        return "The recordings came from outside the team. A coach accepts them first, on the game's page."
    if states:
        return "None of the recordings can be used. Look at each of them for the reason, and upload others."
    return "There is no recording of this game yet. Upload one, then have the film made."
