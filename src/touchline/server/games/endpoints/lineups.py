"""Routes of line-ups."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from touchline.server.clubs import permissions
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service
from touchline.server.games.models import LineupPlace, MatchLineup
from touchline.server.games.schemas import (
    LinedUpOut,
    LineupFilter,
    LineupIn,
    LineupOut,
    NewLineupIn,
    StarterOut,
)
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter(prefix="/match-lineups")


@router.get("")
def list_lineups(
    viewer: CurrentViewer, session: DbSession, which: Annotated[LineupFilter, Query()], page: PageQuery
) -> Listed[LineupOut]:
    """List the line-ups of one's teams."""
    lineups, total = service.list_lineups(session, viewer, which, page)
    return listed(lineups, total, page, lambda lineup: _shown(lineup, viewer))


@router.post("", status_code=201)
def create_lineup(
    wanted: NewLineupIn, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> LineupOut:
    """Line a team up for a game."""
    return once(
        LineupOut, lambda: _shown(service.create_lineup(session, viewer, wanted, now=clock.now()), viewer)
    )


@router.get("/{lineup_id}")
def get_lineup(lineup_id: UUID, viewer: CurrentViewer, session: DbSession) -> LineupOut:
    """Show a line-up."""
    return _shown(service.get_lineup(session, viewer, lineup_id), viewer)


@router.put("/{lineup_id}")
def update_lineup(
    lineup_id: UUID, wanted: LineupIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> LineupOut:
    """Line a team up anew."""
    return _shown(service.update_lineup(session, viewer, lineup_id, wanted, now=clock.now()), viewer)


def _shown(lineup: MatchLineup, viewer: Viewer) -> LineupOut:
    sees_names = permissions.has_in_team(viewer, lineup.game.team, permissions.SEES_NAMES)

    def told(place: LineupPlace) -> dict[str, Any]:
        return {
            "player_id": place.player_id,
            "name": place.player.name if sees_names else None,
            "jersey_number": place.jersey_number,
            "is_captain": place.is_captain,
        }

    starters = [
        StarterOut(**told(place), slot=place.slot, x=place.x or 0.0, y=place.y or 0.0)
        for place in lineup.places
        if place.slot is not None
    ]
    return LineupOut(
        id=lineup.id,
        game_id=lineup.game_id,
        formation_id=lineup.formation_id,
        starters=starters,
        substitutes=[LinedUpOut(**told(place)) for place in lineup.places if place.slot is None],
        updated_at=lineup.updated_at,
    )
