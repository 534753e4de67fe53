"""Ending links: from the commit on, neither the link nor any address that it handed out opens anything."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.files import revoking
from touchline.server.kit.naming import without_name
from touchline.server.recordings.shares import repository
from touchline.server.recordings.shares.models import Share, ShareKind
from touchline.server.recordings.shares.service import sharing

ADDRESS_LIVES = timedelta(hours=1)
"""How long an address that a link hands out is good."""

REMEMBERED = timedelta(days=30)
"""How long who made a link can still see that it has expired, and how often it was opened."""


def end_share(session: Session, viewer: Viewer, share_id: UUID, *, now: datetime) -> None:
    """End a link."""
    share = sharing.get_share(session, viewer, share_id)
    sharing.note(session, "share.end", share, share.game, actor_id=viewer.user_id, now=now)
    _end(session, Share.id == share.id, now=now)


def end_of_clip(session: Session, clip_id: UUID, *, now: datetime) -> None:
    """End all links to a clip; call it before the clip goes."""
    _end(session, Share.clip_id == clip_id, now=now)


def end_of_take(session: Session, take_id: UUID, *, now: datetime) -> None:
    """End all links to a take's angle; call it before the take goes."""
    _end(session, Share.take_id == take_id, now=now)


def end_of_film(session: Session, game_id: UUID, *, now: datetime) -> None:
    """End all links to a game's film: somebody deleted it. A version that a newer one replaces ends none."""
    _end(session, Share.game_id == game_id, Share.kind == ShareKind.FILM, now=now)


def end_of_game(session: Session, game_id: UUID, *, now: datetime) -> None:
    """End all links to anything of a game."""
    _end(session, Share.game_id == game_id, now=now)


def erase_person(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End the links of somebody who is not here any more; call it before their account goes."""
    _end(session, Share.made_by == person_id, now=now)


def forget_name(session: Session, team_ids: Collection[UUID], name: str) -> None:
    """Take a name out of the labels of these teams' links."""
    for share in repository.list_labelled(session, team_ids):
        share.label = without_name(share.label or "", name)


def forget_old(session: Session, *, now: datetime) -> None:
    """Forget links that expired long ago; a periodic job calls it."""
    repository.take_out(session, Share.expires_at < now - REMEMBERED)


def _end(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    for share_id in repository.take_out(session, *which):
        revoking.revoke(session, share_id, now, ADDRESS_LIVES)
