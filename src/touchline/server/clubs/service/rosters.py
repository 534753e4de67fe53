"""Who plays in a team, with which number, and where."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import repository
from touchline.server.clubs.errors import AlreadyOnRoster, NumberTaken, PlayerNotFound
from touchline.server.clubs.models import FormerPlayer, Player, RosterEntry, Team
from touchline.server.clubs.schemas import NewRosterEntryIn, RosterEntryIn
from touchline.server.clubs.service import diary, teams
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.pagination import Page


def list_roster(
    session: Session, viewer: Viewer, team_id: UUID, page: Page
) -> tuple[Team, Sequence[RosterEntry], int]:
    """Return a team that the viewer sees, a page of its roster, and how many players it has."""
    team = teams.get_team(session, viewer, team_id)
    return team, *repository.list_roster(session, team.id, page)


def get_entry(session: Session, viewer: Viewer, team_id: UUID, player_id: UUID) -> RosterEntry:
    """Return a player's place in a team, for its coaches.

    Raises:
        PlayerNotFound: they are not in it.
    """
    return _entry(session, teams.get_team_of_staff(session, viewer, team_id), player_id)


def add_player(
    session: Session, viewer: Viewer, team_id: UUID, wanted: NewRosterEntryIn, *, now: datetime
) -> RosterEntry:
    """Put somebody on the roster: somebody new by name, or one of the club's players."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    player = (
        _new_player(session, team, wanted.name) if wanted.name else _known(session, team, wanted.player_id)
    )
    if repository.find_roster_entry(session, team.id, player.id) is not None:
        raise AlreadyOnRoster
    entry = RosterEntry(
        team_id=team.id, player=player, jersey_number=wanted.jersey_number, position=wanted.position
    )
    place(session, entry)
    _note(session, viewer, "roster.add", team, player.id, now=now)
    return entry


def update_player(
    session: Session, viewer: Viewer, team_id: UUID, player_id: UUID, wanted: RosterEntryIn, *, now: datetime
) -> RosterEntry:
    """Change a player's name, number or position."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    entry = _entry(session, team, player_id)
    entry.player.name, entry.position = wanted.name, wanted.position
    session.flush()
    entry.jersey_number = wanted.jersey_number
    place(session, entry)
    _note(session, viewer, "roster.update", team, player_id, now=now)
    return entry


def remove_player(session: Session, viewer: Viewer, team_id: UUID, player_id: UUID, *, now: datetime) -> None:
    """Take a player off the roster; the club still knows them until they are erased."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    session.delete(_entry(session, team, player_id))
    session.merge(FormerPlayer(team_id=team.id, player_id=player_id, left_at=now))
    _note(session, viewer, "roster.remove", team, player_id, now=now)


def place(session: Session, entry: RosterEntry) -> None:
    """Write an entry down.

    Raises:
        NumberTaken: somebody else of the team wears the number.
    """
    jersey_number = entry.jersey_number
    try:
        with session.begin_nested():
            session.add(entry)
            session.flush()
    except IntegrityError:
        raise NumberTaken(jersey_number or 0) from None


def _new_player(session: Session, team: Team, name: str) -> Player:
    player = Player(id=new_id(), organization_id=team.organization_id, name=name)
    session.add(player)
    return player


def _known(session: Session, team: Team, player_id: UUID | None) -> Player:
    found = player_id and repository.find_player_of_organization(session, team.organization_id, player_id)
    if not found:
        raise PlayerNotFound
    return found


def _entry(session: Session, team: Team, player_id: UUID) -> RosterEntry:
    entry = repository.find_roster_entry(session, team.id, player_id)
    if entry is None:
        raise PlayerNotFound
    return entry


def _note(
    session: Session, viewer: Viewer, action: str, team: Team, player_id: UUID, *, now: datetime
) -> None:
    own = team.organization_id
    diary.note(
        session, viewer, action, organization_id=own, subject_id=player_id, now=now, team_id=str(team.id)
    )
