"""What tests of isolation ask for: the application with two clubs in it."""

import pytest
from fastapi.testclient import TestClient

from factories import clubs
from factories.clubs import Club
from server.conftest import client, clock, database, migrated, ports, session, settings

__all__ = ["client", "clock", "database", "migrated", "ports", "session", "settings"]


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club; everything in it is called after it, so that its name tells what comes from it."""
    return clubs.found(client, "lions")


@pytest.fixture
def other_club(client: TestClient) -> Club:
    """A club of strangers."""
    return clubs.found(client, "bears")
