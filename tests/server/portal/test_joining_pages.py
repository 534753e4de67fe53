"""Guests without an account: taking part by a code, uploading, and seeing nothing of the team."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from factories import games_of_clubs
from factories.clubs import Club
from factories.uploads import BYTES, TUS, UPLOADS, said
from factories.visitors import Visitor, content_of, visitor
from touchline.base.clock import HandClock
from touchline.server.games.models import Game
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes.models import Take


@pytest.fixture
def game(club: Club) -> Game:
    """A game of the club."""
    return games_of_clubs.schedule(club)


def join(stranger: Visitor, game: Game, name: str = "Kim") -> Any:
    """Take part as a guest, and return the page on which recordings are sent."""
    return stranger.follow(stranger.post(f"/join/{game.code}", name=name))


def facts_of(answer: Any) -> dict[str, Any]:
    """Return what the page tells its script."""
    found = re.search(r'id="upload-facts">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def headers_of(answer: Any) -> dict[str, str]:
    """Return with which headers the page's script sends."""
    return dict(facts_of(answer)["headers"])


def send(client: TestClient, headers: dict[str, str], game_id: object, content: bytes = b"abc") -> Any:
    """Send a whole file of a game over tus."""
    told = {**TUS, **BYTES, **headers, "Upload-Length": str(len(content))}
    if game_id is not None:
        told["Upload-Metadata"] = said(filename="a.mp4", game_id=str(game_id))
    return client.post(UPLOADS, content=content, headers=told)


def test_a_guest_says_a_name_and_nothing_else(stranger: Visitor, game: Game) -> None:
    page = stranger.get(f"/join/{game.code}")
    content = content_of(page)
    assert "Whose phone is this?" in content.text
    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.text)
    assert fields == ["name"]
    refused = stranger.post(f"/join/{game.code}", name=" ")
    assert refused.status_code == 422
    assert content_of(refused).errors == {"name": "Fill this in."}


def test_the_token_is_kept_where_no_script_reads_it_and_goes_to_the_pages_of_codes_only(
    stranger: Visitor, game: Game
) -> None:
    answer = stranger.post(f"/join/{game.code}", name="Kim")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"touchline_camera_{game.code}=tlc_")
    assert "HttpOnly" in cookie
    assert "Path=/join;" in cookie
    assert "SameSite=lax" in cookie
    page = stranger.follow(answer)
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]


def test_a_guest_comes_back_to_the_same_page_however_the_code_is_typed(stranger: Visitor, game: Game) -> None:
    first = headers_of(join(stranger, game))
    spoken = f"{game.code[:3]}-{game.code[3:]}".lower()
    assert "You take part as Kim." in content_of(stranger.get(f"/join/{spoken}")).text
    assert headers_of(stranger.get(f"/join/{spoken}/upload")) == first


def test_what_a_guest_uploads_is_theirs_and_bears_their_name(
    stranger: Visitor, club: Club, game: Game, ports: Ports
) -> None:
    headers = headers_of(join(stranger, game))
    assert send(club.client, headers, game.id).status_code == 201
    with ports.database.reading() as session:
        take = session.scalars(select(Take)).one()
        (guest,) = club.call("coach", "GET", f"/games/{game.id}/participants").json()["items"]
        assert str(take.participant_id) == guest["id"]
        assert (take.camera, take.recorded_by) == (None, None)
    assert guest["display_name"] == "Kim"
    assert (
        club.call("parent", "GET", f"/games/{game.id}/participants").json()["items"][0]["display_name"]
        is None
    )
    told = club.client.get("/api/v1/uploads", headers=headers).json()
    assert [one["name"] for one in told["items"]] == ["a.mp4"]
    assert "A recording of yours has arrived." in content_of(stranger.get(f"/join/{game.code}/upload")).text
    assert club.call("coach", "GET", "/uploads").json()["total"] == 0


def test_what_a_guest_calls_themself_is_read_by_staff_only_and_forgotten_when_they_leave(
    stranger: Visitor, club: Club, game: Game
) -> None:
    headers = headers_of(join(stranger, game, "Grandpa of number 7"))
    assert send(club.client, headers, game.id).status_code == 201
    take = club.call("coach", "GET", f"/games/{game.id}/takes").json()["items"][0]["id"]
    assert club.call("coach", "POST", f"/videos/{take}/accept").status_code == 200
    paths = (f"/games/{game.id}", f"/games/{game.id}/takes/{take}")

    def is_told(who: str) -> list[bool]:
        reader = visitor(club.client, club.people[who].email)
        return ["Grandpa" in content_of(reader.get(path)).text for path in paths]

    assert {who: is_told(who) for who in ("coach", "parent")} == {"coach": [True] * 2, "parent": [False] * 2}
    left = club.client.post(f"/api/v1/games/{game.id}/leave", headers=headers)
    assert left.status_code == 204, left.text
    assert is_told("coach") == [False] * 2


def test_a_guest_uploads_to_no_other_game_and_nothing_else(stranger: Visitor, club: Club, game: Game) -> None:
    headers = headers_of(join(stranger, game))
    other = games_of_clubs.schedule(club)
    assert send(club.client, headers, other.id).status_code == 404
    assert send(club.client, headers, None).status_code == 422
    assert club.client.get("/api/v1/uploads", headers=headers).json()["total"] == 0


def test_a_guest_sees_nothing_of_the_team(stranger: Visitor, club: Club, game: Game) -> None:
    page = join(stranger, game)
    for answer in (page, stranger.get(f"/join/{game.code}")):
        text = content_of(answer).text
        assert "bears" not in text
        assert "Tigers" not in text
        assert "Old rink" not in text
        assert "Child" not in text
    headers = headers_of(page)
    for path in (f"/games/{game.id}", f"/games/{game.id}/takes", f"/videos/game/{game.id}", "/users/me"):
        assert club.client.get(f"/api/v1{path}", headers=headers).status_code == 401
    assert stranger.get(f"/games/{game.id}").status_code == 303


def test_a_token_whose_time_is_over_leads_back_to_the_code(
    stranger: Visitor, club: Club, game: Game, clock: HandClock
) -> None:
    headers = headers_of(join(stranger, game))
    clock.move(timedelta(days=11))
    assert send(club.client, headers, game.id).status_code == 401
    answer = stranger.get(f"/join/{game.code}/upload")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/join/{game.code}")
    assert "Whose phone is this?" in stranger.follow(answer).text


def test_whoever_has_not_joined_is_led_to_the_code(stranger: Visitor, game: Game) -> None:
    answer = stranger.get(f"/join/{game.code}/upload")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/join/{game.code}")


def test_the_token_of_one_game_opens_the_page_of_no_other(
    stranger: Visitor, club: Club, game: Game, client: TestClient
) -> None:
    other = games_of_clubs.schedule(club)
    token = headers_of(join(stranger, game))["Authorization"].removeprefix("Bearer ")
    thief = visitor(client)
    thief.client.cookies.set(f"touchline_camera_{other.code}", token)
    assert thief.get(f"/join/{other.code}/upload").status_code == 303


def test_without_a_script_a_guest_uploads_with_a_plain_form(
    stranger: Visitor, club: Club, game: Game
) -> None:
    token = headers_of(join(stranger, game))["Authorization"].removeprefix("Bearer ")
    answer = stranger.client.post(
        "/api/v1/videos/upload",
        data={"camera_token": token, "game_id": str(game.id)},
        files={"file": ("a.mp4", b"not a film")},
        headers={"accept": "text/html"},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/join/{game.code}/upload")
    assert "A recording of yours has arrived." in stranger.follow(answer).text
    assert club.call("coach", "GET", f"/games/{game.id}/takes").json()["items"][0]["is_mine"] is False
