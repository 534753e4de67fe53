"""The portal's cookies: one signs in, one makes the device known; no script can read them."""

from datetime import timedelta

from starlette.responses import Response

from touchline.server.accounts.keys import Keys
from touchline.server.accounts.service.signing_in import DEVICE_LIFE

SIGN_IN = "touchline_sign_in"
DEVICE = "touchline_device"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"


def set_on(response: Response, keys: Keys, *, cookie: str, device_token: str) -> None:
    """Sign a browser in."""
    _set(response, keys, SIGN_IN, cookie, keys.sign_in_life)
    know_device_on(response, keys, device_token)


def know_device_on(response: Response, keys: Keys, device_token: str) -> None:
    """Have a browser's guesses counted by themselves, apart from those of strangers."""
    _set(response, keys, DEVICE, device_token, DEVICE_LIFE)


def clear_on(response: Response) -> None:
    """Sign a browser out; its device stays known."""
    response.delete_cookie(SIGN_IN, httponly=True, samesite="lax")


def csrf_token(keys: Keys, cookie: str) -> str:
    """Return what a page must send with each write, so that other sites cannot make the browser do it."""
    return keys.signer.mark("csrf", cookie)


def is_csrf_token(keys: Keys, cookie: str, token: str) -> bool:
    """Say whether a write comes from one of our pages."""
    return keys.signer.is_mark(token, "csrf", cookie)


def _set(response: Response, keys: Keys, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=keys.public_url.startswith("https://"),
    )
