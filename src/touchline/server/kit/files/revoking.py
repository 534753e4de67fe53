"""Taking addresses back before they expire.

An address that was made with `Link(grants=...)` is refused from the moment at which the grant's revocation
is committed: the grant may be a share link, a session of somebody who signed out, a deleted film.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.kit.files import repository
from touchline.server.kit.signing import BadToken

LONGEST_LIFE = timedelta(days=366)


def revoke(session: Session, grant: UUID, now: datetime, lives: timedelta = LONGEST_LIFE) -> None:
    """Take back all addresses of a grant; `lives` is how long the longest of them would have been good."""
    repository.keep_revoked(session, grant, now + lives)


def refuse_revoked(session: Session, grants: Collection[UUID]) -> None:
    """Go on if all grants still stand.

    Raises:
        BadToken: one was taken back.
    """
    if repository.is_any_revoked(session, grants):
        raise BadToken("This link has been withdrawn. Ask for a new one.")


def forget_expired(session: Session, now: datetime) -> None:
    """Forget what was taken back so long ago that no address carries it any more."""
    repository.forget_expired(session, now)
