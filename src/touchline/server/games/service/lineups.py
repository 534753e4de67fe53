"""Line-ups: who begins a game in which slot, and who sits on the bench; one per game."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import repository
from touchline.server.games.errors import (
    CaptainNotPlaying,
    GameCancelled,
    LineupExists,
    LineupNotFound,
    NotOnRoster,
    PlayerTwice,
    SlotLacking,
    SlotTwice,
)
from touchline.server.games.formations import Plan
from touchline.server.games.models import Game, GameState, LineupPlace, MatchLineup
from touchline.server.games.schemas import LineupFilter, LineupIn, NewLineupIn
from touchline.server.games.service import diary, formations, schedule
from touchline.server.kit.pagination import Page


def list_lineups(
    session: Session, viewer: Viewer, which: LineupFilter, page: Page
) -> tuple[Sequence[MatchLineup], int]:
    """Return a page of the line-ups that the viewer sees, the last game's first, and how many there are."""
    return repository.list_lineups(session, viewer, which, page)


def get_lineup(session: Session, viewer: Viewer, lineup_id: UUID) -> MatchLineup:
    """Return a line-up that the viewer sees, with its game and players.

    Raises:
        LineupNotFound: there is none, or not for this viewer.
    """
    lineup = repository.find_lineup(session, viewer, lineup_id)
    if lineup is None:
        raise LineupNotFound
    return lineup


def create_lineup(session: Session, viewer: Viewer, wanted: NewLineupIn, *, now: datetime) -> MatchLineup:
    """Line a team up for a game.

    Raises:
        LineupExists: it is lined up already.
    """
    game = schedule.get_game_of_staff(session, viewer, wanted.game_id)
    lineup = MatchLineup(id=new_id(), game=game, formation_id=wanted.formation_id, updated_at=now)
    places = _places(session, game, lineup.id, wanted)
    try:
        with session.begin_nested():
            session.add(lineup)
    except IntegrityError:
        raise LineupExists from None
    session.add_all(places)
    return _noted(session, viewer, lineup, "lineup.create", now=now)


def update_lineup(
    session: Session, viewer: Viewer, lineup_id: UUID, wanted: LineupIn, *, now: datetime
) -> MatchLineup:
    """Line a team up anew; jersey numbers are those of the roster as it is now."""
    repository.lock_lineup(session, lineup_id)
    lineup = get_lineup(session, viewer, lineup_id)
    permissions.require_in_team(viewer, lineup.game.team, permissions.STAFF)
    places = _places(session, lineup.game, lineup.id, wanted)
    repository.clear_lineup(session, lineup)
    lineup.formation_id, lineup.updated_at = wanted.formation_id, now
    session.add_all(places)
    return _noted(session, viewer, lineup, "lineup.update", now=now)


def _noted(
    session: Session, viewer: Viewer, lineup: MatchLineup, action: str, *, now: datetime
) -> MatchLineup:
    diary.note(session, viewer.user_id, action, lineup.game, now=now, lineup_id=str(lineup.id))
    session.flush()
    return get_lineup(session, viewer, lineup.id)


def _places(session: Session, game: Game, lineup_id: UUID, wanted: LineupIn) -> list[LineupPlace]:
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    plan = formations.plan_for(session, game.team, wanted.formation_id)
    _check_slots(plan, [starter.slot for starter in wanted.starters])
    player_ids = [starter.player_id for starter in wanted.starters] + wanted.substitutes
    if len(set(player_ids)) < len(player_ids):
        raise PlayerTwice
    if wanted.captain_id is not None and wanted.captain_id not in player_ids:
        raise CaptainNotPlaying
    numbers = repository.jersey_numbers(session, game.team_id, player_ids)
    if len(numbers) < len(player_ids):
        raise NotOnRoster
    places = list(_placed(plan, lineup_id, wanted))
    for number, place in enumerate(places):
        place.number, place.jersey_number = number, numbers[place.player_id]
        place.is_captain = place.player_id == wanted.captain_id
    return places


def _placed(plan: Plan, lineup_id: UUID, wanted: LineupIn) -> Iterator[LineupPlace]:
    in_slot = {starter.slot: starter.player_id for starter in wanted.starters}
    for slot in plan.slots:
        if slot.name in in_slot:
            player_id = in_slot[slot.name]
            yield LineupPlace(lineup_id=lineup_id, player_id=player_id, slot=slot.name, x=slot.x, y=slot.y)
    for player_id in wanted.substitutes:
        yield LineupPlace(lineup_id=lineup_id, player_id=player_id)


def _check_slots(plan: Plan, names: Sequence[str]) -> None:
    for name in names:
        if plan.slot(name) is None:
            raise SlotLacking(slot.name for slot in plan.slots)
        if names.count(name) > 1:
            raise SlotTwice(name)
