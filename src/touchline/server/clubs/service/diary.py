"""Writing into the audit log what somebody does in a club."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.audit import service as audit
from touchline.server.clubs.viewer import Viewer


def note(
    session: Session,
    viewer: Viewer,
    action: str,
    *,
    organization_id: UUID,
    subject_id: UUID,
    now: datetime,
    **details: str | int | bool | None,
) -> None:
    """Write down that the viewer does `action` (`team.create`) to a subject."""
    audit.record(
        session,
        action,
        actor_id=viewer.user_id,
        at=now,
        subject_id=subject_id,
        organization_id=organization_id,
        details=details,
    )
