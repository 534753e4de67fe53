"""Shares as the API says them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from touchline.server.accounts.keys import Keys
from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit.files.content_types import content_type_of
from touchline.server.kit.storage.links import Link
from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.shares import service
from touchline.server.recordings.shares.models import Share
from touchline.server.recordings.shares.schemas import NewShareOut, OpenedShareOut, ShareOut
from touchline.server.recordings.shares.service.ending import ADDRESS_LIVES
from touchline.server.recordings.shares.service.opening import ticket_of

_EXPIRED = "This link has expired. Make a new one."


def shown(session: Session, share: Share, game: Game, viewer: Viewer, *, now: datetime) -> ShareOut:
    """Return a link as whoever made it sees it."""
    return ShareOut(**_facts(share, viewer, service.why_closed(session, game), now))


def shown_all(
    session: Session, shares: Sequence[Share], game: Game, viewer: Viewer, *, now: datetime
) -> list[ShareOut]:
    """Return links of one game."""
    why_closed = service.why_closed(session, game)
    return [ShareOut(**_facts(share, viewer, why_closed, now)) for share in shares]


def shown_new(share: Share, link: str, viewer: Viewer, *, now: datetime) -> NewShareOut:
    """Return a new link, with its address."""
    return NewShareOut(**_facts(share, viewer, None, now), link=link)


def locked() -> OpenedShareOut:
    """Return what is told of a link before its password is given: nothing."""
    return OpenedShareOut(
        needs_password=True,
        kind=None,
        label=None,
        stream_url=None,
        media_type=None,
        poster_url=None,
        good_until=None,
        expires_at=None,
        ticket=None,
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """What it takes to show what a link opens, now."""

    session: Session
    storage: Storage
    keys: Keys
    now: datetime

    def show(self, share: Share, ticket: str | None = None) -> OpenedShareOut:
        """Return what an opened link shows; its addresses end with it. A `ticket` that opened it is kept."""
        good_until = min(self.now + ADDRESS_LIVES, share.expires_at)
        found = service.playable(self.session, share)
        return OpenedShareOut(
            needs_password=False,
            kind=share.kind,
            label=share.label,
            stream_url=self._address(share, found.key, found.folder) if found else None,
            media_type=content_type_of(found.key) if found else None,  # type: ignore[arg-type]
            poster_url=self._address(share, found.poster_key) if found and found.poster_key else None,
            good_until=good_until,
            expires_at=share.expires_at,
            ticket=ticket or ticket_of(self.keys, share, now=self.now),
        )

    def _address(self, share: Share, key: str, folder: str | None = None) -> str:
        lives = min(ADDRESS_LIVES, share.expires_at - self.now)
        return self.storage.url(
            key, lives, Link(folder=folder, grants=(share.id, share.game.team.viewing_grant))
        )


def _facts(share: Share, viewer: Viewer, why_closed: str | None, now: datetime) -> dict[str, Any]:
    problem = _EXPIRED if share.expires_at <= now else why_closed
    return {
        "id": share.id,
        "game_id": share.game_id,
        "kind": share.kind,
        "take_id": share.take_id,
        "clip_id": share.clip_id,
        "label": share.label,
        "has_password": share.password_hash is not None,
        "is_open": problem is None,
        "problem": problem,
        "is_mine": share.made_by == viewer.user_id,
        "views": share.views,
        "last_viewed_at": share.last_viewed_at,
        "created_at": share.created_at,
        "expires_at": share.expires_at,
    }
