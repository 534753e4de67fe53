"""Writing down who saw or changed what, and proving that nothing was altered since.

An entry is chained when its transaction commits, not when it is recorded: whoever appends holds the head
of the chain, and holds it so for the shortest time and after all other locks.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from touchline.base.errors import Unavailable
from touchline.server.audit import repository
from touchline.server.audit.chain import NO_HASH, Fact, fact_of, hash_of
from touchline.server.audit.models import AuditEntry
from touchline.server.audit.schemas import AuditFilter
from touchline.server.kit.jobs.models import Job
from touchline.server.kit.pagination import Page

_RECORDED = "touchline_audit_facts"


class LogDamaged(Unavailable):
    """The audit log has lost its head: nothing that must be audited is done until it is repaired."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain holds: `first_fault` is the number of the first entry that is not as it was."""

    entries: int
    last_hash: str
    first_fault: int | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed or removed."""
        return self.first_fault is None


def record(
    session: Session,
    action: str,
    *,
    actor_id: UUID | None,
    at: datetime,
    subject_id: UUID | None = None,
    organization_id: UUID | None = None,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Write down what somebody does, in the transaction that does it.

    `action` is `noun.verb` (`team.create`); `details` hold ids, numbers and words of ours, never names.
    """
    told = json.dumps(dict(details or {}), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    fact = Fact(at, actor_id, action, subject_id, organization_id, told)
    if _RECORDED not in session.info:
        session.info[_RECORDED] = []
        event.listen(session, "before_commit", _append_recorded)
        event.listen(session, "after_rollback", _forget_recorded)
    session.info[_RECORDED].append(fact)


def note_job(session: Session, action: str, job: Job, *, by: UUID, now: datetime) -> None:
    """Write down what somebody does to work that is not their own."""
    if job.owner_id != by:
        record(session, action, actor_id=by, at=now, subject_id=job.id, details={"task": job.task})


def verify(session: Session) -> Verdict:
    """Go through the whole chain and say whether it holds, its end included."""
    head = repository.find_head(session)
    number, last_hash = 0, NO_HASH
    for entry in repository.read_chain(session):
        expected = hash_of(number + 1, last_hash, fact_of(entry))
        if (entry.number, entry.previous_hash, entry.hash) != (number + 1, last_hash, expected):
            return Verdict(number, last_hash, number + 1)
        number, last_hash = entry.number, entry.hash
    if head is None or (head.number, head.hash) != (number, last_hash):
        return Verdict(number, last_hash, number + 1)
    return Verdict(number, last_hash, None)


def list_entries(session: Session, which: AuditFilter, page: Page) -> tuple[Sequence[AuditEntry], int]:
    """Return a page of entries, the newest first, and how many there are."""
    return repository.list_entries(session, which, page)


def _append_recorded(session: Session) -> None:
    facts: list[Fact] = session.info[_RECORDED]
    if not facts:
        return
    head = repository.lock_head(session)
    if head is None:
        raise LogDamaged("The audit log is damaged. Tell whoever runs the server.")
    for fact in facts:
        number, previous_hash = head.number + 1, head.hash
        head.number, head.hash = number, hash_of(number, previous_hash, fact)
        session.add(_entry(fact, number, previous_hash, head.hash))
    facts.clear()


def _entry(fact: Fact, number: int, previous_hash: str, own_hash: str) -> AuditEntry:
    return AuditEntry(
        number=number,
        at=fact.at,
        actor_id=fact.actor_id,
        action=fact.action,
        subject_id=fact.subject_id,
        organization_id=fact.organization_id,
        details=fact.details,
        previous_hash=previous_hash,
        hash=own_hash,
    )


def _forget_recorded(session: Session) -> None:
    session.info[_RECORDED].clear()
