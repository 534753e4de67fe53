"""Uploads: tus 1.0 and the IETF's resumable uploads, on the same addresses."""

from collections.abc import Callable, Coroutine
from pathlib import PurePosixPath
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask

from touchline.base.errors import TouchlineError
from touchline.server.kit.deps import DbSession
from touchline.server.kit.pagination import Listed, PageQuery
from touchline.server.uploads import answers, dialects, handling, service, sweeping
from touchline.server.uploads.handling import Standing
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State
from touchline.server.uploads.owner import Owner
from touchline.server.uploads.schemas import UploadOut

METHOD_OVERRIDE = "x-http-method-override"


class UploadRoute(APIRoute):
    """A route that tells errors in the protocols' words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with its errors answered."""
        handle = super().get_route_handler()

        async def handle_and_answer(request: Request) -> Response:
            request.state.number = _intake_of(request).arrivals.next()
            try:
                return await handle(request)
            except TouchlineError as error:
                return answers.refused(error, request.headers)

        return handle_and_answer


NO_LIMIT = 1 << 62
"""A body of an upload is bounded by the intake, which sees it come."""

router = APIRouter(prefix="/uploads", tags=["Uploads"], route_class=UploadRoute, max_body_size=NO_LIMIT)


def _intake_of(request: Request) -> Intake:
    intake: Intake = request.app.state.uploads
    return intake


async def _intake(request: Request) -> Intake:
    return _intake_of(request)


async def _number(request: Request) -> int:
    number: int = request.state.number
    return number


IntakeOfApp = Annotated[Intake, Depends(_intake)]
Number = Annotated[int, Depends(_number)]


@router.options("", status_code=204)
def describe_uploads(intake: IntakeOfApp) -> Response:
    """Say which protocols are spoken, and how much may be sent."""
    return answers.discovery(intake)


@router.options("/{upload_id}", status_code=204)
def describe_upload(upload_id: UUID, intake: IntakeOfApp) -> Response:  # noqa: ARG001 (any address says the same)
    """Say the same of one upload."""
    return answers.discovery(intake)


@router.post("", status_code=201, response_model=UploadOut)
async def create_upload(request: Request, number: Number, owner: Owner, intake: IntakeOfApp) -> Response:
    """Begin an upload, with or without its first bytes."""
    standing = await handling.create(
        intake, number, owner, dialects.creation_of(request.headers), request.stream()
    )
    location = f"{request.url.path.rstrip('/')}/{standing.upload.id}"
    return _with_digest(
        intake, standing, answers.created(intake, standing, location, _shown(intake, standing))
    )


@router.get("")
def list_uploads(page: PageQuery, owner: Owner, intake: IntakeOfApp, session: DbSession) -> Listed[UploadOut]:
    """List one's own uploads, the newest first."""
    items, total = service.list_of(session, intake, owner, page.limit, page.offset)
    return Listed(items=items, total=total, limit=page.limit, offset=page.offset)


@router.get("/{upload_id}")
def get_upload(upload_id: UUID, owner: Owner, intake: IntakeOfApp, session: DbSession) -> UploadOut:
    """Show an upload, without disturbing whoever is at it."""
    return service.shown(intake, service.find(session, owner, upload_id))


@router.head("/{upload_id}", status_code=204)
async def look_at_upload(
    request: Request, number: Number, upload_id: UUID, owner: Owner, intake: IntakeOfApp
) -> Response:
    """Say how far an upload is; a request that still sends to it is ended."""
    standing = await handling.look(intake, number, owner, upload_id)
    return _with_digest(
        intake, standing, answers.state(intake, standing, str(PurePosixPath(request.url.path).parent))
    )


@router.patch("/{upload_id}", status_code=204)
async def append_to_upload(
    upload_id: UUID, request: Request, number: Number, owner: Owner, intake: IntakeOfApp
) -> Response:
    """Add bytes at the end."""
    asked = dialects.append_of(request.headers)
    standing = await handling.append(intake, number, owner, upload_id, asked=asked, body=request.stream())
    return _with_digest(
        intake, standing, answers.appended(intake, standing, asked.dialect, _shown(intake, standing))
    )


@router.delete("/{upload_id}", status_code=204)
async def delete_upload(upload_id: UUID, number: Number, owner: Owner, intake: IntakeOfApp) -> Response:
    """Forget an unfinished upload."""
    await handling.remove(intake, number, owner, upload_id)
    return answers.removed()


@router.post("/{upload_id}", status_code=204)
async def override_method(
    upload_id: UUID, request: Request, number: Number, owner: Owner, intake: IntakeOfApp
) -> Response:
    """Do what `X-HTTP-Method-Override` says, for clients whose network lets only GET and POST through."""
    if request.headers.get(METHOD_OVERRIDE, "").upper() == "DELETE":
        return await delete_upload(upload_id, number, owner, intake)
    return await append_to_upload(upload_id, request, number, owner, intake)


def _shown(intake: Intake, standing: Standing) -> dict[str, Any]:
    return service.shown_at(intake, standing.upload, standing.offset).model_dump(mode="json")


def _with_digest(intake: Intake, standing: Standing, answer: Response) -> Response:
    """Have the SHA-256 read from the disk after the answer, where a restart had forgotten it."""
    if standing.upload.state is State.FINISHED and standing.upload.sha256 is None:
        answer.background = BackgroundTask(sweeping.digest_once, intake, standing.upload.id)
    return answer
