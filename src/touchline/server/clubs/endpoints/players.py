"""Routes of players: one's own, and what may be done with each."""

from uuid import UUID

from fastapi import APIRouter

from touchline.server.clubs import service
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.models import Player
from touchline.server.clubs.schemas import ConsentIn, ConsentOut, OwnPlayerOut
from touchline.server.clubs.viewer import Purpose
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.pagination import Listed, PageQuery, part_of

router = APIRouter()


@router.get("/users/me/players")
def list_own_players(viewer: CurrentViewer, session: DbSession, page: PageQuery) -> Listed[OwnPlayerOut]:
    """List one's children and oneself, with what may be done with each."""

    def shown(own: tuple[Player, frozenset[Purpose], bool]) -> OwnPlayerOut:
        player, given, may_give = own
        return OwnPlayerOut(player_id=player.id, name=player.name, consent=_shown(given, may_give))

    return part_of(service.list_own_players(session, viewer), page, shown)


@router.get("/players/{player_id}/consent")
def get_consent(player_id: UUID, viewer: CurrentViewer, session: DbSession) -> ConsentOut:
    """Show what may be done with a player's picture and data."""
    return _shown(*service.get_consents(session, viewer, player_id))


@router.put("/players/{player_id}/consent")
def set_consent(
    player_id: UUID, wanted: ConsentIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> ConsentOut:
    """Say yes or no, for each purpose."""
    return _shown(*service.set_consents(session, viewer, player_id, wanted, now=clock.now()))


def _shown(given: frozenset[Purpose], may_give: bool) -> ConsentOut:
    return ConsentOut(
        film=Purpose.FILM in given,
        analyse=Purpose.ANALYSE in given,
        share=Purpose.SHARE in given,
        may_give=may_give,
    )
