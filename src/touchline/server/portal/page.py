"""What every endpoint of the portal is handed: the page it answers with, in its reader's language.

`CurrentPage` is for people who have signed in (nobody else passes), `OpenPage` is for everybody.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from touchline.base.clock import Clock
from touchline.server.accounts import cookies
from touchline.server.accounts.deps import AccountKeys, MaybeUser
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.schemas import known_zone
from touchline.server.accounts.user import User
from touchline.server.clubs.deps import may_found
from touchline.server.kit.deps import Now
from touchline.server.kit.errors import NotSignedIn
from touchline.server.portal import language, notices
from touchline.server.portal.language import Reader
from touchline.server.portal.rendering import Renderer
from touchline.server.portal.words import Words

NOT_CHOSEN = "UTC"
"""The time zone of whoever has chosen none: then the browser's counts, which a script tells by a cookie."""

ZONE = "touchline_zone"


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a request is answered with."""

    request: Request
    renderer: Renderer
    keys: Keys
    reader: Reader
    user: User | None

    @property
    def csrf_token(self) -> str:
        """What each form of this page sends back."""
        cookie = self.request.cookies.get(cookies.SIGN_IN)
        return cookies.csrf_token(self.keys, cookie) if self.user and cookie else ""

    def show(self, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """Return a template as the answer."""
        answer = self.renderer.page(template, self.reader.language, self._facts(facts), status=status)
        answer.headers["content-language"] = self.reader.language
        if notices.COOKIE in self.request.cookies:
            answer.delete_cookie(notices.COOKIE, httponly=True, samesite="lax")
        return answer

    def part(self, template: str, **facts: Any) -> str:
        """Return a part of a page, for a script that puts it in the place of an older one."""
        return self.renderer.text(template, self.reader.language, self._facts(facts))

    def _facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        notice = notices.unpacked(self.keys, self.request.cookies.get(notices.COOKIE))
        name, secret = notice or ("", "")
        known: dict[str, Any] = {
            "page": self,
            "reader": self.reader,
            "words": Words(self.reader),
            "user": self.user,
            "may_found": self.user is not None and may_found(self.user, self.keys),
            "here": self.request.url.path,
            "csrf_field": cookies.CSRF_FIELD,
            "csrf_token": self.csrf_token,
            "notice": self.reader.gettext(notices.NOTICES.get(name, "")),
            "notice_secret": secret,
        }
        return known | facts

    def go(self, where: str, notice: str | None = None, *, secret: str = "") -> RedirectResponse:
        """Send the browser on after a form was done, with something to say there once."""
        answer = RedirectResponse(where, 303, headers={"cache-control": "no-store"})
        if notice is not None:
            answer.set_cookie(
                notices.COOKIE,
                notices.packed(self.keys, notice, secret),
                max_age=notices.LIFE_S,
                httponly=True,
                samesite="lax",
                secure=self.keys.public_url.startswith("https://"),
            )
        return answer


def make(request: Request, keys: Keys, clock: Clock, user: User | None) -> Page:
    """Return the page of a request."""
    renderer: Renderer = request.app.state.renderer
    accepted = request.headers.get("accept-language", "")
    locale = language.choose(user.language if user else None, accepted, renderer.catalogues)
    catalogue = renderer.catalogues[str(locale.language)]
    zone = user.time_zone if user and user.time_zone != NOT_CHOSEN else _zone_told(request)
    return Page(request, renderer, keys, Reader(locale, zone, catalogue, clock.now()), user)


def _zone_told(request: Request) -> str:
    try:
        return known_zone(request.cookies.get(ZONE, NOT_CHOSEN))
    except ValueError:
        return NOT_CHOSEN


def _open_page(request: Request, user: MaybeUser, keys: AccountKeys, clock: Now) -> Page:
    page = make(request, keys, clock, user)
    request.state.page = page
    return page


OpenPage = Annotated[Page, Depends(_open_page)]
"""A page for everybody: `page.user` is None for a stranger."""


def _current_page(page: OpenPage) -> Page:
    if page.user is None:
        raise NotSignedIn("Sign in first.")
    return page


CurrentPage = Annotated[Page, Depends(_current_page)]
"""A page for whoever has signed in; everybody else is shown the way in and comes back after it."""
