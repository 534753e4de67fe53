"""The application for tests: its routes are made once per process, which takes a second."""

import functools
from collections.abc import Callable

from fastapi import APIRouter, FastAPI

from touchline.server.app import build_app, furnish
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings


@functools.cache
def _build(*more: Callable[[], APIRouter]) -> FastAPI:
    app = build_app()
    for routes in more:
        app.include_router(routes())
    return app


def app_over(settings: Settings, ports: Ports, *more: Callable[[], APIRouter]) -> FastAPI:
    """Return the application, with `more` routes, over this outside world; it leaves the one it had before.

    A test that needs two at once makes its own with `create_app`.
    """
    app = _build(*more)
    app.dependency_overrides.clear()
    furnish(app, settings, ports)
    return app
