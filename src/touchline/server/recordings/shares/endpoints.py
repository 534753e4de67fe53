"""Routes of shares: for members, and for whoever has a link."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from touchline.server.accounts.deps import AccountKeys
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.limits import limited
from touchline.server.kit.pagination import Listed, PageQuery
from touchline.server.recordings.shares import service, showing
from touchline.server.recordings.shares.deps import CountingSession
from touchline.server.recordings.shares.schemas import (
    NewShareOut,
    OpenAgainIn,
    OpenedShareOut,
    OpenIn,
    ShareIn,
    ShareOut,
)
from touchline.server.recordings.shares.showing import Opening

router = APIRouter(tags=["Shares"])

LinkToken = Annotated[str, Path(min_length=16, max_length=200)]


@router.post("/videos/{video_id}/share", status_code=201, dependencies=[limited("60/hour", per="user")])
def create_share(
    *,
    video_id: UUID,
    wanted: ShareIn,
    viewer: CurrentViewer,
    session: DbSession,
    keys: AccountKeys,
    clock: Now,
    once: Once,
) -> NewShareOut:
    """Make a link to a film, a take's angle or a clip; it is told this once."""
    now = clock.now()
    password_hash = service.hash_of_password(session, keys, wanted)

    def create() -> NewShareOut:
        share, link = service.create_share(
            session, keys, viewer, video_id, wanted, password_hash=password_hash, now=now
        )
        return showing.shown_new(share, link, viewer, now=now)

    return once(NewShareOut, create)


@router.get("/games/{game_id}/shares")
def list_shares(
    game_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now, page: PageQuery
) -> Listed[ShareOut]:
    """List a game's links: staff see all of them, others their own."""
    game, shares, total = service.list_shares(session, viewer, game_id, page)
    items = showing.shown_all(session, shares, game, viewer, now=clock.now())
    return Listed(items=items, total=total, limit=page.limit, offset=page.offset)


@router.get("/shares/{share_id}")
def get_share(share_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> ShareOut:
    """Show a link, and how often it was opened."""
    share = service.get_share(session, viewer, share_id)
    return showing.shown(session, share, share.game, viewer, now=clock.now())


@router.delete("/shares/{share_id}", status_code=204)
def end_share(share_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> None:
    """End a link at once, for everybody who has it or is just watching."""
    service.end_share(session, viewer, share_id, now=clock.now())


@router.get("/shares/open/{token}", dependencies=[limited("60/minute", per="ip")])
def open_share(
    token: LinkToken, session: CountingSession, ports: PortsOfApp, keys: AccountKeys, clock: Now
) -> OpenedShareOut:
    """Show what a link leads to, or that it needs a password. No account is asked for."""
    share = service.open_freely(session, token, now=clock.now())
    if share.password_hash is not None:
        return showing.locked()
    return Opening(session, ports.storage, keys, clock.now()).show(share)


@router.post(
    "/shares/open/{token}",
    dependencies=[limited("10/minute", per="ip"), limited("60/hour", per="path")],
)
def open_share_with(
    *,
    token: LinkToken,
    told: OpenIn,
    session: DbSession,
    ports: PortsOfApp,
    keys: AccountKeys,
    clock: Now,
) -> OpenedShareOut:
    """Open a link with its password."""
    now = clock.now()
    password = told.password.get_secret_value() if told.password else ""
    share = service.open_with_password(session, keys, token, password, now=now)
    return Opening(session, ports.storage, keys, now).show(share)


@router.post("/shares/open/{token}/again", dependencies=[limited("60/minute", per="ip")])
def open_share_again(
    *,
    token: LinkToken,
    told: OpenAgainIn,
    session: DbSession,
    ports: PortsOfApp,
    keys: AccountKeys,
    clock: Now,
) -> OpenedShareOut:
    """Open a link again by the ticket of the first time, good for 12 hours: it counts as no guess."""
    now = clock.now()
    share = service.open_again(session, keys, token, told.ticket, now=now)
    return Opening(session, ports.storage, keys, now).show(share, told.ticket)
