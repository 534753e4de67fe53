"""Clips: watched by all who see the game, changed by who cut them and by staff."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.kit.files import revoking
from touchline.server.kit.pagination import Page
from touchline.server.kit.storage.port import Storage, delete_all
from touchline.server.recordings.clips import keys, repository
from touchline.server.recordings.clips.errors import ClipNotFound, ClipNotReady, NotTheMaker
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.clips.schemas import ClipIn
from touchline.server.recordings.films import service as films
from touchline.server.recordings.takes import service as takes

ADDRESS_LIVES = timedelta(hours=6)
"""How long the address of a clip is good for a member."""


def list_clips(
    session: Session, viewer: Viewer, game_id: UUID, page: Page
) -> tuple[Game, Sequence[Clip], int]:
    """Return a game with a page of its clips, and how many there are."""
    game = games.get_game(session, viewer, game_id)
    return game, *repository.list_clips(session, game.id, page)


def get_clip(session: Session, viewer: Viewer, clip_id: UUID) -> Clip:
    """Return a clip that the viewer sees, with its game and team.

    Raises:
        ClipNotFound: there is none, or not for this viewer.
    """
    clip = repository.find(session, viewer, Clip, clip_id)
    if clip is None:
        raise ClipNotFound
    return clip


def get_ready_clip(session: Session, viewer: Viewer, clip_id: UUID) -> Clip:
    """Return a clip that can be watched.

    Raises:
        ClipNotFound: there is none, or not for this viewer.
        GameClosed: not all of its players agreed to be filmed.
        ClipNotReady: it is not cut yet.
    """
    clip = get_clip(session, viewer, clip_id)
    films.require_consent(session, clip.game)
    if clip.ready_at is None:
        raise ClipNotReady
    return clip


def why_hidden(session: Session, game: Game) -> str | None:
    """Return why nothing of a game is shown, and what to do; None where all players agreed to be filmed."""
    obstacle = films.why_closed(session, game)
    return None if obstacle is None else str(obstacle)


def may_change(viewer: Viewer, clip: Clip, game: Game) -> bool:
    """Say whether the viewer cut a clip, or coaches or administers its team."""
    return clip.made_by == viewer.user_id or permissions.has_in_team(viewer, game.team, permissions.STAFF)


def update_clip(session: Session, viewer: Viewer, clip_id: UUID, wanted: ClipIn, *, now: datetime) -> Clip:
    """Call a clip something else."""
    clip = _get_to_change(session, viewer, clip_id)
    clip.title = wanted.title
    takes.note(session, clip.game, "clip.update", by=viewer.user_id, about=clip.id, now=now)
    return clip


def delete_clip(session: Session, storage: Storage, viewer: Viewer, clip_id: UUID, *, now: datetime) -> None:
    """Delete a clip, its files first: should anything fail then, no file is left that nobody knows of."""
    clip = _get_to_change(session, viewer, clip_id)
    repository.hold_clip(session, clip.id)
    delete_all(storage, keys.folder(clip))
    repository.delete_clips(session, [clip.id])
    revoking.revoke(session, clip.id, now, ADDRESS_LIVES)
    takes.note(session, clip.game, "clip.delete", by=viewer.user_id, about=clip.id, now=now)


def _get_to_change(session: Session, viewer: Viewer, clip_id: UUID) -> Clip:
    clip = get_clip(session, viewer, clip_id)
    if not may_change(viewer, clip, clip.game):
        raise NotTheMaker
    return clip
