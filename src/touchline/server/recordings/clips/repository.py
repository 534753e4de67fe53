"""All SQL about clips and marked segments. Every read of them starts at the teams that the viewer sees."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, true, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page
from touchline.server.recordings.clips.models import Clip, ClipTake, MarkedSegment
from touchline.server.recordings.takes.models import Take

Kept = TypeVar("Kept", Clip, MarkedSegment)


def visible_to(viewer: Viewer, kind: type[Kept]) -> Select[Kept]:
    """Begin a read of clips or segments: those of games that the viewer sees, each with its game and team."""
    with_game = contains_eager(kind.game).joinedload(Game.team)
    return select(kind).join(kind.game).options(with_game).where(Game.team_id.in_(viewer.team_ids))


def find(session: Session, viewer: Viewer, kind: type[Kept], wanted_id: UUID) -> Kept | None:
    """Return a clip or segment that the viewer sees."""
    return session.scalar(visible_to(viewer, kind).where(kind.id == wanted_id))


def list_clips(session: Session, game_id: UUID, page: Page) -> tuple[Sequence[Clip], int]:
    """Return a page of a game's clips, the newest first, and how many there are."""
    query = select(Clip).where(Clip.game_id == game_id).order_by(Clip.created_at.desc(), Clip.id)
    return rows.page_of(session, query, page)


def segments_of(session: Session, game_id: UUID) -> Sequence[MarkedSegment]:
    """Return all that is marked in a game, as it was marked."""
    query = select(MarkedSegment).where(MarkedSegment.game_id == game_id)
    return session.scalars(query.order_by(MarkedSegment.created_at, MarkedSegment.id)).all()


def count_clips(session: Session, game_id: UUID) -> int:
    """Return how many clips a game has."""
    return session.scalar(select(func.count()).where(Clip.game_id == game_id)) or 0


def count_segments(session: Session, game_id: UUID) -> int:
    """Return how many segments are marked in a game."""
    return session.scalar(select(func.count()).where(MarkedSegment.game_id == game_id)) or 0


def read_clip(session: Session, clip_id: UUID) -> Clip | None:
    """Return a clip with its game, for who cuts it."""
    return session.scalar(select(Clip).where(Clip.id == clip_id).options(joinedload(Clip.game)))


def hold_clip(session: Session, clip_id: UUID) -> Clip | None:
    """Return a clip that nobody deletes before this transaction ends."""
    return session.scalar(select(Clip).where(Clip.id == clip_id).with_for_update())


def clips_of_take(session: Session, take_id: UUID) -> Sequence[Clip]:
    """Return the clips that show a take: its own, and those of films."""
    showing = select(ClipTake.clip_id).where(ClipTake.take_id == take_id)
    return session.scalars(select(Clip).where(or_(Clip.take_id == take_id, Clip.id.in_(showing)))).all()


def have_takes(session: Session, take_ids: Collection[UUID]) -> bool:
    """Say whether all of these takes are still there."""
    found = session.scalar(select(func.count()).where(Take.id.in_(take_ids)))
    return found == len(take_ids)


def clips_of_game(session: Session, game_id: UUID) -> Sequence[Clip]:
    """Return all clips of a game."""
    return session.scalars(select(Clip).where(Clip.game_id == game_id)).all()


def known_ids(session: Session, clip_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these clips that there are."""
    return set(session.scalars(select(Clip.id).where(Clip.id.in_(clip_ids))))


def is_uncut(session: Session, clip_id: UUID) -> bool:
    """Say whether a clip is still to be cut."""
    query = select(true()).where(Clip.id == clip_id, Clip.ready_at.is_(None))
    return session.scalar(query) is not None


def delete_clips(session: Session, clip_ids: Collection[UUID]) -> None:
    """Remove clips."""
    rows.changed(session, delete(Clip).where(Clip.id.in_(clip_ids)))


def delete_segments_of_game(session: Session, game_id: UUID) -> None:
    """Remove all that was marked in a game."""
    rows.changed(session, delete(MarkedSegment).where(MarkedSegment.game_id == game_id))


def all_of_teams(session: Session, kind: type[Kept], team_ids: Collection[UUID]) -> Sequence[Kept]:
    """Return all clips, or all that is marked, of these teams."""
    return session.scalars(select(kind).join(kind.game).where(Game.team_id.in_(team_ids))).all()


def forget_maker(session: Session, person_id: UUID) -> None:
    """Forget who cut and marked."""
    for kind in (Clip, MarkedSegment):
        rows.changed(session, update(kind).where(kind.made_by == person_id).values(made_by=None))
