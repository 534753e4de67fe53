"""All SQL about shares. Members begin at the teams they see, whoever has a link at the link's hash."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from touchline.server.clubs.models import Team
from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.shares.models import Share, ShareKind
from touchline.server.recordings.takes.models import Take

_TABLES: dict[ShareKind, type[Clip] | type[Take] | type[Film]] = {
    ShareKind.CLIP: Clip,
    ShareKind.ANGLE: Take,
    ShareKind.FILM: Film,
}


def find_subject(session: Session, viewer: Viewer, video_id: UUID) -> tuple[ShareKind, Game] | None:
    """Return what kind of thing an id is, and its game with the team, if the viewer sees that."""
    for kind, table in _TABLES.items():
        query = select(Game).join(table, table.game_id == Game.id).options(joinedload(Game.team))
        if table is Take:
            query = query.where(~Take.awaits_yes)
        game = session.scalar(query.where(table.id == video_id, Game.team_id.in_(viewer.team_ids)))
        if game is not None:
            return kind, game
    return None


def visible_to(viewer: Viewer) -> Select[Share]:
    """Begin a read of shares: those of games that the viewer sees, each with its game and team."""
    with_game = contains_eager(Share.game).joinedload(Game.team)
    return select(Share).join(Share.game).options(with_game).where(Game.team_id.in_(viewer.team_ids))


def find_share(session: Session, viewer: Viewer, share_id: UUID) -> Share | None:
    """Return a share of a game that the viewer sees."""
    return session.scalar(visible_to(viewer).where(Share.id == share_id))


def list_shares(
    session: Session, game_id: UUID, made_by: UUID | None, page: Page
) -> tuple[Sequence[Share], int]:
    """Return a page of a game's shares (of one maker, or all), the newest first, and how many there are."""
    query = select(Share).where(Share.game_id == game_id)
    mine = query if made_by is None else query.where(Share.made_by == made_by)
    return rows.page_of(session, mine.order_by(Share.created_at.desc(), Share.id), page)


def count_shares(session: Session, game_id: UUID) -> int:
    """Return how many shares a game has."""
    return session.scalar(select(func.count()).where(Share.game_id == game_id)) or 0


def find_open(session: Session, token_hash: str, *, now: datetime) -> Share | None:
    """Return the share of a link that has not expired, as it is now, with its game and team."""
    query = (
        select(Share)
        .join(Share.game)
        .join(Game.team)
        .options(contains_eager(Share.game).contains_eager(Game.team))
        .where(Share.token_hash == token_hash, Share.expires_at > now, Team.archived_at.is_(None))
    )
    return session.scalar(query.execution_options(populate_existing=True))


def count_view(session: Session, share_id: UUID, *, now: datetime) -> bool:
    """Count that somebody opened a link; False if it has ended."""
    viewed = update(Share).where(Share.id == share_id).values(views=Share.views + 1, last_viewed_at=now)
    return rows.changed(session, viewed)


def find_clip(session: Session, clip_id: UUID) -> Clip | None:
    """Return the clip of a share."""
    return session.get(Clip, clip_id)


def find_take(session: Session, take_id: UUID) -> Take | None:
    """Return the take of a share."""
    return session.get(Take, take_id)


def list_labelled(session: Session, team_ids: Collection[UUID]) -> Sequence[Share]:
    """Return the shares of these teams that have a label."""
    query = select(Share).join(Share.game).where(Game.team_id.in_(team_ids), Share.label.is_not(None))
    return session.scalars(query).all()


def take_out(session: Session, *which: ColumnElement[bool]) -> list[UUID]:
    """Remove shares, and return their ids."""
    ids = list(session.scalars(select(Share.id).where(*which)))
    rows.changed(session, delete(Share).where(Share.id.in_(ids)))
    return ids
