"""Whether the process lives, and whether it can do its work."""

import io
import threading
from datetime import datetime, timedelta

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text

from touchline import __version__
from touchline.base.ids import new_id
from touchline.server.kit.examples import example
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.errors import DiskFull

FULL = "full"

GOOD_FOR = timedelta(seconds=3)
"""So long an answer is given again: probes ask every few seconds."""

router = APIRouter(tags=["Operations"])

log = structlog.get_logger()


class Health(BaseModel):
    """The process lives."""

    model_config = example(status="ok", version="0.1.0")

    status: str
    version: str


class Ready(BaseModel):
    """What the server needs, and whether it is there."""

    model_config = example(status="ok", checks={"database": "ok", "storage": "ok"})

    status: str
    checks: dict[str, str]


@router.get("/health")
def health() -> Health:
    """Say that the process lives."""
    return Health(status="ok", version=__version__)


class Readiness:
    """What was found when it was last looked: strangers may ask, and cannot keep the disk busy."""

    def __init__(self, ports: Ports) -> None:
        self._ports, self._turn = ports, threading.Lock()
        self._checks: dict[str, str] = {}
        self._checked_at: datetime | None = None

    def checks(self) -> dict[str, str]:
        """Return what is needed, and whether it was there some seconds ago at most."""
        with self._turn:
            now = self._ports.clock.now()
            if self._checked_at is None or not timedelta(0) <= now - self._checked_at < GOOD_FOR:
                self._checks = {
                    "database": _database_state(self._ports),
                    "storage": _storage_state(self._ports),
                }
                self._checked_at = now
            return self._checks


@router.get("/ready", responses={503: {"model": Ready, "description": "Something that is needed is away"}})
def ready(request: Request, response: Response) -> Ready:
    """Say whether the database answers and files can be written.

    A full disk is told and does no harm to being ready: films can be watched, and deleted to make room.
    """
    readiness: Readiness = request.app.state.readiness
    checks = readiness.checks()
    is_ready = all(state in ("ok", FULL) for state in checks.values())
    response.status_code = 200 if is_ready else 503
    return Ready(status="ok" if is_ready else "not ready", checks=checks)


def _database_state(ports: Ports) -> str:
    try:
        with ports.database.reading() as session:
            session.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same here)
        return _told("database", error)
    return "ok"


def _storage_state(ports: Ports) -> str:
    key = f"ready/{new_id()}"
    try:
        ports.storage.put(key, io.BytesIO(b"ready"))
        ports.storage.delete(key)
    except DiskFull:
        return FULL
    except Exception as error:  # noqa: BLE001 (as above)
        return _told("storage", error)
    return "ok"


def _told(what: str, error: Exception) -> str:
    kind = type(error).__name__
    log.error("not ready", what=what, kind=kind)
    return kind
