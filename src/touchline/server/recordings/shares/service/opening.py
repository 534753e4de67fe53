"""Opening links, for people whom nobody knows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts.keys import Keys
from touchline.server.accounts.tokens import hashed
from touchline.server.kit.unlocked import unlocked
from touchline.server.recordings.clips import keys as clip_keys
from touchline.server.recordings.films import keys as film_keys
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films.models import FilmState
from touchline.server.recordings.shares import repository
from touchline.server.recordings.shares.errors import LinkNotOpen, LinkOrPasswordWrong
from touchline.server.recordings.shares.models import Share, ShareKind
from touchline.server.recordings.shares.service import consent, sharing
from touchline.server.recordings.takes import keys as take_keys
from touchline.server.recordings.takes.models import TakeState

TICKET = "share"
TICKET_LIFE = timedelta(hours=12)
"""How long somebody may go on watching without the password: a game, and the breaks in it."""


@dataclass(frozen=True, slots=True)
class Playable:
    """What is played: a file, or a playlist whose segments lie below `folder`. `poster_key` is its still."""

    key: str
    folder: str | None = None
    poster_key: str | None = None


def open_freely(session: Session, token: str, *, now: datetime) -> Share:
    """Open a link that has no password, and count it; one that has is returned unopened.

    Raises:
        LinkNotOpen: it shows nothing (any more).
    """
    share = _find(session, token, now)
    if share is None:
        raise LinkNotOpen
    if share.password_hash is None:
        _count(session, share, now)
    return share


def open_with_password(session: Session, keys: Keys, token: str, password: str, *, now: datetime) -> Share:
    """Open a link with its password, and count it. An unknown link costs as much time as a wrong password.

    Raises:
        LinkOrPasswordWrong: either is wrong.
    """
    share = _find(session, token, now)
    known_hash = share.password_hash if share else None
    with unlocked(session):
        is_right = keys.hasher.is_right(password, known_hash)
    share = _find(session, token, now)
    if share is None or share.password_hash != known_hash or not (is_right or known_hash is None):
        raise LinkOrPasswordWrong
    _count(session, share, now)
    return share


def open_again(session: Session, keys: Keys, token: str, ticket: str, *, now: datetime) -> Share:
    """Open a link for somebody who opened it a while ago; it is not counted again, but written down.

    Raises:
        LinkOrPasswordWrong: the ticket is too old or another link's, or the link has ended.
    """
    share, told = _find(session, token, now), keys.signer.read(TICKET, ticket, now=now)
    if share is None or told is None or told["sub"] != str(share.id):
        raise LinkOrPasswordWrong
    sharing.note(session, "share.again", share, share.game, actor_id=None, now=now)
    return share


def ticket_of(keys: Keys, share: Share, *, now: datetime) -> str:
    """Return what opens a link again."""
    lives = min(TICKET_LIFE, share.expires_at - now)
    return keys.signer.token(TICKET, {"sub": str(share.id)}, now=now, lifetime=lives)


def playable(session: Session, share: Share) -> Playable | None:
    """Return what a link shows now; None while it is being made."""
    match share.kind:
        case ShareKind.CLIP:
            return _clip(session, share.clip_id)
        case ShareKind.ANGLE:
            return _angle(session, share.take_id)
        case ShareKind.FILM:
            return _film(session, share.game_id)


def _find(session: Session, token: str, now: datetime) -> Share | None:
    share = repository.find_open(session, hashed(token), now=now)
    if share is None or consent.obstacle(session, share.game) is not None:
        return None
    return share if sharing.is_backed(session, share) else None


def _count(session: Session, share: Share, now: datetime) -> None:
    if not repository.count_view(session, share.id, now=now):
        raise LinkNotOpen
    sharing.note(session, "share.view", share, share.game, actor_id=None, now=now)


def _clip(session: Session, clip_id: UUID | None) -> Playable | None:
    clip = repository.find_clip(session, clip_id) if clip_id else None
    if clip is None or clip.ready_at is None:
        return None
    return Playable(clip_keys.video(clip), poster_key=clip_keys.poster(clip))


def _angle(session: Session, take_id: UUID | None) -> Playable | None:
    take = repository.find_take(session, take_id) if take_id else None
    if take is None or take.state is not TakeState.READY:
        return None
    key = take_keys.angle(take.id)
    return Playable(key, _folder_of(key))


def _film(session: Session, game_id: UUID) -> Playable | None:
    """The final film only: the instant cut is made of the angles, and its folder would open them all."""
    film = films.film_of(session, game_id)
    if film is None or film.state is not FilmState.READY:
        return None
    key = film_keys.stream(film)
    return Playable(key, _folder_of(key), film_keys.poster(film))


def _folder_of(key: str) -> str:
    return key.rpartition("/")[0] + "/"
