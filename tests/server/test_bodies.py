"""What is sent to the server is bounded before anybody has said who they are."""

from fastapi.testclient import TestClient

from touchline.server.api import LONGEST_BODY


def test_a_body_that_is_too_large_is_refused_with_a_problem(client: TestClient) -> None:
    for path in ("/api/v1/auth/login", "/api/v1/teams/01a221de-c46a-7c47-89a1-63b52094fb91/roster/import"):
        answer = client.post(
            path, content=b"x" * (LONGEST_BODY + 1), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Send less" in answer.json()["detail"]
