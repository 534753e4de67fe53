"""What may be done with a player's picture and data: asked of parents in words that they understand."""

from uuid import UUID

from fastapi import APIRouter, Response

from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.errors import RoleMissing
from touchline.server.clubs.schemas import ConsentIn
from touchline.server.clubs.viewer import Purpose
from touchline.server.kit.deps import DbSession, Now
from touchline.server.portal import forms
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import CurrentPage

router = APIRouter(prefix="/players")

PURPOSES = tuple(purpose.value for purpose in Purpose)


@router.get("")
def list_own_players(page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show one's children, and what may be done with each."""
    return page.show("own_players.html", players=clubs.list_own_players(session, viewer))


@router.get("/{player_id}/consent")
def show_consent(player_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show what may be done with a player's picture and data."""
    player = clubs.get_player(session, viewer, player_id)
    given, may_give = clubs.get_consents(session, viewer, player_id)
    values = {purpose.value: "on" for purpose in given}
    form = forms.empty(page.reader, **values)
    return page.show("consent.html", player=player, form=form, given=given, may_give=may_give)


@router.post("/{player_id}/consent")
def set_consent(
    *,
    player_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Say yes and no."""
    player = clubs.get_player(session, viewer, player_id)
    given, may_give = clubs.get_consents(session, viewer, player_id)
    form = forms.read(page.reader, sent, ConsentIn, switches=PURPOSES)

    def say(told: ConsentIn) -> None:
        clubs.set_consents(session, viewer, player_id, told, now=clock.now())

    if not form.submit(session, say, expected=(RoleMissing,)):
        return page.show("consent.html", status=422, player=player, form=form, given=given, may_give=may_give)
    is_own = player_id in viewer.child_ids | viewer.own_player_ids
    return page.go("/players" if is_own else f"/players/{player_id}/consent", "consent.saved")
