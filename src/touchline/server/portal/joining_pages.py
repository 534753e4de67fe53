"""The code of a game: what it is for, taking part by it, and uploading what a guest has filmed.

A guest has no account and is known by the token that the API calls `camera_token`. The browser keeps it in a
cookie that no script reads and that goes to the pages of codes only, one per game; the page with the file
chooser hands it to its script, which sends it as a header. So no other page of ours, and no page of others,
uploads with it.
"""

import functools
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from touchline.server.clubs import service as clubs
from touchline.server.games import service as games
from touchline.server.games.errors import CodeUnknown, GameCancelled, JoiningOver
from touchline.server.games.models import Game, Participant
from touchline.server.games.schemas import JoinIn
from touchline.server.kit.callers import address_of
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import NotSignedIn
from touchline.server.kit.fields import Name
from touchline.server.kit.limits import limited
from touchline.server.portal import forms, game_scene
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import OpenPage, Page
from touchline.server.portal.shared_pages import hidden
from touchline.server.recordings.takes import service as takes

router = APIRouter(prefix="/join")

TypedCode = Annotated[str, Path(max_length=20)]
_LIMITS = [limited("60/minute", per="ip"), limited("600/hour", per="ip")]


class GuestIn(BaseModel):
    """All that a guest is asked."""

    name: Name


@router.get("/{code}", dependencies=_LIMITS)
def show_join(code: TypedCode, page: OpenPage, session: DbSession, clock: Now) -> Response:
    """Say what the code of a game is for, and offer what can be done with it."""
    try:
        game = games.look_up(session, code, now=clock.now())
    except (CodeUnknown, GameCancelled, JoiningOver) as refused:
        sentence = page.reader.gettext(str(refused))
        return hidden(page.show("join.html", status=404, game=None, sentence=sentence))
    viewer = clubs.load_viewer(session, page.user.id) if page.user else None
    films = viewer is not None and game.team_id in viewer.team_ids
    return _shown(page, session, clock, game, forms.empty(page.reader), films=films)


@router.post("/{code}", dependencies=_LIMITS)
def take_part(code: TypedCode, page: OpenPage, sent: Sent, session: DbSession, clock: Now) -> Response:
    """Take part in a game by its code, to upload what one filmed of it."""
    now = clock.now()
    game = games.look_up(session, code, now=now)
    join = functools.partial(games.join, session, keys=page.keys, address=address_of(page.request), now=now)
    if page.user is not None:
        viewer = clubs.load_viewer(session, page.user.id)
        join(viewer, game.id, JoinIn(code=game.code))
        return page.go(f"/games/{game.id}/upload")
    form = forms.read(page.reader, sent, GuestIn)
    made: list[games.Joined] = []

    def join_as_guest(told: GuestIn) -> None:
        made.append(join(None, game.id, JoinIn(code=game.code, name=told.name)))

    if not form.submit(session, join_as_guest):
        return _shown(page, session, clock, game, form, status=422)
    answer = page.go(f"/join/{game.code}/upload")
    _remember(answer, page, game, made[0], clock)
    return answer


@router.get("/{code}/upload", dependencies=_LIMITS)
def show_guest_upload(code: TypedCode, page: OpenPage, session: DbSession, clock: Now) -> Response:
    """Show where a guest uploads; whoever is not known as one is shown how to become one."""
    game = games.look_up(session, code, now=clock.now())
    guest = _guest(page, session, clock, game)
    if guest is None:
        return RedirectResponse(f"/join/{game.code}", 303)
    return hidden(
        page.show(
            "guest_upload.html",
            user=None,
            scene=game_scene.of_camera(page.reader, game),
            guest=guest,
            token=page.request.cookies[_cookie(game)],
            sent=len(takes.list_of_guest(session, guest.id)),
        )
    )


def _shown(
    page: Page,
    session: Session,
    clock: Now,
    game: Game,
    form: Form[GuestIn],
    *,
    films: bool = False,
    status: int = 200,
) -> Response:
    answer = page.show(
        "join.html",
        status=status,
        game=game,
        films=films,
        guest=_guest(page, session, clock, game),
        when=page.reader.at(game.time_zone).moment(game.starts_at),
        form=form,
    )
    return hidden(answer)


def _guest(page: Page, session: Session, clock: Now, game: Game) -> Participant | None:
    """Return the guest of this game that the browser is known as."""
    token = page.request.cookies.get(_cookie(game))
    if token is None:
        return None
    try:
        found = games.camera_of(session, token, now=clock.now())
    except NotSignedIn:
        return None
    return found if found.game_id == game.id else None


def _remember(answer: Response, page: Page, game: Game, joined: games.Joined, clock: Now) -> None:
    assert joined.token is not None
    assert joined.participant.expires_at is not None
    answer.set_cookie(
        _cookie(game),
        joined.token,
        max_age=int((joined.participant.expires_at - clock.now()).total_seconds()),
        path="/join",
        httponly=True,
        samesite="lax",
        secure=page.keys.public_url.startswith("https://"),
    )


def _cookie(game: Game) -> str:
    return f"touchline_camera_{game.code}"
