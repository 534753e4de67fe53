"""Who sends a request, for limits and repeated writes: told without asking the database.

The domain that signs people in says who it is (`install`), from what the request carries and its own key; for
whoever is not signed in, it is the address that counts.
"""

import ipaddress
from collections.abc import Callable

from fastapi import FastAPI, Request

Identify = Callable[[Request], str | None]
"""Returns what stays the same for one person or device (an id), or None for a stranger.

What it returns is believed: it must have been signed by us. An invented token makes nobody a new caller.
"""

CAMERA_TOKEN_PREFIX = "tlc_"  # noqa: S105 (says what it is)
"""How the token of a guest's camera begins; it is good for one game, and stands for nobody elsewhere."""

IPV6_NETWORK_BITS = 64
"""What one household gets; whoever has it can take any address in it."""


def install(app: FastAPI, identify: Identify) -> None:
    """Have callers told apart in this way."""
    app.state.identify = identify


def person_of(request: Request) -> str | None:
    """Return the person or device that is signed in; None for a stranger."""
    identify: Identify = getattr(request.app.state, "identify", _nobody)
    return identify(request)


def camera_token_of(request: Request) -> str | None:
    """Return the token with which a guest's camera came; nobody has looked whether it is good."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_ours = scheme.lower() == "bearer" and token.startswith(CAMERA_TOKEN_PREFIX)
    return token if is_ours else None


def caller_of(request: Request) -> str:
    """Return whose requests are counted together: a person's or device's, else those of an address."""
    who = person_of(request)
    return f"user:{who}" if who else f"ip:{address_of(request)}"


def address_of(request: Request) -> str:
    """Return the network address that a request comes from; of an IPv6 address, its network."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_NETWORK_BITS), strict=False))


def _nobody(_request: Request) -> None:
    return None
