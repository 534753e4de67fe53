"""The application for tests: its routes are made once per process, which takes a second."""

import functools

from fastapi import FastAPI

from touchline.server.app import build_app, furnish
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

_build = functools.cache(build_app)


def app_over(settings: Settings, ports: Ports) -> FastAPI:
    """Return the application over this outside world; it leaves the one that it had before.

    A test that needs two at once, or changes the routes, makes its own with `create_app`.
    """
    app = _build()
    app.dependency_overrides.clear()
    furnish(app, settings, ports)
    return app
