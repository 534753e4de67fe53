"""What tests of erasing ask for: a club with a game that was filmed."""

import pytest
from fastapi.testclient import TestClient

from factories import clubs, recorded_games
from factories.clubs import Club
from factories.recorded_games import RecordedGame


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


@pytest.fixture
def filmed(club: Club) -> RecordedGame:
    """A game of it with a film."""
    return recorded_games.recorded(club)
