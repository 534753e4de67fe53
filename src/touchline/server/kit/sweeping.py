"""Forgets what plumbing has kept long enough; a periodic job calls it."""

from datetime import datetime

from sqlalchemy.orm import Session

from touchline.server.kit.counters import repository as counters
from touchline.server.kit.files import revoking
from touchline.server.kit.idempotency import repository as answers


def forget_expired(session: Session, now: datetime) -> None:
    """Forget grants, counters and answers that mean nothing any more."""
    revoking.forget_expired(session, now)
    counters.remove_expired(session, now)
    answers.remove_expired(session, now)
