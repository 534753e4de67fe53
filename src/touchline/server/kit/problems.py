"""Errors turned outward: each is a problem document (RFC 9457), and none tells how the server is made."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from touchline.base import errors
from touchline.server.kit import outages
from touchline.server.kit.errors import NotSignedIn, TooOften
from touchline.server.kit.storage.errors import DiskFull

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[errors.TouchlineError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.Unavailable: 503,
    DiskFull: 507,
    NotSignedIn: 401,
    TooOften: 429,
}
"""The five kinds of error → HTTP, and the errors of kit for which HTTP has a word of its own."""

_TITLES = {
    400: "Bad request", 401: "Sign in first", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 410: "Gone", 412: "Precondition failed", 413: "Too large", 415: "Unsupported type",
    416: "Not that long",
    422: "Invalid", 429: "Too many requests", 500: "Something went wrong", 503: "Not now", 507: "Disk full",
    408: "Nothing came", 460: "Wrong checksum",
}  # fmt: skip

REQUEST_ID = "touchline.request_id"
"""Where in the scope of a request its id stands."""

log = structlog.get_logger()


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    field_errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """Return a problem document; `code` is stable and SCREAMING_SNAKE; `members` are a type's own."""
    title = _TITLES.get(status, "Error")
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code or title.upper().replace(" ", "_"),
    }
    if field_errors:
        content["errors"] = list(field_errors)
    content |= members or {}
    return JSONResponse(content, status, media_type=MEDIA_TYPE, headers=headers)


TOO_LARGE = 413


class TooLargeTold:
    """Answers a body that is too large as a problem: whoever measures it answers in plain words."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but that answer."""
        is_told = False

        async def tell(message: Message) -> None:
            nonlocal is_told
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                is_told = message["status"] == TOO_LARGE and "json" not in kind
                if is_told:
                    await problem(TOO_LARGE, "This is too much at once. Send less.")(scope, receive, send)
            if not is_told:
                await send(message)

        await self._app(scope, receive, tell if scope["type"] == "http" else send)


def install(app: FastAPI) -> None:
    """Have every error of this application answered as a problem."""
    app.add_middleware(TooLargeTold)
    app.add_exception_handler(errors.TouchlineError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _no_database)
    app.add_exception_handler(NoConnectionFree, _no_database)
    app.add_exception_handler(Exception, _unforeseen)


def code_of(error: errors.TouchlineError) -> str:
    """Return the stable code of an error: its class's name, NoCompleteTake → NO_COMPLETE_TAKE."""
    name = type(error).__name__
    return "".join(
        f"_{letter}" if letter.isupper() and i else letter for i, letter in enumerate(name)
    ).upper()


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.TouchlineError)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    return problem(status, str(error), code=code_of(error), headers=_headers(error))


def _headers(error: errors.TouchlineError) -> dict[str, str]:
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(error.retry_after_s)} if isinstance(error, errors.Unavailable) else {}


async def _no_database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError | NoConnectionFree)
    away = outages.told(error)
    if away is None:
        raise error
    code = outages.code_of(error) if isinstance(error, DBAPIError) else None
    log.error("database did not answer", kind=type(error).__name__, code=code)
    return await _refused(request, away)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [
        {"field": ".".join(str(part) for part in one["loc"] if part != "body"), "message": one["msg"]}
        for one in error.errors()
    ]
    return problem(422, "Some fields are not as they must be.", code="INVALID_FIELDS", field_errors=found)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("unforeseen", kind=type(error).__name__, exc_info=error)
    # This answer is made outside of what gives every other one its id.
    request_id = request.scope.get(REQUEST_ID, "")
    return problem(
        500,
        f"This is a fault of ours, and it has been logged as {request_id}. Try again; nothing was changed.",
        headers={"X-Request-ID": request_id},
    )
