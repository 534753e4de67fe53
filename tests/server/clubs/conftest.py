"""What tests of clubs ask for: a club with somebody in every role, and another one."""

import pytest
from fastapi.testclient import TestClient

from factories import clubs
from factories.clubs import Club


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


@pytest.fixture
def other_club(client: TestClient) -> Club:
    """A club of strangers."""
    return clubs.found(client, "bears")
