"""Errors as pages: a browser is shown a page that says what to do, everybody else a problem document."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from touchline.base.errors import TouchlineError
from touchline.server.accounts.keys import keys_of
from touchline.server.kit.deps import READS
from touchline.server.kit.errors import NotSignedIn, TooOften
from touchline.server.portal import forms
from touchline.server.portal import page as pages
from touchline.server.portal.errors import NoSuchPage
from touchline.server.portal.language import translatable
from touchline.server.portal.page import Page

FORM = "application/x-www-form-urlencoded"
Handle = Callable[[Request, Exception], Awaitable[Response]]

TITLES = {
    401: translatable("Sign in first"),
    403: translatable("This is not for you"),
    404: translatable("Nothing here"),
    405: translatable("Nothing here"),
    409: translatable("Not in this state"),
    413: translatable("Too large"),
    422: translatable("Something is not right"),
    429: translatable("Too often"),
    500: translatable("A fault of ours"),
    503: translatable("Not now"),
    507: translatable("The disk is full"),
}
"""Status → the heading of its page; the sentence below it is the error's own."""

FAULT = translatable("This is a fault of ours, and it has been logged as {}. Try again; nothing was changed.")
"""What `kit.problems` says then."""

PASSWORDS = {
    "password": (translatable("Password"), "current-password"),
    "present_password": (translatable("Present password"), "current-password"),
    "new_password": (translatable("New password"), "new-password"),
}
"""Fields of forms that are never written back: how each is called, and what a browser fills in."""


@dataclass(frozen=True, slots=True)
class Again:
    """A form that was sent too often: it stands on the page that says so, to be sent again later."""

    action: str
    kept: Sequence[tuple[str, str]]
    passwords: Sequence[tuple[str, str, str]]
    """Name, label and what a browser fills in: they are typed again."""


_PASSED_ON = ("retry-after", "x-request-id", "allow")


def install(app: FastAPI) -> None:
    """Have the errors that browsers meet answered as pages; call it after the problems are installed."""
    kinds = (TouchlineError, RequestValidationError, HTTPException, Exception)
    handles = {kind: cast("Handle", app.exception_handlers[kind]) for kind in kinds}
    for kind, handle in handles.items():
        app.add_exception_handler(kind, _as_page(handle, handles[TouchlineError]))


def wants_page(request: Request) -> bool:
    """Say whether somebody looks at the answer: a browser, outside the API."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _as_page(handle: Handle, refused: Handle) -> Handle:
    async def answer(request: Request, error: Exception) -> Response:
        if not wants_page(request):
            return await handle(request, error)
        if isinstance(error, NotSignedIn) and request.method in READS:
            return RedirectResponse(f"/sign-in?next={quote(_target(request), safe='')}", 303)
        leads_nowhere = await refused(request, NoSuchPage()) if _leads_nowhere(error) else None
        again = await _again(request) if isinstance(error, TooOften) else None
        return _shown(request, leads_nowhere or await handle(request, error), again)

    return answer


async def _again(request: Request) -> Again | None:
    """Return what was sent in a form, without passwords; None where it was no form of text fields."""
    if request.method in READS or not request.headers.get("content-type", "").startswith(FORM):
        return None
    sent = (await request.form(max_fields=100)).multi_items()
    return Again(
        action=_target(request),
        kept=[(name, str(value)) for name, value in sent if name not in PASSWORDS],
        passwords=[(name, *PASSWORDS[name]) for name, _ in sent if name in PASSWORDS],
    )


def _leads_nowhere(error: Exception) -> bool:
    """Say whether the address is wrong: to a person, `/teams/nonsense` is as wrong as `/nonsense`."""
    if isinstance(error, HTTPException):
        return error.status_code in (404, 405)
    return isinstance(error, RequestValidationError)


def _shown(request: Request, told: Response, again: Again | None = None) -> Response:
    problem = json.loads(bytes(told.body))
    page = _page_of(request)
    answer = page.show(
        "refused.html",
        status=told.status_code,
        title=page.reader.gettext(TITLES.get(told.status_code, TITLES[500])),
        sentence=page.reader.gettext(problem["detail"]),
        form=forms.empty(page.reader),
        again=again,
    )
    answer.headers.update({name: told.headers[name] for name in _PASSED_ON if name in told.headers})
    return answer


def _page_of(request: Request) -> Page:
    known: Page | None = getattr(request.state, "page", None)
    if known is not None:
        return known
    state = request.app.state
    return pages.make(request, keys_of(state.settings), state.ports.clock, None)


def _target(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
