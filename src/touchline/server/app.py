"""The web application, put together: settings and ports in, FastAPI out. Nothing happens at import."""

from fastapi import FastAPI

from touchline import __version__
from touchline.server import api, wiring
from touchline.server.accounts import cookies
from touchline.server.accounts.deps import identify
from touchline.server.kit import callers, documented, health, metrics, problems
from touchline.server.kit.files import endpoints as files
from touchline.server.kit.pace import Pace, PacedRequests
from touchline.server.kit.ports import Ports
from touchline.server.kit.requests import WatchedRequests
from touchline.server.kit.storage.usage import Meter
from touchline.server.portal import router as portal
from touchline.server.portal.game_events import Listeners
from touchline.server.settings import Settings


def create_app(settings: Settings, ports: Ports) -> FastAPI:
    """Return the application over this outside world."""
    app = build_app()
    furnish(app, settings, ports)
    return app


def build_app() -> FastAPI:
    """Return the application with all its routes and nothing to answer them with."""
    app = FastAPI(
        title="Touchline",
        version=__version__,
        summary="The self-hosted match-day system for sports clubs.",
        description=documented.DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=documented.TAGS,
        responses=documented.PROBLEMS,
        generate_unique_id_function=documented.name_of,
        docs_url=None,
        redoc_url=None,
    )
    documented.install(app, open_to_anybody=api.OPEN_TO_ANYBODY, sign_in_cookie=cookies.SIGN_IN)
    callers.install(app, identify)
    problems.install(app)
    app.add_middleware(PacedRequests)
    app.add_middleware(WatchedRequests)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(files.router)
    app.include_router(api.router, prefix="/api/v1")
    portal.install(app)
    return app


def furnish(app: FastAPI, settings: Settings, ports: Ports) -> None:
    """Give an application the outside world that it answers with, in place of any that it had."""
    app.state.settings, app.state.ports = settings, ports
    app.state.pace = Pace(settings, ports.clock)
    app.state.readiness = health.Readiness(ports)
    app.state.metrics = metrics.Metrics(ports.database, wiring.GAUGES)
    app.state.uploads = wiring.intake_of(settings, ports)
    app.state.meter = Meter(ports.storage, ports.clock)
    app.state.note_act = wiring.note_act
    app.state.is_invited = wiring.is_invited
    app.state.listeners = Listeners()
