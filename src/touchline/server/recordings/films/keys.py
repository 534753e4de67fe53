"""Where the files of a film lie in storage: a folder for each version, laid out as an engine lays it."""

from uuid import UUID

from touchline.server.kit.film_engine.port import FILM, FORMATS, INSTANT, MASTER, POSTER
from touchline.server.recordings.films.models import Film

ALL = "films/"
ONLY_INSTANT = (INSTANT, "film/", "sound/", "angles/")
"""What only the instant cut needs."""


def folder_of(game_id: UUID, film_id: UUID) -> str:
    """Return the prefix of all files of a version."""
    return f"{ALL}{game_id}/{film_id}/"


def folder(film: Film) -> str:
    """Return the prefix of all files of a version."""
    return folder_of(film.game_id, film.id)


def stream(film: Film) -> str:
    """Return the key of the playlist that plays it: of the final film, or of the instant cut until then."""
    return folder(film) + (MASTER if film.is_final else INSTANT)


def poster(film: Film) -> str:
    """Return the key of a still from the final film."""
    return folder(film) + POSTER


def file(film: Film, form: str) -> str:
    """Return the key of the final film in one of the sizes of `FORMATS`."""
    return folder(film) + FORMATS.get(form, FILM)
