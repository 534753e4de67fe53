"""The application as a whole: it lives, it is ready, and it answers errors as problems."""

from fastapi.testclient import TestClient
from httpx2 import Response


def problem_of(answer: Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == answer.status_code
    assert {"type", "title", "status", "detail", "code"} <= content.keys()
    return dict(content)


def test_it_lives(client: TestClient) -> None:
    assert client.get("/health").json()["status"] == "ok"


def test_it_is_ready_when_the_database_answers_and_files_can_be_written(client: TestClient) -> None:
    answer = client.get("/ready")
    checks = {"database": "ok", "storage": "ok"}
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": checks})


def test_a_page_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert problem_of(client.get("/api/v1/nothing"))["code"] == "NOT_FOUND"


def test_a_method_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert problem_of(client.delete("/health"))["status"] == 405
