"""What tests of games ask for: a club with a game, and another club."""

import pytest
from fastapi.testclient import TestClient

from factories import clubs, games_of_clubs
from factories.clubs import Club
from touchline.server.games.models import Game


@pytest.fixture
def club(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


@pytest.fixture
def other_club(client: TestClient) -> Club:
    """A club of strangers."""
    return clubs.found(client, "bears")


@pytest.fixture
def game(club: Club) -> Game:
    """A game of the club, a week from now."""
    return games_of_clubs.schedule(club)
