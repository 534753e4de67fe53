"""One server and one browser for all browser tests of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from factories import browsers, clubs, recorded_games, site_games
from factories.browsers import Site, Visits
from factories.clubs import Club
from factories.games import ShotGame
from factories.recorded_games import RecordedGame
from factories.site_games import FilmedGame
from touchline.local_engine import LocalEngine

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is tried here as needing a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running server with nothing in it."""
    with browsers.running_site(tmp_path_factory.mktemp("site"), LocalEngine()) as site:
        yield site


@pytest.fixture(scope="session")
def club(site: Site) -> Club:
    """A club on that server: `club.people["coach"].email` signs in as its coach."""
    return clubs.found(TestClient(site.app), "bears")


@pytest.fixture(scope="session")
def filmed(site: Site, club: Club, small_game: ShotGame) -> FilmedGame:
    """A game of that club with a film of three takes, made by the real engine."""
    return site_games.filmed(site, club, small_game)


@pytest.fixture(scope="session")
def recorded(club: Club) -> RecordedGame:
    """A game of that club with two recordings and a film, put there by hand: quick, but nothing to watch."""
    return recorded_games.recorded(club)


@pytest.fixture(scope="session")
def link(club: Club, recorded: RecordedGame) -> str:
    """Where a stranger sees that film."""
    told = club.call("coach", "POST", f"/videos/{recorded.film_id}/share", {})
    assert told.status_code == 201, told.text
    return str(told.json()["link"])


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visits]:
    """Open pages; fails at the end if one complained about anything (a forbidden script, a missing file)."""
    visits = Visits(browser, site)
    yield visits
    visits.close()
    assert visits.complaints == []
