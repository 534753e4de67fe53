"""Finding takes and films: each is a video, and found by the same id everywhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.kit.film_engine.port import FORMATS
from touchline.server.kit.storage.errors import NoSuchFile
from touchline.server.kit.storage.links import Link
from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.films import keys, repository, showing
from touchline.server.recordings.films.errors import FilmNotReady, OnlyTakesHaveSettings, VideoNotFound
from touchline.server.recordings.films.models import Film, FilmTake
from touchline.server.recordings.films.service import consent
from touchline.server.recordings.takes import keys as take_keys
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.errors import TakeNotFound
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeIn

LIVES = timedelta(hours=6)
"""How long an address is good: longer than a game day's evening, shorter than a link that goes round."""


def get_film(session: Session, viewer: Viewer, film_id: UUID) -> Film:
    """Return a version that the viewer sees.

    Raises:
        VideoNotFound: there is none, or not for this viewer.
    """
    film = repository.find_film(session, viewer, film_id)
    if film is None:
        raise VideoNotFound
    return film


def find_video(session: Session, viewer: Viewer, video_id: UUID) -> Take | Film:
    """Return a take or film that the viewer sees.

    Raises:
        VideoNotFound: there is none, or not for this viewer.
    """
    film = repository.find_film(session, viewer, video_id)
    if film is not None:
        return film
    try:
        return takes.get_take(session, viewer, video_id)
    except TakeNotFound as error:
        raise VideoNotFound from error


def open_video(session: Session, viewer: Viewer, video_id: UUID) -> tuple[Take | Film, Game]:
    """Return a take or film that the viewer may watch now, with its game.

    Raises:
        VideoNotFound: there is none, or not for this viewer.
        GameClosed, TakeStillComing, TakeRefused, FilmNotReady: it cannot be watched (yet).
    """
    video = find_video(session, viewer, video_id)
    game = takes.game_of(session, video.game_id)
    consent.require_consent(session, game)
    if isinstance(video, Film):
        if video.state not in repository.WATCHED:
            raise FilmNotReady
    else:
        takes.require_ready(video)
    return video, game


def link_for(viewer: Viewer, game: Game, *, folder: str | None = None, name: str | None = None) -> Link:
    """Return what an address of a game's video is good for: until this viewer's sign-in or team close it."""
    grants = (game.team.viewing_grant, *viewer.grants)
    return Link(folder=folder, name=name, grants=grants, holder=str(viewer.user_id))


def stream_of(storage: Storage, viewer: Viewer, video: Take | Film, game: Game) -> str:
    """Return the address at which a video plays."""
    if isinstance(video, Film):
        key, folder = keys.stream(video), keys.folder(video)
    else:
        key, folder = take_keys.angle(video.id), take_keys.angle_folder(video.id)
    return storage.url(key, LIVES, link_for(viewer, game, folder=folder))


def still_of(session: Session, storage: Storage, viewer: Viewer, game: Game) -> str | None:
    """Return the address of a still from a final film, and of nothing else; None where nothing is shown."""
    film = film_of(session, game.id)
    if film is None or not film.is_final or not consent.has_consent(session, game):
        return None
    return storage.url(keys.poster(film), LIVES, link_for(viewer, game))


def still_of_take(session: Session, storage: Storage, viewer: Viewer, take_id: UUID) -> str:
    """Return the address of a small picture of a take.

    Raises:
        VideoNotFound: there is none, or not for this viewer.
        GameClosed, TakeStillComing, TakeRefused: it cannot be looked at (yet).
    """
    take, game = open_video(session, viewer, take_id)
    if not isinstance(take, Take) or not take.has_still:
        raise VideoNotFound
    return storage.url(take_keys.still(take.id), LIVES, link_for(viewer, game))


def file_of(session: Session, storage: Storage, viewer: Viewer, video: Take | Film, form: str) -> str:
    """Return the address of a video's file, saved under a name for people.

    Raises:
        FilmNotReady: it is a film, and only its instant cut is there.
    """
    game = takes.game_of(session, video.game_id)
    if isinstance(video, Take):
        key = takes.recording_of(session, video.id).key
        name = showing.name_of(game, f"take {video.letter}", key.rpartition(".")[2])
    elif not video.is_final:
        raise FilmNotReady
    else:
        key = _largest_up_to(storage, video, form)
        name = showing.name_of(game, form, "mp4")
    return storage.url(key, LIVES, link_for(viewer, game, name=name))


def _largest_up_to(storage: Storage, film: Film, form: str) -> str:
    """Return the key of a size; a film that was smaller from the beginning has only its own."""
    key = keys.file(film, form)
    try:
        storage.stat(key)
    except NoSuchFile:
        return keys.file(film, next(iter(FORMATS)))
    return key


def change_video(session: Session, viewer: Viewer, video_id: UUID, wanted: TakeIn, *, now: datetime) -> Take:
    """Say what filmed a take, and where it stood.

    Raises:
        VideoNotFound, NotYourTake: it is not the viewer's to change.
        OnlyTakesHaveSettings: it is a film.
    """
    video = find_video(session, viewer, video_id)
    if isinstance(video, Film):
        raise OnlyTakesHaveSettings
    return takes.change_take(session, viewer, video.id, wanted, now=now)


def list_videos(session: Session, viewer: Viewer, game_id: UUID) -> list[Take | Film]:
    """Return all that there is of a game: its films, the newest first, then its takes as they came.

    Raises:
        GameNotFound: there is none, or not for this viewer.
    """
    games.get_game(session, viewer, game_id)
    return [*repository.list_of_game(session, game_id), *takes.list_takes(session, viewer, game_id)]


def film_of(session: Session, game_id: UUID) -> Film | None:
    """Return the version that is watched, if there is one; whoever asks was let in before."""
    return repository.watched(session, game_id)


def places_of(session: Session, film_id: UUID) -> dict[UUID, FilmTake]:
    """Return each take's part in a version."""
    return repository.places_of(session, film_id)


def films_of(session: Session, game_id: UUID) -> Sequence[Film]:
    """Return all versions, the newest first."""
    return repository.list_of_game(session, game_id)
