"""Marked segments: what a coach has to say about a stretch of a game; read by all who see it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.kit.pagination import Page
from touchline.server.recordings.clips import clocks, repository
from touchline.server.recordings.clips.clocks import Anchored
from touchline.server.recordings.clips.errors import SegmentNotFound, TooManySegments
from touchline.server.recordings.clips.models import MarkedSegment
from touchline.server.recordings.clips.schemas import SegmentIn
from touchline.server.recordings.clips.service import timing
from touchline.server.recordings.takes import service as takes

MOST_SEGMENTS = 1000


def list_segments(
    session: Session, viewer: Viewer, game_id: UUID, page: Page
) -> tuple[Game, Sequence[MarkedSegment], int]:
    """Return a game with a page of what is marked in it, in the order of the game, and how much there is.

    Sorted here: each was told on the clock of the film that there was.
    """
    game, present = games.get_game(session, viewer, game_id), timing.present_clocks(session, game_id)
    marked = repository.segments_of(session, game.id)
    in_order = sorted(marked, key=lambda segment: clocks.present(segment, present).start_s)
    return game, in_order[page.offset : page.offset + page.limit], len(in_order)


def create_segment(
    session: Session, viewer: Viewer, game_id: UUID, wanted: SegmentIn, *, now: datetime
) -> MarkedSegment:
    """Mark a stretch of a game."""
    game = games.get_game_of_staff(session, viewer, game_id)
    if repository.count_segments(session, game.id) >= MOST_SEGMENTS:
        raise TooManySegments(MOST_SEGMENTS)
    segment = MarkedSegment(
        id=new_id(),
        game=game,
        label=wanted.label,
        note=wanted.note,
        made_by=viewer.user_id,
        created_at=now,
        **_lies(session, game.id, wanted).columns,
    )
    session.add(segment)
    session.flush()
    takes.note(session, game, "segment.create", by=viewer.user_id, about=segment.id, now=now)
    return segment


def update_segment(
    session: Session, viewer: Viewer, segment_id: UUID, wanted: SegmentIn, *, now: datetime
) -> MarkedSegment:
    """Mark it elsewhere, or say something else about it."""
    segment = _get_of_staff(session, viewer, segment_id)
    segment.label, segment.note = wanted.label, wanted.note
    for column, value in _lies(session, segment.game_id, wanted).columns.items():
        setattr(segment, column, value)
    takes.note(session, segment.game, "segment.update", by=viewer.user_id, about=segment.id, now=now)
    return segment


def delete_segment(session: Session, viewer: Viewer, segment_id: UUID, *, now: datetime) -> None:
    """Take a mark away."""
    segment = _get_of_staff(session, viewer, segment_id)
    session.delete(segment)
    takes.note(session, segment.game, "segment.delete", by=viewer.user_id, about=segment.id, now=now)


def _get_of_staff(session: Session, viewer: Viewer, segment_id: UUID) -> MarkedSegment:
    segment = repository.find(session, viewer, MarkedSegment, segment_id)
    if segment is None:
        raise SegmentNotFound
    permissions.require_in_team(viewer, segment.game.team, permissions.STAFF)
    return segment


def _lies(session: Session, game_id: UUID, wanted: SegmentIn) -> Anchored:
    now = timing.present_clocks(session, game_id)
    return clocks.anchored(timing.span_of(wanted), timing.told_clocks(session, game_id, wanted, now), now)
