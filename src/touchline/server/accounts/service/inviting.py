"""How often people are invited: whoever can send mails through a club sends no flood of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import throttle
from touchline.server.accounts.keys import Keys
from touchline.server.kit.errors import TooOften


def count_invitation(
    session: Session, keys: Keys, inviter_id: UUID, organization_id: UUID, email: str | None, *, now: datetime
) -> bool:
    """Count an invitation for whoever sends it and for its mailbox, if it has one; say whether to mail it.

    A mailbox that other clubs have filled gets no mail, and nobody is told: one club neither keeps another
    from inviting, nor hears that there are others.

    Raises:
        TooOften: the inviter has to wait, or this club with this mailbox.
    """
    _count(session, keys, f"inviting {inviter_id}", throttle.PER_INVITER, now)
    if email is None:
        return False
    _count(session, keys, f"invited by {organization_id} {email}", throttle.PER_INVITED, now)
    try:
        _count(session, keys, f"invited {email}", throttle.PER_INVITED_BY_ALL, now)
    except TooOften:
        return False
    return True


def _count(session: Session, keys: Keys, what: str, limit: throttle.Limit, now: datetime) -> None:
    throttle.count(session, keys.signer.mark("attempt", what), limit, now=now)
