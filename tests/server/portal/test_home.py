"""Home shows a still of the latest film to whoever may watch it, and to nobody else."""

import re

import pytest
from fastapi.testclient import TestClient

from factories import clubs, filmed_games, recorded_games
from factories.clubs import Club
from factories.databases import RolledBack
from factories.people import ports_of
from factories.recorded_games import RecordedGame
from touchline.server.games.models import Game, GameState
from touchline.server.recordings.films.models import Film, FilmState


@pytest.fixture
def lions(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


def filmed(club: Club, state: FilmState = FilmState.READY) -> RecordedGame:
    """Return a game that is through, with a film this far."""
    recorded = recorded_games.recorded(club, state)
    with ports_of(club.client).database.writing() as session:
        session.get_one(Game, recorded.game.id).state = GameState.READY
    return recorded


def still_on_home(club: Club, who: str) -> str | None:
    """Return the address of the still that somebody's home page shows."""
    headers = {**club.people[who].headers, "accept": "text/html"}
    page = club.client.get("/", headers=headers)
    assert page.status_code == 200
    found = re.search(r'<img src="(/files/[^"]+)"', page.text)
    return found[1] if found else None


def test_the_latest_film_is_seen_on_the_home_page_of_its_team(lions: Club) -> None:
    recorded = filmed(lions)
    address = still_on_home(lions, "parent")
    assert address is not None
    headers = lions.people["parent"].headers
    assert lions.client.get(address, headers=headers).content == b"a still"
    assert lions.client.get(address, headers=lions.people["coach"].headers).status_code == 404
    film = address.rpartition("/")[0] + "/film.mp4"
    assert lions.client.get(film, headers=headers).status_code == 404, "the still's address opens no film"
    assert f'href="/games/{recorded.game.id}/film"' in lions.client.get("/", headers=headers).text


def test_who_is_shown_the_still_is_written_down(lions: Club, database: RolledBack) -> None:
    filmed(lions)
    with database.noting("INSERT INTO audit_entries") as written:
        still_on_home(lions, "parent")
    assert len(written) == 1


def test_there_is_no_still_without_a_final_film_and_without_everybodys_yes(lions: Club) -> None:
    assert still_on_home(lions, "parent") is None
    recorded = filmed(lions, FilmState.WATCHABLE)
    assert still_on_home(lions, "parent") is None
    with ports_of(lions.client).database.writing() as session:
        session.get_one(Film, recorded.film_id).state = FilmState.READY
    assert still_on_home(lions, "parent") is not None
    filmed_games.agree(lions, film=False)
    assert still_on_home(lions, "parent") is None
