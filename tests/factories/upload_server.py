"""A real server of uploads in a process of its own, to be killed at any byte, and a client of bare sockets.

The listening socket is ours, so a killed server's successor takes its place and nobody waits for a port.
A process that has built the application once forks each of them: a new one is there in some hundredths of a
second.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, Self
from uuid import UUID

import uvicorn
from fastapi import FastAPI

from factories.outside import ports_over
from factories.uploads import PARENT, UPLOADS
from touchline.base.clock import SystemClock
from touchline.server.app import build_app, furnish
from touchline.server.kit import logs
from touchline.server.kit.db import Database
from touchline.server.serving import keep_for_life
from touchline.server.settings import Settings
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.owner import owner
from touchline.server.uploads.shelf import Shelf

_FORKS = multiprocessing.get_context("forkserver")
# Not this module: the fork server knows only what is installed or in PYTHONPATH.
_FORKS.set_forkserver_preload(
    [
        "touchline.server.app",
        "fastapi.testclient",
        "uvicorn.protocols.http.auto",
        "uvicorn.protocols.websockets.auto",
        "uvicorn.lifespan.off",
        "anyio._backends._asyncio",
    ]
)
TIMEOUT_S = 30.0
MANY = 10**9
"""What hammers a server is what these tests and the benchmarks are about."""


class UploadServer:
    """The server over a folder and a database, killed and started again."""

    def __init__(self, folder: Path, database_url: str, **settings: object) -> None:
        self.settings = Settings(
            _env_file=None,
            data_dir=folder,
            database_url=database_url,
            uploads_reserve_bytes=0,
            **{"requests_per_minute_person": MANY, "requests_per_minute_address": MANY} | settings,
        )
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = self.listening.getsockname()
        self._orders, theirs = _FORKS.Pipe()
        about = (self.listening, self.settings, theirs)
        self._parent = _FORKS.Process(target=_start_as_ordered, args=about, daemon=True)
        self._parent.start()
        theirs.close()
        self.start()

    def start(self) -> None:
        """Start a server; it answers as soon as it can."""
        self._orders.send("start")
        self.pid: int = self._orders.recv()

    def kill(self) -> None:
        """Kill it where it stands."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._orders.recv() == -signal.SIGKILL

    def cut_power(self, upload_id: UUID) -> None:
        """Kill it, and lose of an upload's file all that was not made durable."""
        self.kill()
        path = Shelf(self.settings.data_dir / "uploads").path(upload_id)
        os.truncate(path, _synced_bytes(path))

    def close(self) -> None:
        """End it."""
        self.kill()
        self._orders.close()
        self._parent.join(TIMEOUT_S)
        self.listening.close()


def _start_as_ordered(listening: socket.socket, settings: Settings, orders: Connection) -> None:
    """Start a server whenever it is ordered, one after the other, and tell its process's id, and its end."""
    logs.configure(stream=Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (until we are killed)
    app = build_app()
    keep_for_life()
    with contextlib.suppress(EOFError):  # nobody wants any more
        while orders.recv():
            pid = os.fork() or _serve(app, listening, settings)
            orders.send(pid)
            orders.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _serve(app: FastAPI, listening: socket.socket, settings: Settings) -> NoReturn:
    furnish(app, settings, ports_over(Database(settings.database), SystemClock(), folder=settings.data_dir))
    app.dependency_overrides[owner] = lambda: PARENT
    known: Intake = app.state.uploads
    known.shelf.sync = _sync_and_note
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_keep_alive=60)
    uvicorn.Server(config).run(sockets=[listening])
    os._exit(0)


def _sync_and_note(opened: int) -> None:
    size = os.fstat(opened).st_size
    os.fdatasync(opened)
    note = os.open(f"{Path(f'/proc/self/fd/{opened}').readlink()}.synced", os.O_CREAT | os.O_WRONLY, 0o600)
    os.pwrite(note, size.to_bytes(8, "big"), 0)
    os.close(note)


def _synced_bytes(path: Path) -> int:
    note = Path(f"{path}.synced")
    return int.from_bytes(note.read_bytes(), "big") if note.exists() else 0


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


class Line:
    """One connection, on which requests may be left half said."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=TIMEOUT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heard = self.socket.makefile("rb")

    def say(self, method: str, url: str, **headers: object) -> None:
        """Send the beginning of a request."""
        said = {"Host": "test", "Tus-Resumable": "1.0.0"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        lines = [f"{method} {url} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        self.socket.sendall("\r\n".join(lines).encode())

    def send(self, content: bytes | memoryview) -> None:
        """Send bytes of the body."""
        self.socket.sendall(content)

    def hear(self) -> Answer:
        """Wait for the answer, and read it to its end."""
        status = int(self._heard.readline().split()[1])
        headers = {}
        while line := self._heard.readline().strip():
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        self._heard.read(int(headers.get("content-length", 0)))
        return Answer(status, headers)

    def ask(self, method: str, url: str, content: bytes | memoryview = b"", **headers: object) -> Answer:
        """Send a request and wait for its answer."""
        if method in ("PATCH", "POST"):
            headers["Content_Length"] = len(content)
        self.say(method, url, **headers)
        self.send(content)
        return self.hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._heard.close()
        self.socket.close()


BYTES = "application/offset+octet-stream"


@dataclass
class Sender:
    """Somebody who sends one file, remembers what was acknowledged, and never gives up."""

    server: UploadServer
    content: memoryview
    acknowledged: int = 0
    lost_bytes: int = 0

    def begin(self) -> None:
        """Begin the upload."""
        with Line(self.server.address) as line:
            self.url = line.ask("POST", UPLOADS, Upload_Length=len(self.content)).headers["location"]
        self.upload_id = UUID(self.url.rsplit("/", 1)[-1])

    def look(self) -> int:
        """Ask how far it is, and count what is missing of what was acknowledged."""
        with Line(self.server.address) as line:
            answer = line.ask("HEAD", self.url)
        assert answer.status == 204
        offset = int(answer.headers["upload-offset"])
        self.lost_bytes += max(0, self.acknowledged - offset)
        self.acknowledged = offset
        return offset

    def add(self, size: int) -> None:
        """Send so many bytes and hear that they are safe."""
        at = self.acknowledged
        with Line(self.server.address) as line:
            answer = line.ask(
                "PATCH", self.url, self.content[at : at + size], Upload_Offset=at, Content_Type=BYTES
            )
        assert answer.status == 204, answer
        self.acknowledged = int(answer.headers["upload-offset"])

    def break_off(self, size: int) -> None:
        """Say that all the rest comes, send so many bytes of it, and leave the line open."""
        at = self.acknowledged
        line = Line(self.server.address)
        line.say(
            "PATCH", self.url, Upload_Offset=at, Content_Type=BYTES, Content_Length=len(self.content) - at
        )
        line.send(self.content[at : at + size])
        self.broken = line
