"""What endpoints are handed about people: who is asking, from where, and a way to send them mail."""

import functools
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from touchline.server.accounts import cookies, service
from touchline.server.accounts.errors import CsrfRefused, NotForYou
from touchline.server.accounts.keys import Keys, keys_of
from touchline.server.accounts.user import User
from touchline.server.kit.callers import address_of
from touchline.server.kit.deps import READS, DbSession, Now, PortsOfApp
from touchline.server.kit.errors import NotSignedIn
from touchline.server.kit.outbox import posting

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def _keys(request: Request) -> Keys:
    return keys_of(request.app.state.settings)


AccountKeys = Annotated[Keys, Depends(_keys)]


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def identify(request: Request) -> str | None:
    """Return whose signature a request carries, for `kit.callers`: the database is not asked.

    So a sign-in that was ended goes on being counted as the same person; it opens nothing.
    """
    keys, now = keys_of(request.app.state.settings), request.app.state.ports.clock.now()
    bearer, cookie = _bearer(request), request.cookies.get(cookies.SIGN_IN)
    return service.signer_of(keys, bearer=bearer, cookie=cookie, now=now)


async def _sent_csrf_token(request: Request) -> str:
    """Return the token of a write that came with the cookie: from its header, or a form's field."""
    if request.method in READS or cookies.SIGN_IN not in request.cookies or _bearer(request) is not None:
        return ""
    header = request.headers.get(cookies.CSRF_HEADER)
    if header is None and request.headers.get("Content-Type", "").startswith(_FORMS):
        return str((await request.form()).get(cookies.CSRF_FIELD, ""))
    return header or ""


def _maybe_user(
    request: Request,
    session: DbSession,
    keys: AccountKeys,
    clock: Now,
    sent_csrf_token: Annotated[str, Depends(_sent_csrf_token)],
) -> User | None:
    bearer, cookie = _bearer(request), request.cookies.get(cookies.SIGN_IN)
    user = service.authenticate(session, keys, bearer=bearer, cookie=cookie, now=clock.now())
    if user is None or bearer is not None or cookie is None or request.method in READS:
        return user
    if not cookies.is_csrf_token(keys, cookie, sent_csrf_token):
        raise CsrfRefused
    return user


MaybeUser = Annotated[User | None, Depends(_maybe_user)]
"""Whoever has signed in, or None: for pages that then show the way in."""


async def _current_user(user: MaybeUser) -> User:
    if user is None:
        raise NotSignedIn("Sign in first.")
    return user


CurrentUser = Annotated[User, Depends(_current_user)]
"""Whoever has signed in; nobody else passes."""


def _administrator(user: CurrentUser) -> User:
    if not user.is_administrator:
        raise NotForYou
    return user


Administrator = Annotated[User, Depends(_administrator)]
"""Whoever runs this server; to everybody else there is nothing here."""


async def _note_of_acts(request: Request) -> service.Note:
    note: service.Note = request.app.state.note_act
    return note


NoteOfActs = Annotated[service.Note, Depends(_note_of_acts)]
"""Writes down what an administrator of this server does to people's accounts."""


async def _is_invited(request: Request) -> service.IsInvited:
    is_invited: service.IsInvited = request.app.state.is_invited
    return is_invited


KnowsInvited = Annotated[service.IsInvited, Depends(_is_invited)]
"""Says whether somebody who wants an account was invited to a club."""


async def owners_seen(user: CurrentUser) -> frozenset[UUID] | None:
    """Return whose jobs somebody sees: their own, and as an administrator of this server all (None)."""
    return None if user.is_administrator else frozenset({user.id})


async def _address(request: Request) -> str:
    return address_of(request)


Address = Annotated[str, Depends(_address)]
"""Where a request comes from: an IPv4 address, or the network of an IPv6 household."""


async def _post(ports: PortsOfApp, session: DbSession) -> posting.Post:
    return functools.partial(posting.post, session, ports)


Post = Annotated[posting.Post, Depends(_post)]
"""Has mail sent by a job if this request's transaction is committed; None costs the same."""


def user_of_stream(request: Request, *, form_token: str = "") -> User:
    """Return who asks, looked up in a transaction of its own: where bytes stream, none may stay open.

    `form_token` is what a plain form sent in the field `csrf_token`, where no script could send the header.

    Raises:
        NotSignedIn: nobody has signed in, or a page's write came without its CSRF token.
    """
    ports, keys = request.app.state.ports, keys_of(request.app.state.settings)
    bearer, cookie = _bearer(request), request.cookies.get(cookies.SIGN_IN)
    with ports.database.reading() as session:
        user = service.authenticate(session, keys, bearer=bearer, cookie=cookie, now=ports.clock.now())
    if user is None:
        raise NotSignedIn("Sign in first.")
    is_page = bearer is None and cookie is not None and request.method not in READS
    if is_page and not cookies.is_csrf_token(
        keys, cookie or "", request.headers.get(cookies.CSRF_HEADER, form_token)
    ):
        raise CsrfRefused
    return user
