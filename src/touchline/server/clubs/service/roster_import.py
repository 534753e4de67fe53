"""A roster from a file: good lines are taken, the others are told with their number.

Sending the corrected file again does no harm: who is in the team already is found by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.formats.roster_csv import Fault, RosterLine, read_roster
from touchline.server.clubs import repository
from touchline.server.clubs.errors import FileTooLong
from touchline.server.clubs.models import Player, RosterEntry, Team
from touchline.server.clubs.service import diary, teams
from touchline.server.clubs.viewer import Viewer

MOST_BYTES = 512 * 1024


@dataclass(slots=True)
class Report:
    """What an import did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_roster(
    session: Session, viewer: Viewer, team_id: UUID, content: bytes, *, now: datetime
) -> Report:
    """Take the players of a CSV file into a team."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    if len(content) > MOST_BYTES:
        raise FileTooLong(MOST_BYTES)
    lines, faults = read_roster(content)
    report = Report(faults=faults)
    present = _Present(repository.read_roster(session, team.id))
    for line in lines:
        _take(session, team, present, line, report)
    report.faults.sort(key=lambda fault: fault.line)
    diary.note(
        session,
        viewer,
        "roster.import",
        organization_id=team.organization_id,
        subject_id=team.id,
        now=now,
        added=report.added,
        updated=report.updated,
    )
    return report


class _Present:
    """Who is in the team by now, by name and by number; and whom this file has named already."""

    def __init__(self, entries: Sequence[RosterEntry]) -> None:
        self.by_name = {_plain(entry.player.name): entry for entry in entries}
        self.by_number = {e.jersey_number: e for e in entries if e.jersey_number is not None}
        self.named: set[str] = set()


def _take(session: Session, team: Team, present: _Present, line: RosterLine, report: Report) -> None:
    name = _plain(line.name)
    entry = present.by_name.get(name)
    wearer = present.by_number.get(line.jersey_number) if line.jersey_number is not None else None
    if name in present.named:
        report.faults.append(Fault(line.line, "name", "An earlier line has the same name."))
        return
    if wearer is not None and wearer is not entry:
        report.faults.append(Fault(line.line, "number", "Somebody else in this team wears this number."))
        return
    present.named.add(name)
    if entry is None:
        entry = _add(session, team, line)
        report.added += 1
    elif (entry.jersey_number, entry.position) == (line.jersey_number, line.position):
        report.unchanged += 1
    else:
        if entry.jersey_number is not None:
            del present.by_number[entry.jersey_number]
        entry.jersey_number, entry.position = line.jersey_number, line.position
        report.updated += 1
    session.flush()
    present.by_name[name] = entry
    if entry.jersey_number is not None:
        present.by_number[entry.jersey_number] = entry


def _add(session: Session, team: Team, line: RosterLine) -> RosterEntry:
    player = Player(id=new_id(), organization_id=team.organization_id, name=line.name)
    entry = RosterEntry(
        team_id=team.id, player=player, jersey_number=line.jersey_number, position=line.position
    )
    session.add(entry)
    return entry


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
