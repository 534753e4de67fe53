"""Routes by which whoever runs this server erases a person. Others are told of nothing."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask

from touchline.server.accounts.deps import Administrator
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.privacy import service
from touchline.server.privacy.person import Person
from touchline.server.privacy.schemas import ErasureOut, PlaceOut

router = APIRouter(prefix="/admin", tags=["Operations"])


@router.get("/people/{person_id}/erasure")
def show_erasure(
    person_id: UUID,
    administrator: Administrator,  # noqa: ARG001 (lets in)
    session: DbSession,
) -> ErasureOut:
    """Say what would go and what would stay if a user, or a player without an account, were erased."""
    return _shown(service.find_person(session, person_id))


@router.delete("/people/{person_id}", status_code=204)
def erase_person(
    *,
    person_id: UUID,
    administrator: Administrator,
    request: Request,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
) -> Response:
    """Erase a user, or a player, for good."""
    erased = service.erase_person(session, ports.sealer, person_id, by=administrator.id, now=clock.now())
    removal = BackgroundTask(service.remove_files, request.app.state.uploads, erased)
    return Response(status_code=204, background=removal)


def _shown(person: Person) -> ErasureOut:
    return ErasureOut(
        person_ids=list(person.ids),
        name=person.name,
        email=person.email,
        players=[player.name for player in person.players],
        places=[PlaceOut(**asdict(place)) for place in person.places],
        goes=service.what_goes(person),
        stays=service.what_stays(person),
    )
