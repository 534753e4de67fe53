"""Routes of rosters."""

from uuid import UUID

from fastapi import APIRouter, UploadFile

from touchline.server.clubs import permissions, service
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.models import RosterEntry
from touchline.server.clubs.schemas import ImportOut, NewRosterEntryIn, RosterEntryIn, RosterEntryOut
from touchline.server.clubs.service.roster_import import MOST_BYTES
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter(prefix="/teams/{team_id}/roster")


@router.get("")
def list_roster(
    team_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery
) -> Listed[RosterEntryOut]:
    """List who plays in a team."""
    team, entries, total = service.list_roster(session, viewer, team_id, page)
    sees_names = permissions.has_in_team(viewer, team, permissions.SEES_NAMES)
    return listed(entries, total, page, lambda entry: _shown(entry, sees_names=sees_names))


@router.post("", status_code=201)
def add_player(
    *,
    team_id: UUID,
    wanted: NewRosterEntryIn,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    once: Once,
) -> RosterEntryOut:
    """Put somebody on the roster."""

    def add() -> RosterEntryOut:
        entry = service.add_player(session, viewer, team_id, wanted, now=clock.now())
        return _shown(entry, sees_names=True)

    return once(RosterEntryOut, add)


@router.post("/import")
def import_roster(
    *, team_id: UUID, file: UploadFile, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> ImportOut:
    """Take the players of a CSV file into a team."""

    def take_in() -> ImportOut:
        content = file.file.read(MOST_BYTES + 1)
        report = service.import_roster(session, viewer, team_id, content, now=clock.now())
        return ImportOut.model_validate(report, from_attributes=True)

    return once(ImportOut, take_in)


@router.put("/{player_id}")
def update_player(
    *,
    team_id: UUID,
    player_id: UUID,
    wanted: RosterEntryIn,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> RosterEntryOut:
    """Change a player's name, number or position."""
    entry = service.update_player(session, viewer, team_id, player_id, wanted, now=clock.now())
    return _shown(entry, sees_names=True)


@router.delete("/{player_id}", status_code=204)
def remove_player(
    team_id: UUID, player_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now
) -> None:
    """Take a player off the roster."""
    service.remove_player(session, viewer, team_id, player_id, now=clock.now())


def _shown(entry: RosterEntry, *, sees_names: bool) -> RosterEntryOut:
    return RosterEntryOut(
        player_id=entry.player_id,
        name=entry.player.name if sees_names else None,
        jersey_number=entry.jersey_number,
        position=entry.position,
    )
