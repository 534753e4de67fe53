"""All SQL about the audit log: entries are added and read, nothing else."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from touchline.server.audit.models import AuditEntry, AuditHead
from touchline.server.audit.schemas import AuditFilter
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page

_AT_ONCE = 1000


def lock_head(session: Session) -> AuditHead | None:
    """Return the head of the chain, held until the transaction ends."""
    query = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def find_head(session: Session) -> AuditHead | None:
    """Return the head of the chain."""
    query = select(AuditHead).where(AuditHead.id == 1)
    return session.scalar(query.execution_options(populate_existing=True))


def read_chain(session: Session) -> Iterator[AuditEntry]:
    """Yield all entries from the first, read some at a time: the log may be longer than memory."""
    query = select(AuditEntry).order_by(AuditEntry.number).limit(_AT_ONCE)
    query = query.execution_options(populate_existing=True)
    some = session.scalars(query).all()
    while some:
        yield from some
        some = session.scalars(query.where(AuditEntry.number > some[-1].number)).all()


def list_entries(session: Session, which: AuditFilter, page: Page) -> tuple[Sequence[AuditEntry], int]:
    """Return a page of entries, the newest first, and how many there are."""
    wanted: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (AuditEntry.organization_id, which.organization_id),
            (AuditEntry.subject_id, which.subject_id),
            (AuditEntry.actor_id, which.actor_id),
            (AuditEntry.action, which.action),
        )
        if value is not None
    ]
    newest_first = select(AuditEntry).where(*wanted).order_by(AuditEntry.number.desc())
    return rows.page_of(session, newest_first, page)
