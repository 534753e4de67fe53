"""What strangers see of a shared film behind its link."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from touchline.server.accounts.deps import AccountKeys
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.limits import limited
from touchline.server.portal import forms, player_facts
from touchline.server.portal.forms import Sent
from touchline.server.portal.page import OpenPage, Page
from touchline.server.recordings.shares import service as shares
from touchline.server.recordings.shares.deps import CountingSession
from touchline.server.recordings.shares.errors import LinkOrPasswordWrong
from touchline.server.recordings.shares.schemas import OpenedShareOut, OpenIn
from touchline.server.recordings.shares.showing import Opening

router = APIRouter()

Token = Annotated[str, Path(min_length=16, max_length=200)]

HIDDEN = "noindex, nofollow, noarchive"


@router.get("/s/{token}", dependencies=[limited("60/minute", per="ip")])
def show_shared(
    *,
    token: Token,
    page: OpenPage,
    session: CountingSession,
    ports: PortsOfApp,
    keys: AccountKeys,
    clock: Now,
) -> Response:
    """Show what a link leads to, or ask for its password."""
    now = clock.now()
    share = shares.open_freely(session, token, now=now)
    if share.password_hash is not None:
        return hidden(page.show("shared_locked.html", user=None, form=forms.empty(page.reader), token=token))
    return _shown(page, token, Opening(session, ports.storage, keys, now).show(share))


@router.post("/s/{token}", dependencies=[limited("10/minute", per="ip"), limited("60/hour", per="path")])
def open_shared(
    *,
    token: Token,
    page: OpenPage,
    sent: Sent,
    session: DbSession,
    ports: PortsOfApp,
    keys: AccountKeys,
    clock: Now,
) -> Response:
    """Open a link with its password."""
    now = clock.now()
    form = forms.read(page.reader, sent, OpenIn)
    found: list[OpenedShareOut] = []

    def open_it(told: OpenIn) -> None:
        password = told.password.get_secret_value() if told.password else ""
        share = shares.open_with_password(session, keys, token, password, now=now)
        found.append(Opening(session, ports.storage, keys, now).show(share))

    if not form.submit(
        session, open_it, about={LinkOrPasswordWrong: "password"}, expected=(LinkOrPasswordWrong,)
    ):
        answer = page.show("shared_locked.html", status=422, user=None, form=form, token=token)
        return hidden(answer)
    return _shown(page, token, found[0])


def _shown(page: Page, token: str, opened: OpenedShareOut) -> Response:
    facts = player_facts.of_share(token, opened)
    return hidden(page.show("shared.html", user=None, opened=opened, facts=facts))


def hidden(answer: Response) -> Response:
    """Keep a page out of search engines. Its address stays out of what follows: pages send it to us only."""
    answer.headers["x-robots-tag"] = HIDDEN
    return answer
