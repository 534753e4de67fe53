"""What an entry's hash is made of."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from uuid import UUID

from touchline.server.audit.models import AuditEntry

NO_HASH = "0" * 64
"""What the first entry names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody saw or changed: ids and words of ours, never names."""

    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None = None
    organization_id: UUID | None = None
    details: str = "{}"


def hash_of(number: int, previous_hash: str, fact: Fact) -> str:
    """Return the hash of an entry: SHA-256 over all its fields and the hash before it."""
    at = fact.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [number, previous_hash, at, *(None if one is None else str(one) for one in astuple(fact)[1:])]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def fact_of(entry: AuditEntry) -> Fact:
    """Return what an entry says."""
    return Fact(
        at=entry.at,
        actor_id=entry.actor_id,
        action=entry.action,
        subject_id=entry.subject_id,
        organization_id=entry.organization_id,
        details=entry.details,
    )
