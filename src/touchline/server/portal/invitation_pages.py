"""Following an invitation: what it is to, who one is, and yes."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from touchline.server.accounts.deps import CurrentUser
from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Role
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.fields import Token
from touchline.server.portal.page import CurrentPage, OpenPage

router = APIRouter(prefix="/invitations/{token}")

Secret = Annotated[Token, Path()]


@router.get("")
def show_invitation(token: Secret, page: OpenPage, session: DbSession, clock: Now) -> Response:
    """Show what a link invites to."""
    invitation = clubs.preview_invitation(session, token, now=clock.now())
    return page.show("invitation.html", invitation=invitation, token=token)


@router.post("")
def accept_invitation(
    token: Secret, page: CurrentPage, user: CurrentUser, session: DbSession, clock: Now
) -> Response:
    """Become what one was invited to be; a parent is then asked what may be done with the child's picture."""
    membership = clubs.accept_invitation(session, user, token, now=clock.now())
    if membership.role in (Role.PARENT, Role.PLAYER):
        return page.go("/players", "joined")
    if membership.team_id is not None:
        return page.go(f"/teams/{membership.team_id}", "joined")
    return page.go(f"/clubs/{membership.organization_id}", "joined")
