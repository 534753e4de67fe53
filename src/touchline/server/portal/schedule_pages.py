"""Games in a list, and scheduling one. What a game itself shows is `game_pages`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.models import Team
from touchline.server.clubs.schemas import TeamFilter
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.games.schemas import GameFilter, NewGameIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.pagination import Page
from touchline.server.portal import forms, game_forms, scenes
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.scenes import WHOLE, Part

router = APIRouter()

Offset = Annotated[int, Query(ge=0, le=1_000_000)]
PER_PAGE = 30


@router.get("/games")
def list_games(page: CurrentPage, viewer: CurrentViewer, session: DbSession, offset: Offset = 0) -> Response:
    """Show the games of all one's teams, the newest first."""
    found = _games(session, viewer, GameFilter(), offset)
    return page.show("games.html", games=found, teams=coached(session, viewer))


@router.get("/teams/{team_id}/games")
def list_games_of_team(
    *, team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, offset: Offset = 0
) -> Response:
    """Show the games of a team, the newest first."""
    scene = scenes.of_team(session, viewer, team_id)
    found = _games(session, viewer, GameFilter(team_id=team_id), offset)
    return page.show("team_games.html", scene=scene, games=found)


@router.get("/teams/{team_id}/games/new")
def show_new_game(team_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Ask when and against whom."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = forms.empty(page.reader, kind="match", is_home="on", time_zone=page.reader.zone.key)
    return page.show("game_new.html", scene=scene, form=form)


@router.post("/teams/{team_id}/games/new")
def schedule_game(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Schedule a game."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = game_forms.read(page.reader, sent, NewGameIn, team_id=team_id)
    made: list[Game] = []

    def schedule(told: NewGameIn) -> None:
        made.append(games.create_game(session, viewer, told, now=clock.now()))

    if not form.submit(session, schedule):
        return page.show("game_new.html", status=422, scene=scene, form=form)
    return page.go(f"/games/{made[0].id}", "game.scheduled")


def coached(session: Session, viewer: Viewer) -> list[Team]:
    """Return the teams for which the viewer may schedule games."""
    teams, _ = clubs.list_teams(session, viewer, TeamFilter(), WHOLE)
    return [team for team in teams if permissions.has_in_team(viewer, team, permissions.STAFF)]


def _games(session: Session, viewer: Viewer, which: GameFilter, offset: int) -> Part[Game]:
    page = Page(limit=PER_PAGE, offset=offset)
    return scenes.part(*games.list_games(session, viewer, which, page), page)
