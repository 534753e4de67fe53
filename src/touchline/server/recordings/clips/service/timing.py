"""Which seconds somebody means, and where they lie now."""

from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.recordings.clips.clocks import NO_CLOCKS, Clocks, Span, clocks_of
from touchline.server.recordings.clips.errors import FilmReplaced
from touchline.server.recordings.clips.schemas import StretchIn
from touchline.server.recordings.films import service as films


def present_clocks(session: Session, game_id: UUID) -> Clocks:
    """Return the clocks of the film that is watched now; none where there is no film."""
    film = films.film_of(session, game_id)
    return NO_CLOCKS if film is None else clocks_of(films.places_of(session, film.id))


def told_clocks(session: Session, game_id: UUID, wanted: StretchIn, present: Clocks) -> Clocks:
    """Return the clocks of the film by which somebody told a stretch.

    Raises:
        FilmReplaced: it is gone, so that nobody knows any more what its seconds meant.
    """
    if wanted.film_id is None:
        return present
    of_game = any(film.id == wanted.film_id for film in films.films_of(session, game_id))
    clocks = clocks_of(films.places_of(session, wanted.film_id)) if of_game else {}
    if not clocks:
        raise FilmReplaced
    return clocks


def span_of(wanted: StretchIn) -> Span:
    """Return a stretch as it was told."""
    return Span(wanted.start_s, wanted.end_s)
