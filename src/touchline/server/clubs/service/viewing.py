"""Finding out who is looking."""

from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import repository
from touchline.server.clubs.viewer import Viewer


def load_viewer(session: Session, user_id: UUID) -> Viewer:
    """Return what a user is in which club, and which teams they see."""
    return repository.load_viewer(session, user_id)
