"""Routes of takes; they are watched, changed and deleted as videos."""

import functools
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from touchline.server.accounts.cookies import CSRF_FIELD
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.games import service as games
from touchline.server.kit.deps import DbSession
from touchline.server.kit.pagination import Listed, PageQuery, part_of
from touchline.server.recordings.takes import one_request, service
from touchline.server.recordings.takes.form_stream import FormStream
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeOut
from touchline.server.recordings.takes.showing import shown
from touchline.server.uploads.endpoints import NO_LIMIT
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.owner import owner_of

router = APIRouter(tags=["Takes"])

CAMERA_FIELD = "camera_token"
_LONGEST_NUMBER = 18
_FORM = "multipart/form-data"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            _FORM: {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
        },
    }
}


class RecordingQuery(BaseModel):
    """What is said of a recording; in a form, the same names are fields before the field `file`."""

    game_id: Annotated[str, Field(max_length=64)] = ""
    filename: Annotated[str, Field(max_length=255)] = ""
    camera: Annotated[str, Field(max_length=200)] = ""
    position: Annotated[str, Field(max_length=200)] = ""
    started_at: Annotated[str, Field(max_length=64)] = ""


@router.get("/games/{game_id}/takes")
def list_takes(game_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery) -> Listed[TakeOut]:
    """List the takes of a game, as they came."""
    games.get_game(session, viewer, game_id)
    takes = service.list_takes(session, viewer, game_id)
    return part_of(takes, page, lambda take: shown(take, viewer.user_id))


def _about(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what a form says of the recording, and nothing else of it."""
    return {name: value for name, value in fields.items() if name in RecordingQuery.model_fields}


@router.post(
    "/videos/upload",
    status_code=202,
    response_model=TakeOut,
    openapi_extra=_BODY,
    max_body_size=NO_LIMIT,
)
async def upload_recording(request: Request, about: Annotated[RecordingQuery, Query()]) -> Response:
    """Take in a recording in one request: as the body, or in a form whose last field is `file`.

    What breaks off is lost: what is large, or comes over a bad line, goes to `/uploads`.
    """
    intake: Intake = request.app.state.uploads
    said = {name: value for name, value in about.model_dump().items() if value}
    if request.headers.get("content-type", "").startswith(_FORM):
        form = await FormStream.opened(
            request.headers["content-type"], request.stream(), intake.limits.patience_s
        )
        owner = await _owner(request, form.fields)
        take = await one_request.receive(intake, owner, said | _about(form.fields), form.file())
    else:
        owner = await _owner(request)
        take = await one_request.receive(intake, owner, said, request.stream(), size_bytes=_size(request))
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(await anyio.to_thread.run_sync(_page_after, intake, take), status_code=303)
    return JSONResponse(shown(take, owner).model_dump(mode="json"), status_code=202)


async def _owner(request: Request, fields: Mapping[str, str] | None = None) -> UUID:
    said = fields or {}
    asks = functools.partial(
        owner_of, request, form_token=said.get(CSRF_FIELD, ""), form_camera=said.get(CAMERA_FIELD, "")
    )
    return await anyio.to_thread.run_sync(asks)


def _page_after(intake: Intake, take: Take) -> str:
    """Return where a plain form leads: a guest sees nothing but the page they came from."""
    if take.participant_id is None:
        return f"/games/{take.game_id}"
    with intake.ports.database.reading() as session:
        return f"/join/{service.game_of(session, take.game_id).code}/upload"


def _size(request: Request) -> int | None:
    told = request.headers.get("content-length", "")
    return int(told) if told.isdecimal() and len(told) <= _LONGEST_NUMBER else None
