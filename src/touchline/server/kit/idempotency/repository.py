"""The SQL of kept answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from touchline.server.kit.errors import JustBeingDone
from touchline.server.kit.idempotency.models import KeptAnswer


def claim(session: Session, request: str, content: str, expires_at: datetime) -> bool:
    """Take a key for this transaction; False if it is taken. Waits for whoever is just taking it.

    Raises:
        JustBeingDone: several waited, and MariaDB chose one of the others (it calls that a deadlock).
    """
    try:
        with session.begin_nested():
            session.execute(
                insert(KeptAnswer).values(request=request, content=content, answer="", expires_at=expires_at)
            )
    except IntegrityError:
        return False
    except OperationalError as error:
        raise JustBeingDone from error
    return True


def read(session: Session, request: str) -> KeptAnswer:
    """Return the answer that was kept, as it is now and not as it was when the transaction began."""
    return session.scalars(
        select(KeptAnswer)
        .where(KeptAnswer.request == request)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def keep(session: Session, request: str, content: str, answer: str, expires_at: datetime) -> None:
    """Keep an answer under a key that is taken."""
    session.execute(
        update(KeptAnswer)
        .where(KeptAnswer.request == request)
        .values(content=content, answer=answer, expires_at=expires_at)
    )


def list_answered(session: Session) -> Sequence[KeptAnswer]:
    """Return the answers that are kept."""
    return session.scalars(select(KeptAnswer).where(KeptAnswer.answer != "")).all()


def remove_expired(session: Session, now: datetime) -> None:
    """Forget answers that nobody will ask for again."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
