"""What nobody can be watching any more: replaced versions, and instant cuts behind final films."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.films import keys, repository
from touchline.server.recordings.films.models import Film

IN_THE_MIDDLE = timedelta(hours=1)
"""So long somebody may be in the middle of what has been replaced."""


def take_replaced(session: Session, *, now: datetime) -> Sequence[Film]:
    """Delete the rows of versions that were replaced a while ago; return them, since their files go too."""
    films = repository.list_replaced(session, now - IN_THE_MIDDLE)
    repository.delete_films(session, [film.id for film in films])
    return films


def drop_instant(session: Session, storage: Storage, *, now: datetime) -> None:
    """Remove the files that only the instant cuts of final films need."""
    for film in repository.list_with_needless_instant(session, now - IN_THE_MIDDLE):
        for part in keys.ONLY_INSTANT:
            for stored in list(storage.list(keys.folder(film) + part)):
                storage.delete(stored.key)
        film.has_instant = False


def remove_lost_files(session: Session, storage: Storage) -> int:
    """Remove files of versions that are gone: a job may have been about to bring them when it was stopped."""
    found = {stored.key: _film_of(stored.key) for stored in storage.list(keys.ALL)}
    known = repository.which_exist(session, set(found.values()))
    lost = [key for key, film_id in found.items() if film_id not in known]
    for key in lost:
        storage.delete(key)
    return len(lost)


def _film_of(key: str) -> UUID:
    return UUID(key.split("/")[2])
