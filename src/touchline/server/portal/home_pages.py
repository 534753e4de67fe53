"""Home: the next game and the latest film, nothing to search for."""

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from touchline.server.audit.deps import Trail
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game, GameState
from touchline.server.games.schemas import GameFilter
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.pagination import Page
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.schedule_pages import coached
from touchline.server.recordings.films import service as recorded

router = APIRouter()

FILMED = [GameState.READY]
FILMS_SHOWN = 4


@router.get("/")
def show_home(
    *,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    ports: PortsOfApp,
    trail: Trail,
) -> Response:
    """Show what is next and what is new."""
    latest = _latest_films(session, viewer)
    still = recorded.still_of(session, ports.storage, viewer, latest[0]) if latest else None
    if still is not None:
        own = latest[0].team.organization_id
        trail.record("film.still", actor_id=viewer.user_id, subject_id=latest[0].id, organization_id=own)
    next_game = games.next_game(session, viewer, clock.now())
    players = clubs.list_own_players(session, viewer)
    return page.show(
        "home.html",
        is_member=bool(viewer.memberships),
        next_game=next_game,
        films=latest,
        still=still,
        unasked=[player for player, given, may_give in players if may_give and not given],
        coached=coached(session, viewer),
        sees_code=next_game and permissions.has_in_team(viewer, next_game.team, games.FILMS),
    )


def _latest_films(session: Session, viewer: Viewer) -> list[Game]:
    which = GameFilter(status=FILMED, sort="-starts_at")
    found, _ = games.list_games(session, viewer, which, Page(limit=FILMS_SHOWN))
    return list(found)
