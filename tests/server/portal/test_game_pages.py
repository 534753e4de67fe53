"""Pages of a game: who sees which, what they say, and what their forms do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from factories import clubs, databases, games_of_clubs, people, recorded_games
from factories.clubs import Club
from factories.loops import run_apart
from factories.people import ports_of
from touchline.base.ids import new_id
from touchline.core.sports.table import SPORTS
from touchline.server.kit.db import Database
from touchline.server.kit.errors import TooOften
from touchline.server.portal import game_events, pitch
from touchline.server.portal.game_events import MOST_IN_ALL, MOST_STREAMS, Listeners

HTML = {"accept": "text/html"}


@pytest.fixture
def lions(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


def get(club: Club, who: str, path: str) -> tuple[int, str]:
    """Open a page as somebody of a club."""
    answer = club.client.get(path, headers={**club.people[who].headers, **HTML})
    return answer.status_code, answer.text


def test_a_mere_viewer_is_not_told_the_code(lions: Club) -> None:
    game = games_of_clubs.schedule(lions)
    half = game.code[:3]
    assert half in get(lions, "parent", f"/games/{game.id}")[1]
    assert game.code not in get(lions, "viewer", f"/games/{game.id}")[1]
    assert "/upload" not in get(lions, "viewer", f"/games/{game.id}")[1]


def test_a_game_without_recordings_says_the_first_step(lions: Club) -> None:
    game = games_of_clubs.schedule(lions)
    assert "No recording yet. Upload what was filmed" in get(lions, "coach", f"/games/{game.id}")[1]


def test_without_consent_nothing_is_shown_and_the_page_says_why(lions: Club) -> None:
    game = recorded_games.recorded(lions).game
    assert "master.m3u8" in get(lions, "coach", f"/games/{game.id}/film")[1]
    recorded_games.refuse(lions, recorded_games.Purpose.FILM)
    code, page = get(lions, "coach", f"/games/{game.id}/film")
    assert code == 200
    assert "m3u8" not in page
    assert "consent" in page.lower()


class TestWithADatabaseOfItsOwn:
    """Where requests have connections of their own: what one of them only read is not all rolled back."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Database]:
        """An empty database that nobody else uses."""
        with (
            databases.fresh_database("sqlite", tmp_path, "own") as url,
            databases.migrated(url) as database,
        ):
            yield database

    def test_who_opens_the_player_is_written_down(self, lions: Club) -> None:
        game = recorded_games.recorded(lions).game
        get(lions, "parent", f"/games/{game.id}/film")
        boss = people.signed_in(lions.client, "boss", is_administrator=True)
        found = lions.client.get("/api/v1/audit?limit=100", headers=boss.headers).json()["items"]
        written = {(one["action"], one["actor_id"]) for one in found}
        assert ("game.watch", str(lions.people["parent"].id)) in written


def test_a_shared_link_shows_the_film_and_nothing_of_the_club(lions: Club) -> None:
    recorded = recorded_games.recorded(lions)
    link = lions.call("coach", "POST", f"/videos/{recorded.film_id}/share", {"label": "Grandma"}).json()[
        "link"
    ]
    answer = lions.client.get(link, headers=HTML)
    assert answer.status_code == 200
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "lions" not in answer.text
    assert "Child" not in answer.text


def test_an_unknown_link_says_whom_to_ask(client: TestClient) -> None:
    answer = client.get(f"/s/{'x' * 43}", headers=HTML)
    assert answer.status_code == 404
    assert "Ask whoever sent it" in answer.text


def test_the_code_of_a_cancelled_game_says_so(lions: Club) -> None:
    game = games_of_clubs.schedule(lions)
    assert "Whose phone is this?" in lions.client.get(f"/join/{game.code}", headers=HTML).text
    lions.call("coach", "DELETE", f"/games/{game.id}")
    answer = lions.client.get(f"/join/{game.code}", headers=HTML)
    assert answer.status_code == 404
    assert "This code opens nothing" in answer.text


def test_whoever_joins_by_the_code_uploads_and_sees_nothing_of_the_team(
    lions: Club, client: TestClient
) -> None:
    game = games_of_clubs.schedule(lions)
    guest = people.signed_in(client, "guest").headers | HTML
    upload = f"/games/{game.id}/upload"
    assert client.get(upload, headers=guest).status_code == 404
    answer = client.post(f"/join/{game.code}", headers=guest, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, upload)
    page = client.get(upload, headers=guest)
    assert page.status_code == 200
    assert "lions" not in page.text
    assert client.get(f"/games/{game.id}", headers=guest).status_code == 404
    assert client.get(f"/games/{game.id}/film", headers=guest).status_code == 404


def test_a_code_that_is_none_says_what_to_compare(client: TestClient) -> None:
    answer = client.get("/join/nonsense", headers=HTML)
    assert answer.status_code == 404
    assert "Compare it with the one you were shown" in answer.text


async def read(look: list[str | None], left: list[bool]) -> list[str]:
    """Return all that a stream sends that looks this often."""
    lines = game_events.stream(lambda: look.pop(0), lambda: left.append(True), every_s=0.0)
    return [line async for line in lines]


def test_a_stream_sends_what_has_changed_and_ends_when_the_game_is_gone() -> None:
    left: list[bool] = []
    sent = run_apart(read(["one", "one", "two\nlines", None], left))
    assert sent[1:] == [
        "event: game\ndata: one\n\n",
        "event: game\ndata: two\ndata: lines\n\n",
        "event: gone\ndata:\n\n",
    ]
    assert left == [True]


def test_nobody_keeps_too_many_pages_up_to_date(lions: Club) -> None:
    listeners, person = Listeners(), lions.people["parent"].id
    since = [listeners.join(person) for _ in range(MOST_STREAMS)]
    with pytest.raises(TooOften):
        listeners.join(person)
    listeners.leave(person, since[0])
    listeners.join(person)


def test_a_stream_that_was_never_begun_does_not_count_forever(
    lions: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    listeners, person = Listeners(), lions.people["parent"].id
    for _ in range(MOST_STREAMS):
        listeners.join(person)
    for _ in range(MOST_IN_ALL - MOST_STREAMS):
        listeners.join(new_id())
    with pytest.raises(TooOften):
        listeners.join(new_id())
    later = game_events.time.monotonic() + 10 * game_events.LIFE_S
    monkeypatch.setattr(game_events.time, "monotonic", lambda: later)
    assert listeners.join(person) == later
    assert listeners.present == [(person, later)]


@pytest.mark.parametrize("name", SPORTS)
def test_each_sport_has_a_drawing_with_all_its_places(name: str) -> None:
    sport = SPORTS[name]
    drawing = pitch.draw(sport, taken={sport.positions[0].name})
    assert drawing.count('class="place') == len(sport.positions)
    assert drawing.count("is-taken") == 1
    assert "style=" not in drawing
    for position in sport.positions:
        assert position.name in pitch.PLACES


def test_a_game_is_changed_in_its_form(lions: Club) -> None:
    game = games_of_clubs.schedule(lions, starts_at=ports_of(lions.client).clock.now() + timedelta(days=3))
    sent = {"kind": "match", "opponent": "Foxes", "is_home": "on", "time_zone": "Europe/Zurich"}
    headers = lions.people["coach"].headers | HTML
    path = f"/games/{game.id}/edit"
    answer = lions.client.post(
        path, data=sent | {"starts_at": "2026-11-28T10:15"}, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303
    told = lions.call("coach", "GET", f"/games/{game.id}").json()
    assert (told["opponent"], told["starts_at"]) == ("Foxes", "2026-11-28T09:15:00Z")
    refused = lions.client.post(path, data=sent | {"starts_at": ""}, headers=headers)
    assert refused.status_code == 422
    assert "Foxes" in refused.text
