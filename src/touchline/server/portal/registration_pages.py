"""Becoming somebody who can sign in, and finding the way back in after a password is forgotten."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from touchline.base.errors import TouchlineError
from touchline.server.accounts import cookies, limits
from touchline.server.accounts import service as accounts
from touchline.server.accounts.deps import AccountKeys, KnowsInvited, Post
from touchline.server.accounts.errors import OtherPassword, WeakPassword
from touchline.server.accounts.schemas import ForgotIn, RegisterIn, ResetIn, VerifyIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import TooOften
from touchline.server.portal import forms
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import OpenPage, Page
from touchline.server.portal.sign_in_pages import GOING_TO, Next, going_to, invitation_in, own_path

router = APIRouter()

KEPT_S = int(timedelta(days=1).total_seconds())
Secret = Annotated[str, Query(max_length=200)]


@router.get("/register")
def show_register(page: OpenPage, to: Next = "") -> Response:
    """Show what an account needs."""
    invitation = invitation_in(own_path(to) if to else going_to(page.request))
    answer = _shown(page, forms.empty(page.reader, invitation=invitation))
    if to:
        answer.set_cookie(GOING_TO, own_path(to), max_age=KEPT_S, httponly=True, samesite="lax")
    return answer


@router.post("/register", dependencies=limits.REGISTERING)
def register(
    *,
    page: OpenPage,
    sent: Sent,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    is_invited: KnowsInvited,
    clock: Now,
) -> Response:
    """Ask for an account."""
    form = forms.read(page.reader, sent, RegisterIn)

    def ask(told: RegisterIn) -> None:
        accounts.register(session, keys, post, is_invited, told, now=clock.now())

    if not form.submit(
        session, ask, about={WeakPassword: "password"}, expected=(TooOften,), keeps_trace=True
    ):
        return _shown(page, form, status=422)
    return page.go("/register/sent")


@router.get("/register/sent")
def show_register_sent(page: OpenPage) -> Response:
    """Say that a mail is on its way."""
    return page.show("mail_sent.html", again="/register", is_open=page.keys.is_registration_open)


@router.get("/verify-email")
def show_verify(page: OpenPage, token: Secret = "") -> Response:
    """Ask for one press: programs that look into mails open links, too, and must not use them up."""
    return page.show("verify_email.html", form=forms.empty(page.reader, token=token))


@router.post("/verify-email", dependencies=limits.CONFIRMING)
def verify(page: OpenPage, sent: Sent, session: DbSession, keys: AccountKeys, clock: Now) -> Response:
    """Confirm an address."""
    form = forms.read(page.reader, sent, VerifyIn)

    def confirm(told: VerifyIn) -> None:
        accounts.verify(session, keys, told.token, told.password, now=clock.now())

    about: dict[type[TouchlineError], str] = {OtherPassword: "password", TooOften: "password"}
    if form.submit(session, confirm, about=about, expected=(TooOften,), keeps_trace=True):
        return page.go("/sign-in", "address.confirmed")
    if "password" in form.errors:
        return page.show("verify_email.html", status=422, form=form)
    return page.show("link_expired.html", status=422, again="/register")


@router.get("/forgot-password")
def show_forgot(page: OpenPage) -> Response:
    """Ask for an address."""
    return page.show("forgot_password.html", form=forms.empty(page.reader))


@router.post("/forgot-password", dependencies=limits.FORGETTING)
def forgot(
    *, page: OpenPage, sent: Sent, session: DbSession, keys: AccountKeys, post: Post, clock: Now
) -> Response:
    """Send a link, if there is an account."""
    form = forms.read(page.reader, sent, ForgotIn)

    def ask(told: ForgotIn) -> None:
        accounts.forgot(session, keys, post, told.email, now=clock.now())

    if not form.submit(session, ask, expected=(TooOften,), keeps_trace=True):
        return page.show("forgot_password.html", status=422, form=form)
    return page.go("/forgot-password/sent")


@router.get("/forgot-password/sent")
def show_forgot_sent(page: OpenPage) -> Response:
    """Say that a mail is on its way."""
    return page.show("mail_sent.html", again="/forgot-password", is_open=True)


@router.get("/reset-password")
def show_reset(page: OpenPage, token: Secret = "") -> Response:
    """Ask for a new password."""
    return page.show("reset_password.html", form=forms.empty(page.reader, token=token))


@router.post("/reset-password", dependencies=limits.RESETTING)
def reset(page: OpenPage, sent: Sent, session: DbSession, keys: AccountKeys, clock: Now) -> Response:
    """Set a new password, and have this browser known: it reads the owner's mail."""
    form = forms.read(page.reader, sent, ResetIn)
    made: list[str] = []

    def change(told: ResetIn) -> None:
        made.append(accounts.reset(session, keys, told.token, told.new_password, now=clock.now()))

    if form.submit(session, change, about={WeakPassword: "new_password"}, keeps_trace=True):
        answer = page.go("/sign-in", "password.changed")
        cookies.know_device_on(answer, keys, made[0])
        return answer
    if "new_password" in form.errors:
        return page.show("reset_password.html", status=422, form=form)
    return page.show("link_expired.html", status=422, again="/forgot-password")


def _shown(page: Page, form: Form[RegisterIn], *, status: int = 200) -> Response:
    is_for_me = page.keys.is_registration_open or form.value("invitation") != ""
    return page.show("register.html", status=status, form=form, is_for_me=is_for_me)
