"""Telling a team that its film is ready: once a game, to whoever wants mails, at once or once a day."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.accounts.user import Addressee, Frequency
from touchline.server.clubs import service as clubs
from touchline.server.games.models import Game
from touchline.server.kit.mail import Message
from touchline.server.kit.outbox.posting import Post
from touchline.server.recordings.films import repository
from touchline.server.recordings.films.service import consent
from touchline.server.recordings.takes import service as takes

Write = Callable[[Addressee, Sequence[Game], datetime], Message]
"""Writes the letter to somebody of whose games there is a film now."""


def note_ready(session: Session, game: Game, *, now: datetime) -> bool:
    """Note that a game has a final film, for a caller who holds the game; False if it had one before."""
    if repository.find_news(session, game.id) is not None:
        return False
    repository.add_news(session, game.id, now)
    return True


def tell_at_once(session: Session, post: Post, write: Write, game_id: UUID, *, now: datetime) -> None:
    """Write to those of a game's team who want to be told as things happen."""
    if _is_shown(session, game_id):
        game = takes.game_of(session, game_id)
        for person in _people(session, game, Frequency.INSTANT):
            post(write(person, [game], now))


def tell_daily(session: Session, post: Post, write: Write, *, now: datetime) -> None:
    """Write one letter to each who wants one a day, of all games of theirs that have a film since."""
    news = repository.take_news(session, now)
    shown = [takes.game_of(session, game_id) for game_id in news if _is_shown(session, game_id)]
    told: defaultdict[Addressee, list[Game]] = defaultdict(list)
    for game in shown:
        for person in _people(session, game, Frequency.DAILY):
            told[person].append(game)
    for person, games in told.items():
        post(write(person, games, now))


def _is_shown(session: Session, game_id: UUID) -> bool:
    """Say whether a team finds a film behind the link: nobody deleted it, or took back a yes meanwhile."""
    film = repository.watched(session, game_id)
    if film is None or not film.is_final:
        return False
    game = takes.game_of(session, game_id)
    return game.team.archived_at is None and consent.has_consent(session, game)


def _people(session: Session, game: Game, frequency: Frequency) -> Sequence[Addressee]:
    return accounts.addressees(session, clubs.people_of_team(session, game.team), frequency)
