"""How often one may ask: per address, per person, per thing that is asked for, or all together; per endpoint.

`@router.post("/login", dependencies=[limited("5/minute", per="ip")])`. Being the endpoint's own dependency it
comes before all others, so that it has counted, and let go of the database, before the request's transaction.
A window begins with the first request in it; refused requests count, and do not make it longer.
"""

import math
from typing import Any, Literal

from fastapi import Depends, Request
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from touchline.server.kit.callers import address_of, caller_of
from touchline.server.kit.deps import PortsOfApp
from touchline.server.kit.errors import TooOften

Per = Literal["ip", "user", "path", "endpoint"]


def limited(often: str, *, per: Per, together: str | None = None) -> Any:
    """Return the dependency that allows `often` ("5/minute", "100/hour") and refuses more with TooOften.

    Endpoints that do the same by other ways count `together` under that name; others each for itself.
    """
    limit = parse(often)

    def refuse_too_often(request: Request, ports: PortsOfApp) -> None:
        limiter = FixedWindowRateLimiter(ports.counters)
        whose = (together or _endpoint_of(request), _counted(per, request))
        if not limiter.hit(limit, *whose):
            reset_s = limiter.get_window_stats(limit, *whose).reset_time - ports.clock.now().timestamp()
            raise TooOften(max(1, math.ceil(reset_s)))

    return Depends(refuse_too_often)


def _endpoint_of(request: Request) -> str:
    endpoint = request.scope["endpoint"]
    return f"{request.method} {endpoint.__module__}.{endpoint.__name__}"


def _counted(per: Per, request: Request) -> str:
    match per:
        case "ip":
            return f"ip:{address_of(request)}"
        case "user":
            return caller_of(request)
        case "path":
            return f"path:{request.url.path}"
        case "endpoint":
            return "all"
