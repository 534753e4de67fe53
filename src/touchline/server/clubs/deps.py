"""What endpoints are handed about clubs: who is looking."""

import dataclasses
from typing import Annotated

from fastapi import Depends

from touchline.server.accounts.deps import AccountKeys, CurrentUser
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.user import User
from touchline.server.clubs import service
from touchline.server.clubs.errors import FoundingClosed
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession


def _current_viewer(user: CurrentUser, session: DbSession) -> Viewer:
    return dataclasses.replace(service.load_viewer(session, user.id), sign_in_id=user.sign_in_id)


CurrentViewer = Annotated[Viewer, Depends(_current_viewer)]
"""Whoever has signed in, with what they are in which club."""


def may_found(user: User, keys: Keys) -> bool:
    """Say whether somebody may found a club: whoever founds one may invite anybody to this server."""
    return keys.is_registration_open or user.is_administrator


def _require_founder(user: CurrentUser, keys: AccountKeys) -> None:
    if not may_found(user, keys):
        raise FoundingClosed


FOUNDERS_ONLY = [Depends(_require_founder)]
"""For the routes that found a club."""
