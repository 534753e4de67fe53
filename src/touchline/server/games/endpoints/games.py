"""Routes of games."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from touchline.server.clubs import permissions
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service
from touchline.server.games.models import Game
from touchline.server.games.schemas import GameFilter, GameIn, GameOut, NewGameIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter(prefix="/games")


@router.get("")
def list_games(
    viewer: CurrentViewer, session: DbSession, which: Annotated[GameFilter, Query()], page: PageQuery
) -> Listed[GameOut]:
    """List the games of one's teams."""
    games, total = service.list_games(session, viewer, which, page)
    return listed(games, total, page, lambda game: _shown(game, viewer))


@router.post("", status_code=201)
def create_game(
    wanted: NewGameIn, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> GameOut:
    """Schedule a game."""
    return once(
        GameOut, lambda: _shown(service.create_game(session, viewer, wanted, now=clock.now()), viewer)
    )


@router.get("/{game_id}")
def get_game(game_id: UUID, viewer: CurrentViewer, session: DbSession) -> GameOut:
    """Show a game."""
    return _shown(service.get_game(session, viewer, game_id), viewer)


@router.put("/{game_id}")
def update_game(
    game_id: UUID, wanted: GameIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> GameOut:
    """Change what is told of a game, its score too."""
    return _shown(service.update_game(session, viewer, game_id, wanted, now=clock.now()), viewer)


@router.delete("/{game_id}", status_code=204)
def cancel_game(game_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> None:
    """Cancel a game; it can still be found by its status."""
    service.cancel_game(session, viewer, game_id, now=clock.now())


def _shown(game: Game, viewer: Viewer) -> GameOut:
    films = permissions.has_in_team(viewer, game.team, service.FILMS)
    return GameOut(
        id=game.id,
        team_id=game.team_id,
        team_name=game.team.name,
        sport=game.team.sport,
        kind=game.kind,
        state=game.state,
        code=game.code if films else None,
        opponent=game.opponent,
        is_home=game.is_home,
        place=game.place,
        starts_at=game.starts_at,
        time_zone=game.time_zone,
        our_score=game.our_score,
        their_score=game.their_score,
        expected_takes=game.expected_takes,
        created_at=game.created_at,
        cancelled_at=game.cancelled_at,
        may_run=permissions.has_in_team(viewer, game.team, permissions.STAFF),
    )
