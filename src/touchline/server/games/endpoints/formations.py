"""Routes of formations."""

from typing import Annotated

from fastapi import APIRouter, Query

from touchline.server.clubs.deps import CurrentViewer
from touchline.server.games import service
from touchline.server.games.formations import Plan
from touchline.server.games.schemas import FormationFilter, FormationIn, FormationOut, SlotOut
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter(prefix="/formations")


@router.get("")
def list_formations(
    viewer: CurrentViewer, session: DbSession, which: Annotated[FormationFilter, Query()], page: PageQuery
) -> Listed[FormationOut]:
    """List the formations that come with each sport, and those of one's clubs."""
    return listed(*service.list_formations(session, viewer, which, page), page, _shown)


@router.post("", status_code=201)
def create_formation(
    wanted: FormationIn, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> FormationOut:
    """Give a club a formation of its own."""
    return once(
        FormationOut, lambda: _shown(service.create_formation(session, viewer, wanted, now=clock.now()))
    )


def _shown(plan: Plan) -> FormationOut:
    return FormationOut(
        id=plan.id,
        organization_id=plan.organization_id,
        sport=plan.sport,
        name=plan.name,
        side_size=len(plan.slots),
        slots=[SlotOut(name=slot.name, x=slot.x, y=slot.y) for slot in plan.slots],
    )
