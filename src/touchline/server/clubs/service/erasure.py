"""Forgetting people, and invitations that open nothing.

A film of a game stays closed as long as one yes is missing of somebody who was in the team. A child that is
erased takes its answers along, and must not open by that what its "no" has closed: of it remains, for each
team and each purpose without a yes, until when it was there (`ClosedForGood`), and nothing that leads to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.clubs import repository
from touchline.server.clubs.errors import RunsClubAlone
from touchline.server.clubs.models import Player
from touchline.server.clubs.service import addresses, consents
from touchline.server.clubs.viewer import Purpose, Role


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is, and where: in a team, or in a whole club."""

    club: str
    team: str | None
    role: Role


def players_known_by(session: Session, person_id: UUID) -> Sequence[Player]:
    """Return the player of this id, and those who a user of this id is."""
    return repository.find_players_known_by(session, person_id)


def places_of(session: Session, person_id: UUID) -> list[Place]:
    """Return all that a user or player is in clubs, those that were put away and left included."""
    members = repository.all_memberships(session, person_id)
    teams = repository.all_teams_of_player(session, person_id)
    return [
        *(Place(one.organization.name, one.team.name if one.team else None, one.role) for one in members),
        *(Place(team.organization.name, team.name, Role.PLAYER) for team in teams),
    ]


def team_ids_of_player(session: Session, player_id: UUID) -> list[UUID]:
    """Return the teams in which a player is or was."""
    return [team.id for team in repository.all_teams_of_player(session, player_id)]


def hold_clubs_run_by(session: Session, user_id: UUID) -> None:
    """Hold the clubs that a user runs, so that until the commit nobody else leaves them.

    Raises:
        RunsClubAlone: nobody would be left to run one of them.
    """
    for club in repository.clubs_run_by(session, user_id):
        if not repository.has_another_administrator(session, club.id, user_id):
            raise RunsClubAlone(club.name)


def erase_person(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Remove a player with their places, parents and consents; or all that a user is in clubs.

    Call it before `accounts.service.erase_person`: invitations are found by the account's address.
    """
    _erase_player(session, person_id, now)
    contact = accounts.contacts(session, [person_id]).get(person_id)
    for member in repository.all_memberships(session, person_id):
        addresses.close_of_scope(session, member.organization_id, member.team_id, now=now)
    repository.forget_user(session, person_id, contact.email if contact else None)


def _erase_player(session: Session, player_id: UUID, now: datetime) -> None:
    agreed = consents.consents_of(session, [player_id])[player_id]
    for team_id, until in repository.last_days_in_teams(session, player_id, now=now).items():
        for purpose in Purpose:
            if purpose not in agreed:
                repository.close_for_good(session, team_id, purpose, until)
    addresses.close_of_player(session, player_id, now=now)
    repository.delete_player(session, player_id)


def delete_expired(session: Session, *, now: datetime) -> None:
    """Remove invitations that open nothing; a periodic job calls it."""
    repository.delete_expired_invitations(session, now=now)
