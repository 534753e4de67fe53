"""Whose upload it is: of whoever has signed in, or of a guest who films one game and has no account."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from touchline.server.accounts import deps as accounts
from touchline.server.games import service
from touchline.server.kit.callers import camera_token_of


def owner_of(request: Request, *, form_token: str = "", form_camera: str = "") -> UUID:
    """Return who asks: somebody's id, or that of a guest's part in a game.

    A plain form, which sends no headers, says in fields of its own what scripts say there: `form_token` is
    the CSRF token, `form_camera` a guest's.

    Raises:
        NotSignedIn, CsrfRefused, GameCancelled: nobody who may upload asks.
    """
    token = camera_token_of(request) or form_camera
    if not token:
        return accounts.user_of_stream(request, form_token=form_token).id
    ports = request.app.state.ports
    with ports.database.reading() as session:
        return service.camera_of(session, token, now=ports.clock.now()).id


def owner(request: Request) -> UUID:
    """Return who asks."""
    return owner_of(request)


Owner = Annotated[UUID, Depends(owner)]
