"""Making links, and seeing those that were made."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.audit import service as audit
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Role, Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.kit.pagination import Page
from touchline.server.kit.unlocked import unlocked
from touchline.server.recordings.shares import repository
from touchline.server.recordings.shares.errors import (
    NothingToShare,
    NotYourShare,
    ShareNotFound,
    TooManyShares,
)
from touchline.server.recordings.shares.models import Share, ShareKind
from touchline.server.recordings.shares.schemas import ShareIn
from touchline.server.recordings.shares.service import consent

SHARERS = frozenset({Role.ADMIN, Role.COACH, Role.PARENT})
"""Who may hand out links: no player does, who may be a child, and no mere viewer."""

MOST_SHARES = 500
"""Of one game."""


def hash_of_password(session: Session, keys: Keys, wanted: ShareIn) -> str | None:
    """Return the hash of a new link's password. It commits: call it before anything else is written."""
    if wanted.password is None:
        return None
    with unlocked(session):
        return keys.hasher.hash(wanted.password.get_secret_value())


def create_share(
    session: Session,
    keys: Keys,
    viewer: Viewer,
    video_id: UUID,
    wanted: ShareIn,
    *,
    password_hash: str | None,
    now: datetime,
) -> tuple[Share, str]:
    """Make a link to a film, an angle or a clip; return it and its address, which is told this once.

    Raises:
        NothingToShare: there is no such thing, or not for this viewer.
        RoleMissing: the viewer may not share.
        GameClosed, ShareConsentMissing, ShareConsentGone: not every player of the team has agreed.
    """
    found = repository.find_subject(session, viewer, video_id)
    if found is None:
        raise NothingToShare
    kind, game = found
    permissions.require_in_team(viewer, game.team, SHARERS)
    if (obstacle := consent.obstacle(session, game)) is not None:
        raise obstacle
    if repository.count_shares(session, game.id) >= MOST_SHARES:
        raise TooManyShares(MOST_SHARES)
    token = new_secret()
    share = Share(
        id=new_id(),
        token_hash=hashed(token),
        game=game,
        kind=kind,
        take_id=video_id if kind is ShareKind.ANGLE else None,
        clip_id=video_id if kind is ShareKind.CLIP else None,
        label=wanted.label,
        password_hash=password_hash,
        made_by=viewer.user_id,
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
        views=0,
    )
    session.add(share)
    session.flush()
    note(session, "share.create", share, game, actor_id=viewer.user_id, now=now)
    return share, f"{keys.public_url}/s/{token}"


def list_shares(
    session: Session, viewer: Viewer, game_id: UUID, page: Page
) -> tuple[Game, Sequence[Share], int]:
    """Return a game with a page of its links: all of them for staff, one's own for others."""
    game = games.get_game(session, viewer, game_id)
    runs = permissions.has_in_team(viewer, game.team, permissions.STAFF)
    return game, *repository.list_shares(session, game.id, None if runs else viewer.user_id, page)


def get_share(session: Session, viewer: Viewer, share_id: UUID) -> Share:
    """Return a link, with its game and team, for who made it and for staff.

    Raises:
        ShareNotFound: there is none, or not for this viewer.
        NotYourShare: the viewer sees its game, and neither made it nor runs the team.
    """
    share = repository.find_share(session, viewer, share_id)
    if share is None:
        raise ShareNotFound
    runs = permissions.has_in_team(viewer, share.game.team, permissions.STAFF)
    if share.made_by != viewer.user_id and not runs:
        raise NotYourShare
    return share


def why_closed(session: Session, game: Game) -> str | None:
    """Return why no link of a game opens for now, and what to do."""
    obstacle = consent.obstacle(session, game)
    return None if obstacle is None else str(obstacle)


def note(
    session: Session, action: str, share: Share, game: Game, *, actor_id: UUID | None, now: datetime
) -> None:
    """Write into the audit log what was done with a link; nobody's is what a stranger did."""
    audit.record(
        session,
        action,
        actor_id=actor_id,
        at=now,
        subject_id=share.id,
        organization_id=game.team.organization_id,
        details={"game_id": str(share.game_id), "kind": share.kind.value},
    )


def is_backed(session: Session, share: Share) -> bool:
    """Say whether whoever made a link may still share; their account or membership may have ended."""
    viewer = clubs.load_viewer(session, share.made_by)
    return permissions.has_in_team(viewer, share.game.team, SHARERS)
