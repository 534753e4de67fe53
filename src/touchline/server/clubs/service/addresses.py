"""Closing what is open: addresses of a team's videos, when who may watch them, or whom, has changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import repository
from touchline.server.clubs.models import Team
from touchline.server.kit.files import revoking

LONGEST_LIFE = timedelta(days=1)
"""No address of a team's video lives longer."""


def close_of_player(session: Session, player_id: UUID, *, now: datetime) -> None:
    """Close the addresses of all teams in which a player is or was."""
    _close(session, repository.all_teams_of_player(session, player_id), now)


def close_of_scope(session: Session, organization_id: UUID, team_id: UUID | None, *, now: datetime) -> None:
    """Close the addresses of a team or, where there is none, of all teams of a club."""
    _close(session, repository.teams_in_scope(session, organization_id, team_id), now)


def _close(session: Session, teams: Iterable[Team], now: datetime) -> None:
    for team in teams:
        revoking.revoke(session, team.viewing_grant, now, LONGEST_LIFE)
        team.viewing_grant = new_id()
