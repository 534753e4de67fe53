"""The page of a game: where it stands, its code, its cameras; changing and cancelling it."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from touchline.base.errors import NotFound
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.games import service as games
from touchline.server.games.schemas import GameIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.portal import (
    game_events,
    game_forms,
    game_live,
    game_scene,
    game_words,
    participant_pages,
)
from touchline.server.portal.forms import Sent
from touchline.server.portal.game_events import Listeners
from touchline.server.portal.page import CurrentPage, Page
from touchline.server.recordings.films import tasks as films

router = APIRouter(prefix="/games/{game_id:uuid}")

Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("")
def show_game(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    offset: Offset = 0,
) -> Response:
    """Show where a game stands; to whoever runs it also who takes part, from `offset` on."""
    scene = game_scene.of_game(session, viewer, page.reader, game_id)
    taking_part = None
    if scene.is_staff:
        taking_part = participant_pages.of_game(session, viewer, page.reader, game_id, offset=offset)
    live = game_live.of_game(session, viewer, page.reader, scene.game, clock.now())
    return page.show(
        "game.html",
        scene=scene,
        live=live,
        taking_part=taking_part,
        code=game_words.code(scene.game),
        score=game_words.score(scene.game),
        join_link=f"{page.keys.public_url}/join/{scene.game.code}",
    )


@router.get("/events")
def follow_game(
    game_id: UUID, request: Request, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Send the changing part of a game's page whenever it changes."""
    games.get_game(session, viewer, game_id)
    listeners: Listeners = request.app.state.listeners
    began = listeners.join(viewer.user_id)
    return StreamingResponse(
        game_events.stream(
            _look(request, page, game_id, viewer.user_id), lambda: listeners.leave(viewer.user_id, began)
        ),
        media_type=game_events.MEDIA_TYPE,
        headers=game_events.HEADERS,
    )


def _look(request: Request, page: Page, game_id: UUID, user_id: UUID) -> Callable[[], str | None]:
    """Return what looks at a game anew each time: None once it is not for this person any more."""
    ports = request.app.state.ports

    def look() -> str | None:
        with ports.database.reading() as session:
            viewer = clubs.load_viewer(session, user_id)
            try:
                scene = game_scene.of_game(session, viewer, page.reader, game_id)
            except NotFound:
                return None
            live = game_live.of_game(session, viewer, page.reader, scene.game, ports.clock.now())
            return page.part("game_live.html", scene=scene, live=live)

    return look


@router.post("/film")
def make_film(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> Response:
    """Have the film made."""
    films.order_film(session, viewer, game_id, now=clock.now())
    return page.go(f"/games/{game_id}", "film.begun")


@router.get("/edit")
def show_edit_game(game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what can be changed of a game."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    return page.show("game_edit.html", scene=scene, form=game_forms.of_game(page.reader, scene.game))


@router.post("/edit")
def edit_game(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Change what is told of a game."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    form = game_forms.read(page.reader, sent, GameIn)

    def change(told: GameIn) -> None:
        games.update_game(session, viewer, game_id, told, now=clock.now())

    if not form.submit(session, change):
        return page.show("game_edit.html", status=422, scene=scene, form=form)
    return page.go(scene.path, "saved")


@router.get("/cancel")
def ask_cancel_game(game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Ask whether a game really does not take place."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    return page.show("game_cancel.html", scene=scene)


@router.post("/cancel")
def cancel_game(
    game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, clock: Now
) -> Response:
    """Say that a game does not take place."""
    games.cancel_game(session, viewer, game_id, now=clock.now())
    return page.go(f"/games/{game_id}", "game.cancelled")
