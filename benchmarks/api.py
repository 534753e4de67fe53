"""The API of a real server: reads per second and their waiting times, and whatever may be sent to it."""

import importlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from touchline.base.clock import SystemClock
from touchline.server import migrate
from touchline.server.app import create_app
from touchline.server.kit import logs
from touchline.server.kit.db import Database

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PAGE = ROOT / "docs" / "experiments" / "api.md"
sys.path.append(str(ROOT / "tests"))
clubs, games, outside, servers, any_input = (
    importlib.import_module(f"factories.{name}")
    for name in ("clubs", "games_of_clubs", "outside", "upload_server", "any_input")
)

PEOPLE = 8
FLOOR = "/health"


@dataclass(frozen=True)
class Counts:
    """How much is tried."""

    seconds: float
    examples: int


FULL = Counts(seconds=15.0, examples=150)
QUICK = Counts(seconds=2.0, examples=5)


@dataclass(frozen=True)
class Pace:
    """How fast a route answered."""

    per_s: float
    p50_ms: float
    p99_ms: float


def main(quick: bool) -> None:
    """Print what was measured; without `quick` also write docs/experiments/api.md."""
    counts = QUICK if quick else FULL
    CACHE.mkdir(exist_ok=True)
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        tempfile.TemporaryDirectory(dir=CACHE) as name,
        _server(Path(name)) as (server, club, client),
    ):
        logs.configure(stream=nowhere)
        reads = _reads(server, club, counts.seconds)
        anything = _anything(client, club, counts.examples)
    text = f"{reads}\n\n{anything}"
    print(text)
    if not quick:
        PAGE.write_text(_page(text), encoding="utf-8")


@contextmanager
def _server(folder: Path) -> Iterator[tuple[Any, Any, TestClient]]:
    """A server in a process of its own, with a club, and a client of the same application in ours."""
    url = f"sqlite:///{folder / 'touchline.db'}"
    database = Database(url)
    migrate.upgrade(database.engine)
    server = servers.UploadServer(folder / "data", url, password_hash_memory_kib=8, password_hash_passes=1)
    ports = outside.ports_over(database, SystemClock(), folder=server.settings.data_dir)
    with TestClient(create_app(server.settings, ports), raise_server_exceptions=False) as client:
        club = clubs.found(client, "lions")
        games.schedule(club)
        yield server, club, client
    server.close()
    database.close()


def _reads(server: Any, club: Any, seconds: float) -> str:
    headers = {"Authorization": club.people["coach"].headers["Authorization"]}
    routes = {
        FLOOR: FLOOR,
        "/users/me": "/api/v1/users/me",
        "/teams/{id}": f"/api/v1/teams/{club.team_id}",
        "/teams/{id}/roster": f"/api/v1/teams/{club.team_id}/roster",
        "/games": "/api/v1/games",
    }
    paces = {name: _pace(server, path, headers, seconds) for name, path in routes.items()}
    floor = paces[FLOOR]
    lines = ["| GET | per second | share of `/health` | p50, ms | p99, ms | p99 over that of `/health` |"]
    lines += ["|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| `{name}` | {pace.per_s:.0f} | {pace.per_s / floor.per_s:.2f} | {pace.p50_ms:.1f} "
        f"| {pace.p99_ms:.1f} | {pace.p99_ms / floor.p99_ms:.1f} |"
        for name, pace in paces.items()
    ]
    return "\n".join(lines)


def _pace(server: Any, path: str, headers: dict[str, str], seconds: float) -> Pace:
    """Have everybody ask as fast as they are answered."""
    took_ms: list[float] = []
    until_s = time.perf_counter() + seconds

    def ask() -> None:
        own = []
        with servers.Line(server.address) as line:
            while (asked_s := time.perf_counter()) < until_s:
                assert line.ask("GET", path, **headers).status == 200
                own.append(1000.0 * (time.perf_counter() - asked_s))
        took_ms.extend(own)

    people = [threading.Thread(target=ask) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    took_ms.sort()
    return Pace(len(took_ms) / seconds, took_ms[len(took_ms) // 2], took_ms[int(0.99 * (len(took_ms) - 1))])


def _anything(client: TestClient, club: Any, examples: int) -> str:
    client.headers["accept"] = "application/json"
    ids = {"team_id": club.team_id, "organization_id": club.organization_id, "player_id": club.child_id}
    wrong, count = [], 0
    for operation in any_input.operations(client.app):
        count += 1
        try:
            any_input.try_out(
                client, operation, headers=club.people["admin"].headers, ids=ids, examples=examples
            )
        except AssertionError as error:
            wrong.append(f"{operation.label}: {error}")
    told = f"Of {count} operations, each asked {examples} times with what fits its description and what does "
    told += f"not, {len(wrong)} gave an answer that the API does not describe, or a fault (5xx)."
    return "\n\n".join([told, *(f"```\n{one}\n```" for one in wrong)])


def _page(text: str) -> str:
    return f"""# The API: reads per second, and whatever may be sent

`./run bench api` starts a real server (uvicorn, SQLite, one process) with one club, and {PEOPLE} clients that
ask again as soon as they are answered, over bare sockets and on the same computer. `/health` touches no
database and asks nobody who they are: it is the floor of this server, and the clients' own time is in it. All
other routes look up the caller's sign-in, roles and rows. The second part is schemathesis: requests made up
from the OpenAPI description, whose answers must be described there, too.

{text}
"""
