"""How many requests one caller may send in a minute, over the whole API: whatever they ask for.

Beside the limits of single endpoints (`limits`), which count in the database: this one only keeps a program
that has run wild, or somebody with a grudge, from taking all there is. So it counts in memory, per process.
Bytes are not counted: an upload sends as many pieces as it likes, and films are many small files. Strangers'
are: who sends pieces has signed in, or brings the token of a guest's camera, which its endpoint looks at.
"""

import threading
from collections import Counter
from typing import Protocol

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from touchline.base.clock import Clock
from touchline.server.kit.callers import caller_of, camera_token_of, person_of
from touchline.server.kit.errors import TooOften
from touchline.server.kit.problems import problem

COUNTED = "/api/"
_UPLOADS = "/api/v1/uploads/"
_OVERRIDE = "x-http-method-override"
WINDOW_S = 60


class PaceSettings(Protocol):
    """What this must be told."""

    @property
    def requests_per_minute_person(self) -> int:
        """So many of somebody who is signed in."""

    @property
    def requests_per_minute_address(self) -> int:
        """So many of all others behind one address."""


class Pace:
    """Counts the requests of the present minute."""

    def __init__(self, settings: PaceSettings, clock: Clock) -> None:
        self._settings, self._clock, self._turn = settings, clock, threading.Lock()
        self._minute = 0
        self._counted: Counter[str] = Counter()

    def wait_s(self, request: Request) -> int:
        """Count a request; return how long its caller has to wait, 0 if not at all."""
        caller = caller_of(request)
        settings = self._settings
        most = (
            settings.requests_per_minute_person
            if caller.startswith("user:")
            else settings.requests_per_minute_address
        )
        minute, second = divmod(int(self._clock.now().timestamp()), WINDOW_S)
        with self._turn:
            if minute != self._minute:
                self._minute = minute
                self._counted.clear()
            self._counted[caller] += 1
            return 0 if self._counted[caller] <= most else WINDOW_S - second


class PacedRequests:
    """Refuses what is too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its caller has sent too many."""
        answer: ASGIApp = self._app
        if scope["type"] == "http" and scope["path"].startswith(COUNTED):
            request = Request(scope)
            pace: Pace = scope["app"].state.pace
            if not _brings_bytes(request) and (wait_s := pace.wait_s(request)):
                refusal = TooOften(wait_s)
                answer = problem(
                    429, str(refusal), code="TOO_OFTEN", headers={"Retry-After": str(refusal.retry_after_s)}
                )
        await answer(scope, receive, send)


def _brings_bytes(request: Request) -> bool:
    method = request.headers.get(_OVERRIDE, "").upper() if request.method == "POST" else request.method
    if method != "PATCH" or not request.url.path.startswith(_UPLOADS):
        return False
    return person_of(request) is not None or camera_token_of(request) is not None
