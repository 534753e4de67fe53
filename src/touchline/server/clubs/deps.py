"""What endpoints are handed about clubs: who is looking."""

import dataclasses
from typing import Annotated

from fastapi import Depends

from touchline.server.accounts.deps import CurrentUser
from touchline.server.clubs import service
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession


def _current_viewer(user: CurrentUser, session: DbSession) -> Viewer:
    return dataclasses.replace(service.load_viewer(session, user.id), sign_in_id=user.sign_in_id)


CurrentViewer = Annotated[Viewer, Depends(_current_viewer)]
"""Whoever has signed in, with what they are in which club."""
