"""What tests of the portal ask for: a club, and a browser of anybody in it."""

from collections.abc import Callable, Iterator

import pytest
import structlog
import structlog.testing
from fastapi.testclient import TestClient

from factories import clubs
from factories.clubs import Club
from factories.visitors import Visitor, visitor


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """No log on the console: a traceback there, with all its values, takes longer than a hundred pages."""
    with structlog.testing.capture_logs():
        yield


As = Callable[[str], Visitor]


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club with somebody in every role."""
    return clubs.found(client, "bears")


@pytest.fixture
def other_club(client: TestClient) -> Club:
    """Another club, whose people must find nothing of the first."""
    return clubs.found(client, "wolves")


@pytest.fixture
def as_(club: Club) -> As:
    """Open a browser as somebody of the club: `as_("coach")`."""
    return lambda role: visitor(club.client, club.people[role].email)


@pytest.fixture
def stranger(client: TestClient) -> Visitor:
    """A browser of nobody."""
    return visitor(client)
