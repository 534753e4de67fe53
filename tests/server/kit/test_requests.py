"""Each request has an id, a line in the log and a place in the figures."""

from collections.abc import Iterator

import pytest
import structlog
from fastapi import APIRouter
from fastapi.testclient import TestClient

from factories.apps import app_over
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings


def failing() -> APIRouter:
    """A route that fails."""
    router = APIRouter()

    @router.get("/club/teams/{team_id}/games/{path:path}")
    def game(team_id: str, path: str) -> str:
        if team_id == "broken":
            raise RuntimeError("a fault")
        return path

    return router


@pytest.fixture
def client(settings: Settings, ports: Ports) -> Iterator[TestClient]:
    """A client of the application, with a route that fails."""
    with TestClient(app_over(settings, ports, failing), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("given", ["0192f3a1-7b7e-7c3d-8d5e-000000000001", "trace_1.2-3"])
def test_a_request_keeps_the_id_that_it_came_with(client: TestClient, given: str) -> None:
    assert client.get("/health", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with spaces", 'quote"quote', "a/b/c/d/e/f", "-leading-"]
)
def test_an_id_that_could_be_anything_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/health", headers={"x-request-id": given}).headers["x-request-id"]
    assert made != given
    assert len(made) == 36


def test_an_error_has_the_id_too_and_names_it_where_it_is_our_fault(client: TestClient) -> None:
    refused = client.get("/nothing", headers={"x-request-id": "trace-1234"})
    assert refused.headers["x-request-id"] == "trace-1234"
    with structlog.testing.capture_logs():
        broken = client.get("/club/teams/broken/games/1", headers={"x-request-id": "trace-1234"})
    assert (broken.status_code, broken.headers["x-request-id"]) == (500, "trace-1234")
    assert "trace-1234" in broken.json()["detail"]


def test_a_line_tells_the_route_and_never_the_path(client: TestClient) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get("/club/teams/anna/games/a/b?token=secret", headers={"x-request-id": "trace-1234"})
    (line,) = lines
    assert line.pop("duration_ms") >= 0
    assert line == {
        "event": "request", "log_level": "info", "request_id": "trace-1234", "method": "GET",
        "route": "/club/teams/{team_id}/games/{path}", "status": 200,
    }  # fmt: skip


def test_an_unforeseen_error_is_told_with_its_id_and_its_traceback(client: TestClient) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get("/club/teams/broken/games/1", headers={"x-request-id": "trace-1234"})
    told, unforeseen = lines
    assert (told["event"], told["status"]) == ("request", 500)
    assert (unforeseen["event"], unforeseen["request_id"]) == ("unforeseen", "trace-1234")
    assert isinstance(unforeseen["exc_info"], RuntimeError)


def test_what_watches_the_server_all_the_time_is_not_logged(client: TestClient) -> None:
    with structlog.testing.capture_logs() as lines:
        for path in ("/health", "/ready", "/metrics"):
            client.get(path)
    assert lines == []
