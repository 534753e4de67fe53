"""Routes of taking part: by membership, or by a game's code without an account."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from touchline.server.accounts.deps import AccountKeys, MaybeUser
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.games import qr, service
from touchline.server.games.deps import CameraToken
from touchline.server.games.errors import GameCancelled
from touchline.server.games.models import Game, GameState
from touchline.server.games.schemas import (
    Code,
    JoinedOut,
    JoinIn,
    JoinInfo,
    OwnGameOut,
    ParticipantOut,
)
from touchline.server.kit.callers import address_of
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import NotSignedIn
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.limits import limited
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter()

# A whole team joins from behind the one address of the rink; a guesser would need some hundred days.
_LIMITS = [limited("60/minute", per="ip"), limited("600/hour", per="ip")]
_PICTURES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in qr.MEDIA_TYPES.values()
        }
    }
}


@router.get("/games/join/{code}", dependencies=_LIMITS)
def look_up_code(code: Annotated[Code, Path()], session: DbSession, clock: Now) -> JoinInfo:
    """Show what a code is for, to anybody who holds it."""
    return JoinInfo(**_told(service.look_up(session, code, now=clock.now())))


@router.post("/games/{game_id}/join", dependencies=_LIMITS)
def join_game(
    *,
    game_id: UUID,
    wanted: JoinIn,
    request: Request,
    user: MaybeUser,
    session: DbSession,
    keys: AccountKeys,
    clock: Now,
    once: Once,
) -> JoinedOut:
    """Take part with a camera; without an account, by the game's code."""
    if user is None and "Authorization" in request.headers:
        raise NotSignedIn("Your sign-in is over. Sign in again, or join without it.")

    def take_part() -> JoinedOut:
        viewer = clubs.load_viewer(session, user.id) if user else None
        address = address_of(request)
        joined = service.join(session, viewer, game_id, wanted, keys=keys, address=address, now=clock.now())
        return JoinedOut(
            **_told(joined.game),
            participant_id=joined.participant.id,
            position=joined.participant.position,
            camera_token=joined.token,
            expires_at=joined.participant.expires_at,
        )

    return once(JoinedOut, take_part)


@router.post("/games/{game_id}/leave", status_code=204)
def leave_game(game_id: UUID, user: MaybeUser, token: CameraToken, session: DbSession, clock: Now) -> None:
    """Take part no longer."""
    user_id = user.id if user else None
    service.leave(session, game_id, user_id=user_id, token=token, now=clock.now())


@router.get("/games/{game_id}/participants")
def list_participants(
    game_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery
) -> Listed[ParticipantOut]:
    """List who takes part in a game."""
    game, found, total = service.list_participants(session, viewer, game_id, page)
    runs = permissions.has_in_team(viewer, game.team, permissions.STAFF)
    names = service.names_of(session, found) if runs else {}
    return listed(
        found,
        total,
        page,
        lambda one: ParticipantOut(
            id=one.id,
            is_guest=one.user_id is None,
            display_name=names.get(one.id),
            position=one.position,
            joined_at=one.joined_at,
        ),
    )


@router.delete("/games/{game_id}/participants/{participant_id}", status_code=204)
def remove_participant(
    game_id: UUID, participant_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now
) -> None:
    """Have somebody take part no longer, whose camera is not wanted; a guest's token opens nothing then."""
    service.remove_participant(session, viewer, game_id, participant_id, now=clock.now())


@router.get("/games/{game_id}/qr", response_class=Response, responses=_PICTURES)
def show_qr(
    *,
    game_id: UUID,
    viewer: CurrentViewer,
    session: DbSession,
    keys: AccountKeys,
    kind: Annotated[qr.QrFormat, Query(alias="format")] = qr.QrFormat.SVG,
    size: Annotated[int, Query(ge=qr.SMALLEST_PX, le=qr.LARGEST_PX)] = qr.USUAL_PX,
) -> Response:
    """Draw the link by which guests join, `size` pixels wide (a PNG at most)."""
    game = service.get_game_to_film(session, viewer, game_id)
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    picture = qr.picture_of(qr.join_link(keys.public_url, game.code), kind, size)
    return Response(
        picture, media_type=qr.MEDIA_TYPES[kind], headers={"Cache-Control": "private, max-age=300"}
    )


@router.get("/users/me/games")
def list_own_games(viewer: CurrentViewer, session: DbSession, page: PageQuery) -> Listed[OwnGameOut]:
    """List the games of one's teams and those one has joined by their code, the last one first."""
    games, taking_part, total = service.games_of(session, viewer, page)

    def shown(game: Game) -> OwnGameOut:
        own = taking_part.get(game.id)
        return OwnGameOut(
            **_told(game),
            is_seen=game.team_id in viewer.team_ids,
            takes_part=own is not None,
            position=own.position if own else None,
        )

    return listed(games, total, page, shown)


def _told(game: Game) -> Mapping[str, Any]:
    return {
        "game_id": game.id,
        "sport": game.team.sport,
        "kind": game.kind,
        "state": game.state,
        "starts_at": game.starts_at,
        "time_zone": game.time_zone,
    }
