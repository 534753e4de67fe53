"""Signing in and out, and coming back to where one wanted to go."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from touchline.server.accounts import cookies, limits
from touchline.server.accounts import service as accounts
from touchline.server.accounts.deps import AccountKeys, Address, CurrentUser
from touchline.server.accounts.errors import WrongCredentials
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import LoginIn
from touchline.server.accounts.service import Login
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import TooOften
from touchline.server.portal import forms
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import OpenPage, Page

router = APIRouter()

Next = Annotated[str, Query(alias="next", max_length=1000)]
GOING_TO = "touchline_going_to"
"""Cookie: where somebody wanted to go who had to register first."""

_INVITATION = re.compile(r"/invitations/([\w.-]{16,200})", re.ASCII)
_REFUSALS = (WrongCredentials, TooOften)


def own_path(path: str) -> str:
    """Return a path of ours to go on to; home for anything that leads elsewhere."""
    is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if is_ours and "\\" not in path else "/"


def going_to(request: Request) -> str:
    """Return where somebody wanted to go before they registered; home if nowhere."""
    return own_path(request.cookies.get(GOING_TO, "/"))


def invitation_in(path: str) -> str:
    """Return the secret of the invitation to which a path of ours leads; empty if it leads elsewhere."""
    found = _INVITATION.fullmatch(path)
    return found[1] if found else ""


@router.get("/sign-in")
def show_sign_in(page: OpenPage, to: Next = "") -> Response:
    """Show the way in."""
    wanted = own_path(to or going_to(page.request))
    if page.user is not None:
        return page.go(wanted)
    return _shown(page, forms.empty(page.reader), wanted)


@router.post("/sign-in", dependencies=limits.SIGNING_IN)
def sign_in(
    *, page: OpenPage, sent: Sent, session: DbSession, keys: AccountKeys, address: Address, clock: Now
) -> Response:
    """Sign this browser in."""
    form = forms.read(page.reader, sent, LoginIn)
    found: list[Account] = []

    def check(told: LoginIn) -> None:
        claim = Login(told.email, told.password, address, page.request.cookies.get(cookies.DEVICE))
        found.append(accounts.check_credentials(session, keys, claim, now=clock.now()))

    to = own_path(str(sent.get("next", "/")))
    if not form.submit(session, check, expected=_REFUSALS, keeps_trace=True):
        return _shown(page, form, to, status=422)
    cookie, device_token = accounts.open_cookie(session, keys, found[0], now=clock.now())
    answer = page.go(to)
    cookies.set_on(answer, keys, cookie=cookie, device_token=device_token)
    answer.delete_cookie(GOING_TO, httponly=True, samesite="lax")
    return answer


@router.post("/sign-out")
def sign_out(page: OpenPage, user: CurrentUser, session: DbSession, clock: Now) -> Response:
    """Sign this browser out."""
    accounts.sign_out(session, user, now=clock.now())
    answer = page.go("/sign-in", "signed.out")
    cookies.clear_on(answer)
    return answer


def _shown(page: Page, form: Form[LoginIn], to: str, *, status: int = 200) -> Response:
    may_register = page.keys.is_registration_open or invitation_in(to) != ""
    return page.show("sign_in.html", status=status, form=form, to=to, may_register=may_register)
