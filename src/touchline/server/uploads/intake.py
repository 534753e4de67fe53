"""What uploads need and are told at the start: where bytes lie, how much one person may send, who listens."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from anyio import CapacityLimiter
from sqlalchemy.orm import Session

from touchline.server.kit.ports import Ports
from touchline.server.uploads.digests import Digests
from touchline.server.uploads.models import Kind
from touchline.server.uploads.shelf import Shelf
from touchline.server.uploads.turns import Arrivals

THREADS = 32
"""So many blocks are written at once; more requests than that wait for each other."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An upload of which all bytes are here."""

    upload_id: UUID
    owner_id: UUID
    size_bytes: int
    kind: Kind
    name: str | None
    said: dict[str, str]
    """All that the client said (tus metadata): words of a stranger."""
    sha256: str | None
    """None after a restart: it is being read from the disk, and will stand in the upload."""


OnFinished = Callable[[Session, Finished], None]
"""Called in the transaction that finishes the upload: a job deferred there is not lost, nor early."""

BeforeCreating = Callable[[Session, UUID, Mapping[str, str]], None]
"""Called with the owner, and what they say about the file, before an upload begins; raises if it may not."""

ClaimedOf = Callable[[Session, Sequence[UUID]], Collection[UUID]]
"""Called with old finished uploads; returns those of which something is still being made."""


def nobody_listens(_session: Session, _finished: Finished) -> None:
    """Let an upload finish unheard."""


def all_are_welcome(_session: Session, _owner_id: UUID, _said: Mapping[str, str]) -> None:
    """Let everybody begin with whatever they like."""


def nobody_claims(_session: Session, _upload_ids: Sequence[UUID]) -> Collection[UUID]:
    """Let every old upload go."""
    return ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may send, and how long we wait."""

    most_bytes: int
    most_unfinished: int
    most_unfinished_bytes: int
    idle: timedelta
    patience_s: float

    def expires_at(self, touched_at: datetime) -> datetime:
        """Return when an upload that was touched then is forgotten."""
        return touched_at + self.idle


@dataclass(frozen=True, slots=True)
class Intake:
    """All that the handling of uploads needs."""

    ports: Ports
    shelf: Shelf
    limits: Limits
    on_finished: OnFinished = nobody_listens
    before_creating: BeforeCreating = all_are_welcome
    claimed_of: ClaimedOf = nobody_claims
    digests: Digests = field(default_factory=Digests)
    arrivals: Arrivals = field(default_factory=Arrivals)
    reading: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever reads a finished upload again for its SHA-256: one at a time, however many ask."""
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(THREADS))
