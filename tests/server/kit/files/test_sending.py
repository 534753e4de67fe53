"""A file is sent a piece at a time, and let go of whatever becomes of its reader."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from factories.loops import run_apart
from touchline.server.app import create_app
from touchline.server.kit.files.ranges import Part
from touchline.server.kit.files.sending import SentFile
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.errors import DiskFull
from touchline.server.kit.storage.port import PIECE_BYTES, Stored
from touchline.server.settings import Settings

HUGE_BYTES = 10**12


class Endless:
    """A file too large for any memory, which notes what is read of it."""

    def __init__(self, *, breaks_at: int = HUGE_BYTES) -> None:
        self.stored = Stored("a", HUGE_BYTES, datetime(2026, 1, 1, tzinfo=UTC), '"a"')
        self.largest_bytes, self.is_closed, self._breaks_at = 0, False, breaks_at

    def read(self, first: int, size: int) -> bytes:
        """Return zeros."""
        if first >= self._breaks_at:
            raise OSError("the disk is broken")
        self.largest_bytes = max(self.largest_bytes, size)
        return bytes(size)

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


async def send_to_somebody(file: Any, *, leaves_after: int) -> int:
    """Send a file to somebody who goes away after some pieces, and return how many came."""
    gone = asyncio.Event()
    came = 0

    async def receive() -> dict[str, str]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal came
        came += bool(message.get("body"))
        if came >= leaves_after:
            gone.set()
            await asyncio.Event().wait()

    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    await SentFile(file, Part(0, HUGE_BYTES), 200, {})(scope, receive, send)
    return came


def test_a_reader_who_goes_away_ends_it_and_the_file_is_let_go() -> None:
    file = Endless()
    assert run_apart(send_to_somebody(file, leaves_after=3)) == 3
    assert file.is_closed
    assert file.largest_bytes == PIECE_BYTES


def test_a_disk_that_breaks_ends_it_and_the_file_is_let_go() -> None:
    file = Endless(breaks_at=PIECE_BYTES)
    with pytest.raises(OSError, match="broken"):
        run_apart(send_to_somebody(file, leaves_after=10))
    assert file.is_closed


def test_a_full_disk_is_a_problem_that_says_when_to_come_back(settings: Settings, ports: Ports) -> None:
    router = APIRouter()

    @router.post("/takes")
    def take() -> None:
        raise DiskFull

    app = create_app(settings, ports)
    app.include_router(router)
    answer = TestClient(app).post("/takes")
    assert (answer.status_code, answer.json()["code"]) == (507, "DISK_FULL")
    assert answer.headers["retry-after"] == "300"
    assert "try again when the administrator has made room" in answer.json()["detail"]
