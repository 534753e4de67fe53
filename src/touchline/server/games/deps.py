"""What endpoints are handed about games: the camera of a guest."""

from typing import Annotated

from fastapi import Depends, Request

from touchline.server.games import service
from touchline.server.games.models import Participant
from touchline.server.kit.callers import camera_token_of
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import NotSignedIn


async def _camera_token(request: Request) -> str | None:
    return camera_token_of(request)


CameraToken = Annotated[str | None, Depends(_camera_token)]
"""The token with which a guest's camera came, or None; nobody has looked whether it is good."""


def _current_camera(token: CameraToken, session: DbSession, clock: Now) -> Participant:
    if token is None:
        raise NotSignedIn("Join the game by its code first.")
    return service.camera_of(session, token, now=clock.now())


CurrentCamera = Annotated[Participant, Depends(_current_camera)]
"""The guest whose camera this is, with the game; nobody else passes."""
