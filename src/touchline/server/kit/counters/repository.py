"""The SQL of counters."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, not_, select, update
from sqlalchemy.orm import Session

from touchline.server.kit.counters.models import RateCounter

CLOCKS_DIFFER = timedelta(minutes=2)
"""So much may lie between the moments of requests side by side, or of two computers, that count together."""


def add(session: Session, counted: str, amount: int, now: datetime, until: datetime) -> int | None:
    """Add to a counter that still holds and return how high it is; None where there is none.

    One that holds much longer than `until`, where a new one would end, was begun before the clock went back.
    """
    result = session.connection().execute(
        update(RateCounter)
        .where(RateCounter.counted == counted, _holds(now, until))
        .values(amount=RateCounter.amount + amount)
    )
    # Asked first: PostgreSQL would show a counter that another one began between the two statements.
    found = read(session, counted, now) if result.rowcount else None
    return found[0] if found else None


def restart(session: Session, counted: str, amount: int, now: datetime, until: datetime) -> bool:
    """Begin anew with a counter that holds no more; False where there is none, or another one was quicker."""
    result = session.connection().execute(
        update(RateCounter)
        .where(RateCounter.counted == counted, not_(_holds(now, until)))
        .values(amount=amount, expires_at=until)
    )
    return result.rowcount > 0


def start(session: Session, counted: str, amount: int, expires_at: datetime) -> None:
    """Make a counter; IntegrityError if there is one."""
    session.execute(insert(RateCounter).values(counted=counted, amount=amount, expires_at=expires_at))


def read(session: Session, counted: str, now: datetime) -> tuple[int, datetime] | None:
    """Return how high a counter is and when it expires; None where none holds."""
    found = session.execute(
        select(RateCounter.amount, RateCounter.expires_at).where(
            RateCounter.counted == counted, RateCounter.expires_at > now
        )
    ).one_or_none()
    return (found.amount, found.expires_at) if found else None


def remove(session: Session, counted: str) -> None:
    """Forget a counter."""
    session.execute(delete(RateCounter).where(RateCounter.counted == counted))


def remove_expired(session: Session, now: datetime) -> None:
    """Forget the counters that hold no more."""
    session.execute(delete(RateCounter).where(RateCounter.expires_at <= now))


def remove_all(session: Session) -> int:
    """Forget all counters, and say how many there were."""
    return session.connection().execute(delete(RateCounter)).rowcount


def _holds(now: datetime, until: datetime) -> ColumnElement[bool]:
    return (RateCounter.expires_at > now) & (RateCounter.expires_at <= until + CLOCKS_DIFFER)
