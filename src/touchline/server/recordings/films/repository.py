"""All SQL about films. What a person causes begins at `visible_to`; the server's own work does not."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.recordings.films.models import Film, FilmNews, FilmState, FilmTake

WATCHED = (FilmState.WATCHABLE, FilmState.READY)


def visible_to(viewer: Viewer) -> Select[Film]:
    """Begin a read of films: those of the viewer's teams."""
    return select(Film).where(Film.game_id.in_(select(Game.id).where(Game.team_id.in_(viewer.team_ids))))


def find_film(session: Session, viewer: Viewer, film_id: UUID) -> Film | None:
    """Return a film that the viewer sees."""
    return session.scalars(visible_to(viewer).where(Film.id == film_id)).one_or_none()


# The server's own work


def get_film(session: Session, film_id: UUID) -> Film | None:
    """Return a version, whoever asks, as it stands now."""
    return session.get(Film, film_id, populate_existing=True)


def newest(session: Session, game_id: UUID) -> Film | None:
    """Return the newest version, however far it is."""
    return session.scalars(_versions(game_id).limit(1)).first()


def watched(session: Session, game_id: UUID) -> Film | None:
    """Return the version that is watched: the newest final one, else the newest instant cut."""
    for state in (FilmState.READY, FilmState.WATCHABLE):
        found = session.scalars(_versions(game_id).where(Film.state == state).limit(1)).first()
        if found is not None:
            return found
    return None


def list_of_game(session: Session, game_id: UUID) -> Sequence[Film]:
    """Return all versions, the newest first."""
    return session.scalars(_versions(game_id)).all()


def next_version(session: Session, game_id: UUID) -> int:
    """Return the number of the next version."""
    return (session.scalar(select(func.max(Film.version)).where(Film.game_id == game_id)) or 0) + 1


def places_of(session: Session, film_id: UUID) -> dict[UUID, FilmTake]:
    """Return each take's part in a version."""
    query = select(FilmTake).where(FilmTake.film_id == film_id)
    return {place.take_id: place for place in session.scalars(query)}


def list_with_take(session: Session, take_id: UUID) -> Sequence[Film]:
    """Return the versions that were made of a take among others."""
    made_of = select(FilmTake.film_id).where(FilmTake.take_id == take_id)
    return session.scalars(select(Film).where(Film.id.in_(made_of))).all()


def replace_older(session: Session, film: Film, now: datetime) -> None:
    """Note that from now on this version is what is watched."""
    older = update(Film).where(
        Film.game_id == film.game_id, Film.version < film.version, Film.replaced_at.is_(None)
    )
    session.execute(older.values(replaced_at=now), execution_options={"synchronize_session": False})


def which_exist(session: Session, film_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these ids that are films."""
    return set(session.scalars(select(Film.id).where(Film.id.in_(film_ids))))


def list_replaced(session: Session, before: datetime) -> Sequence[Film]:
    """Return the versions that were replaced before a moment."""
    return session.scalars(select(Film).where(Film.replaced_at <= before)).all()


def list_with_needless_instant(session: Session, ready_before: datetime) -> Sequence[Film]:
    """Return the final films whose instant cut nobody can be watching any more."""
    query = select(Film).where(Film.has_instant, Film.state == FilmState.READY)
    return session.scalars(query.where(Film.ready_at <= ready_before)).all()


def delete_films(session: Session, film_ids: Collection[UUID]) -> None:
    """Delete versions with what hangs on them."""
    session.execute(delete(FilmTake).where(FilmTake.film_id.in_(film_ids)))
    session.execute(delete(Film).where(Film.id.in_(film_ids)))


def find_news(session: Session, game_id: UUID) -> FilmNews | None:
    """Return when a game had its first final film, if it has."""
    return session.get(FilmNews, game_id)


def add_news(session: Session, game_id: UUID, now: datetime) -> None:
    """Note that a game has its first final film."""
    session.add(FilmNews(game_id=game_id, ready_at=now))


def take_news(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the games of which whoever wants one mail a day was not told yet, the first film's first."""
    query = select(FilmNews).where(FilmNews.digested_at.is_(None)).with_for_update()
    found = session.scalars(query.order_by(FilmNews.ready_at, FilmNews.game_id)).all()
    for news in found:
        news.digested_at = now
    return [news.game_id for news in found]


def forget_who_asked(session: Session, person_id: UUID) -> None:
    """Have nobody be who asked for a person's films."""
    asked = update(Film).where(Film.asked_by == person_id).values(asked_by=None)
    session.execute(asked, execution_options={"synchronize_session": False})


def _versions(game_id: UUID) -> Select[Film]:
    return select(Film).where(Film.game_id == game_id).order_by(Film.version.desc())
