"""What tests of accounts ask for: ready-made calls of the API."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

Call = Callable[..., Response]


@pytest.fixture
def post(client: TestClient) -> Call:
    """POST to a route of sign-in."""

    def call(route: str, bearer: str | None = None, **content: Any) -> Response:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return client.post(f"/api/v1/auth/{route}", json=content, headers=headers)

    return call
