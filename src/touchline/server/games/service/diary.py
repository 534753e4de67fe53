"""Writing into the audit log what somebody does to a game; a guest has no id."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.audit import service as audit
from touchline.server.games.models import Game


def note(
    session: Session,
    actor_id: UUID | None,
    action: str,
    game: Game,
    *,
    now: datetime,
    **details: str | int | bool | None,
) -> None:
    """Write down that somebody does `action` (`game.create`) to a game, which comes with its team."""
    own = game.team.organization_id
    audit.record(
        session,
        action,
        actor_id=actor_id,
        at=now,
        subject_id=game.id,
        organization_id=own,
        details=details,
    )
