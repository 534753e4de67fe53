"""What is told about each request: an id that travels with it, a line in the log, a count and a duration.

Pure ASGI, so that bytes stream through untouched. Paths are told as their route's template: the real one may
hold a token, and there are as many of them as there are games.
"""

import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from touchline.base.ids import new_id
from touchline.server.kit.metrics import Metrics
from touchline.server.kit.problems import REQUEST_ID

HEADER = "x-request-id"
UNMATCHED = "unmatched"
STILL_OPEN = 499
"""What proxies note for a request whose sender went away before it was answered."""

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{7,63}")
_QUIET = ("/health", "/ready", "/metrics")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


class WatchedRequests:
    """Gives each request its id, and tells what became of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope[REQUEST_ID] = _request_id(Headers(scope=scope).get(HEADER))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status, started_s = STILL_OPEN, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            status = 500
            raise
        finally:
            self._tell(scope, status, time.perf_counter() - started_s)

    def _tell(self, scope: Scope, status: int, duration_s: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = template_of(scope)
        metrics: Metrics = scope["app"].state.metrics
        metrics.count(method, route, status, duration_s)
        if route not in _QUIET or status >= 400:
            duration_ms = round(duration_s * 1000, 1)
            log.info("request", method=method, route=route, status=status, duration_ms=duration_ms)


def template_of(scope: Scope) -> str:
    """Return the path of a request that was routed, its variable parts as `{name}`."""
    if "path_params" not in scope:
        return UNMATCHED
    path: str = scope["path"]
    for name, value in reversed(list(scope["path_params"].items())):
        before, found, after = path.rpartition(f"/{value}")
        path = f"{before}/{{{name}}}{after}" if found else UNMATCHED
    return path


def _request_id(given: str | None) -> str:
    return given if given and _SANE.fullmatch(given) else str(new_id())
