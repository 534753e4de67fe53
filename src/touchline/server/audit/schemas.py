"""What the API says about the audit log."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from touchline.server.kit import examples
from touchline.server.kit.examples import example


class AuditFilter(BaseModel):
    """Which entries are asked for."""

    organization_id: UUID | None = None
    subject_id: UUID | None = None
    actor_id: UUID | None = None
    action: Annotated[str, Field(max_length=64, pattern=r"^[a-z._\-]*$")] | None = None


class AuditEntryOut(BaseModel):
    """One thing that somebody saw or changed."""

    model_config = example(
        number=1842,
        at=examples.FILMED_AT,
        actor_id=examples.PERSON_ID,
        action="game.watch",
        subject_id=examples.GAME_ID,
        organization_id=examples.CLUB_ID,
        details={},
        hash="9f2c4a1be07d5836c1a4f0e98b7d6523a0c9e8f7b6d5c4a392817065f4e3d2c1",
    )

    number: int
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    organization_id: UUID | None
    details: dict[str, Any]
    hash: str


class ChainOut(BaseModel):
    """Whether the log is whole; `last_hash` can be noted elsewhere and compared later."""

    model_config = example(
        is_whole=True,
        entries=1842,
        last_hash="9f2c4a1be07d5836c1a4f0e98b7d6523a0c9e8f7b6d5c4a392817065f4e3d2c1",
        first_fault=None,
    )

    is_whole: bool
    entries: int
    last_hash: str
    first_fault: int | None
