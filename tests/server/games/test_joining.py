"""Whoever holds the code takes part, and learns nothing that a stranger must not know."""

from datetime import timedelta
from typing import Any

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from factories import games_of_clubs
from factories.clubs import Club
from factories.people import signed_in
from touchline.base.clock import HandClock
from touchline.server.games import service
from touchline.server.games.models import Game, Participant
from touchline.server.games.service import cameras, joining
from touchline.server.kit.errors import NotSignedIn

TOLD = {"game_id", "sport", "kind", "state", "starts_at", "time_zone"}


def join_as_guest(client: TestClient, game: Game, **wanted: Any) -> Response:
    return client.post(f"/api/v1/games/{game.id}/join", json={"code": game.code} | wanted)


def leave(client: TestClient, game: Game, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return client.post(f"/api/v1/games/{game.id}/leave", headers=headers).status_code


def participants(club: Club, game: Game, who: str = "coach") -> list[dict[str, Any]]:
    return list(club.call(who, "GET", f"/games/{game.id}/participants").json()["items"])


def test_a_code_tells_what_is_played_and_when_and_no_more(client: TestClient, game: Game) -> None:
    spoken = f"{game.code[:3]}-{game.code[3:]}".lower()
    shown = client.get(f"/api/v1/games/join/{spoken}")
    assert shown.status_code == 200
    assert shown.json() == {
        "game_id": str(game.id),
        "sport": "ice_hockey",
        "kind": "match",
        "state": "scheduled",
        "starts_at": "2026-09-12T12:00:00Z",
        "time_zone": "Europe/Zurich",
    }


@pytest.mark.parametrize("code", ["CFHJ34", "OOOOOO", "A", "ÄÖÜäöü", "' OR 1=1", "%00%00%00"])
def test_a_code_that_no_game_has_is_answered_with_what_to_compare(client: TestClient, code: str) -> None:
    answer = client.get(f"/api/v1/games/join/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "CODE_UNKNOWN")
    assert "Compare" in answer.json()["detail"]


def test_the_code_of_a_cancelled_game_says_whom_to_ask(client: TestClient, club: Club, game: Game) -> None:
    token = join_as_guest(client, game).json()["camera_token"]
    club.call("coach", "DELETE", f"/games/{game.id}")
    answers = [client.get(f"/api/v1/games/join/{game.code}"), join_as_guest(client, game)]
    answers.append(club.call("parent", "POST", f"/games/{game.id}/join", {}))
    answers.append(club.call("coach", "GET", f"/games/{game.id}/qr"))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "GAME_CANCELLED")}
    assert "coach" in answers[0].json()["detail"]
    assert leave(client, game, token) == 409


def test_look_ups_are_limited(client: TestClient, game: Game) -> None:
    answers = [client.get("/api/v1/games/join/CFHJ34").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_a_guest_films_with_a_token_that_is_good_for_one_game(
    client: TestClient, club: Club, game: Game, session: Session, clock: HandClock
) -> None:
    joined = join_as_guest(client, game, position="goal_left")
    assert joined.status_code == 200
    told = joined.json()
    assert set(told) == TOLD | {"participant_id", "position", "camera_token", "expires_at"}
    assert told["camera_token"].startswith("tlc_")
    assert told["expires_at"] == "2026-09-15T12:00:00Z"
    camera = service.camera_of(session, told["camera_token"], now=clock.now())
    assert (str(camera.id), camera.game_id, camera.user_id) == (told["participant_id"], game.id, None)
    assert told["camera_token"] not in (camera.token_hash or "")
    assert camera.game.team.sport == "ice_hockey"
    headers = {"Authorization": f"Bearer {told['camera_token']}"}
    for path in (f"/games/{game.id}", f"/games/{game.id}/participants", "/users/me", "/users/me/games"):
        assert client.get(f"/api/v1{path}", headers=headers).status_code == 401


def test_a_token_ends_with_its_time_with_leaving_and_with_the_sweep(
    client: TestClient, game: Game, session: Session, clock: HandClock
) -> None:
    first, second = (join_as_guest(client, game).json()["camera_token"] for _ in range(2))
    assert leave(client, game, first) == 204
    assert leave(client, game, first) == 401
    over = game.starts_at + cameras.CAMERA_TOKEN_LIFE
    service.camera_of(session, second, now=over - timedelta(seconds=1))
    for token, moment in ((first, clock.now()), (second, over), ("tlc_nobody's", clock.now())):
        with pytest.raises(NotSignedIn, match="Join again"):
            service.camera_of(session, token, now=moment)
    service.delete_expired(session, now=over)
    with pytest.raises(NotSignedIn):
        service.camera_of(session, second, now=clock.now())


def test_a_token_follows_a_game_that_is_moved_to_a_later_day(
    client: TestClient, club: Club, game: Game, session: Session
) -> None:
    token = join_as_guest(client, game).json()["camera_token"]
    for days in (30, 0):  # back again: what was promised is kept
        told = games_of_clubs.told(club, starts_at=game.starts_at + timedelta(days=days))
        assert club.call("coach", "PUT", f"/games/{game.id}", told).status_code == 200
        service.camera_of(session, token, now=game.starts_at + timedelta(days=32))


def test_a_guest_leaves_only_the_game_that_was_joined(client: TestClient, club: Club, game: Game) -> None:
    token = join_as_guest(client, game).json()["camera_token"]
    assert leave(client, games_of_clubs.schedule(club), token) == 404
    assert leave(client, game, token) == 204


def test_the_code_of_one_game_does_not_open_another(client: TestClient, club: Club, game: Game) -> None:
    other = games_of_clubs.schedule(club)
    answer = join_as_guest(client, game, code=other.code)
    assert (answer.status_code, answer.json()["code"]) == (404, "CODE_UNKNOWN")
    assert participants(club, game) == []


def test_a_stranger_with_an_account_joins_by_the_code_and_does_not_see_the_game(
    client: TestClient, club: Club, other_club: Club, game: Game
) -> None:
    path = f"/games/{game.id}"
    assert other_club.call("parent", "POST", f"{path}/join", {}).status_code == 404
    joined = other_club.call("parent", "POST", f"{path}/join", {"code": game.code, "position": "goal_left"})
    assert joined.status_code == 200
    assert joined.json()["camera_token"] is None
    assert other_club.call("parent", "GET", path).status_code == 404
    assert other_club.call("parent", "GET", f"{path}/participants").status_code == 404
    (own,) = other_club.call("parent", "GET", "/users/me/games").json()["items"]
    assert set(own) == TOLD | {"is_seen", "takes_part", "position"}
    assert (own["is_seen"], own["takes_part"], own["position"]) == (False, True, "goal_left")
    assert other_club.call("parent", "POST", f"{path}/leave").status_code == 204
    assert other_club.call("parent", "GET", "/users/me/games").json()["total"] == 0


def test_a_mere_viewer_joins_by_the_code_like_a_stranger(club: Club, game: Game) -> None:
    assert club.call("viewer", "GET", f"/games/{game.id}").json()["code"] is None
    assert club.call("viewer", "POST", f"/games/{game.id}/join", {}).status_code == 403
    assert club.call("viewer", "POST", f"/games/{game.id}/join", {"code": game.code}).status_code == 200


def test_a_member_takes_part_once_however_often_they_join(club: Club, game: Game) -> None:
    path = f"/games/{game.id}"
    ids = {
        club.call("parent", "POST", f"{path}/join", {"position": position}).json()["participant_id"]
        for position in ("goal_left", "center_high")
    }
    assert len(ids) == 1
    assert [one["position"] for one in participants(club, game)] == ["center_high"]
    assert [club.call("parent", "POST", f"{path}/leave").status_code for _ in range(2)] == [204, 404]
    assert participants(club, game) == []
    assert club.call("parent", "POST", f"{path}/join", {}).json()["participant_id"] in ids
    assert [one["position"] for one in participants(club, game)] == [None]


def test_only_those_who_run_the_game_are_told_who_takes_part(
    client: TestClient, club: Club, game: Game
) -> None:
    club.call("parent", "POST", f"/games/{game.id}/join", {})
    join_as_guest(client, game)
    assert [one["display_name"] for one in participants(club, game)] == ["Lions-Parent", None]
    assert [one["is_guest"] for one in participants(club, game, "viewer")] == [False, True]
    for who in ("parent", "player", "viewer"):
        assert {one["display_name"] for one in participants(club, game, who)} == {None}


def test_ones_own_games_are_those_of_ones_teams(club: Club, game: Game) -> None:
    (own,) = club.call("parent", "GET", "/users/me/games").json()["items"]
    assert (own["game_id"], own["is_seen"], own["takes_part"]) == (str(game.id), True, False)


@pytest.mark.parametrize("wrong", [{"position": "moon"}, {"position": ""}, {"code": "x" * 33}, {"code": 7}])
def test_what_cannot_be_joined_with_is_refused_in_words(
    client: TestClient, game: Game, wrong: dict[str, Any]
) -> None:
    answer = join_as_guest(client, game, **wrong)
    assert answer.status_code == 422
    assert answer.json()["code"] in {"NO_SUCH_POSITION", "INVALID_FIELDS"}


def test_a_position_that_is_not_there_is_answered_with_those_that_are(client: TestClient, game: Game) -> None:
    assert "center_high" in join_as_guest(client, game, position="moon").json()["detail"]


def test_a_sign_in_that_is_over_is_not_taken_for_a_guest(client: TestClient, game: Game) -> None:
    answer = client.post(
        f"/api/v1/games/{game.id}/join", json={"code": game.code}, headers={"Authorization": "Bearer old"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")


def test_a_game_of_long_ago_is_not_joined(client: TestClient, game: Game, clock: HandClock) -> None:
    clock.move(timedelta(days=7) + joining.JOINED_UNTIL)
    assert join_as_guest(client, game).json()["expires_at"] == "2026-09-29T12:00:00Z"
    clock.move(timedelta(seconds=1))
    answer = join_as_guest(client, game)
    assert (answer.status_code, answer.json()["code"]) == (409, "JOINING_OVER")
    assert "coach" in answer.json()["detail"]


def test_no_more_take_part_than_any_game_needs(client: TestClient, game: Game, session: Session) -> None:
    session.add_all(
        Participant(game_id=game.id, joined_at=game.created_at) for _ in range(joining.MOST_PARTICIPANTS)
    )
    session.commit()
    answer = join_as_guest(client, game)
    assert (answer.status_code, answer.json()["code"]) == (409, "GAME_FULL")


def test_members_join_however_many_strangers_have_filled_the_game(
    client: TestClient, club: Club, other_club: Club, game: Game, session: Session
) -> None:
    session.add_all(
        Participant(game_id=game.id, joined_at=game.created_at) for _ in range(joining.MOST_PARTICIPANTS - 1)
    )
    session.commit()
    path = f"/games/{game.id}/join"
    assert club.call("parent", "POST", path, {}).status_code == 200
    assert other_club.call("parent", "POST", path, {"code": game.code}).status_code == 200, (
        "members take no room"
    )
    assert join_as_guest(client, game).json()["code"] == "GAME_FULL"
    assert club.call("coach", "POST", path, {}).status_code == 200


def test_from_one_address_come_as_many_guests_of_a_game_in_a_day_as_film_at_a_rink_and_no_more(
    client: TestClient, club: Club, game: Game, clock: HandClock
) -> None:
    answers = []
    for _ in range(joining.MOST_OF_AN_ADDRESS // 30 + 1):
        answers += [join_as_guest(client, game).status_code for _ in range(30)]
        clock.move(timedelta(minutes=1))
    assert answers == [200] * 60 + [429] * 30
    refused = join_as_guest(client, game)
    assert refused.json()["code"] == "TOO_MANY_FROM_HERE"
    assert "Switch this phone's Wi-Fi off" in refused.json()["detail"]
    assert join_as_guest(client, games_of_clubs.schedule(club)).status_code == 200
    assert club.call("parent", "POST", f"/games/{game.id}/join", {}).status_code == 200
    clock.move(timedelta(days=1))
    assert join_as_guest(client, game).status_code == 200


def test_staff_remove_a_guest_whose_token_then_opens_nothing(
    client: TestClient, club: Club, game: Game
) -> None:
    joined = join_as_guest(client, game, name="Somebody").json()
    path = f"/games/{game.id}/participants/{joined['participant_id']}"
    assert club.call("parent", "DELETE", path).status_code == 403
    assert [club.call("coach", "DELETE", path).status_code for _ in range(2)] == [204, 404]
    assert participants(club, game) == []
    assert leave(client, game, joined["camera_token"]) == 401


def test_the_code_of_a_team_that_is_put_away_opens_nothing(
    client: TestClient, club: Club, game: Game
) -> None:
    token = join_as_guest(client, game).json()["camera_token"]
    club.call("admin", "DELETE", f"/teams/{club.team_id}")
    assert client.get(f"/api/v1/games/join/{game.code}").status_code == 404
    assert leave(client, game, token) == 401


def test_joining_is_in_the_audit_log_and_guests_have_no_name_in_it(
    client: TestClient, club: Club, game: Game
) -> None:
    join_as_guest(client, game)
    for _ in range(2):
        club.call("parent", "POST", f"/games/{game.id}/join", {})
    root = signed_in(client, "root", is_administrator=True)
    log = client.get(f"/api/v1/audit?action=game.join&subject_id={game.id}", headers=root.headers).json()
    assert [(entry["actor_id"], entry["details"]) for entry in log["items"]] == [
        (str(club.people["parent"].id), {"is_guest": False}),
        (None, {"is_guest": True}),
    ]


def read_code(picture: NDArray[np.uint8]) -> str:
    """Return what a code says, looked at from near and far: this reader misses some."""
    for width_px in (picture.shape[1], 300, 400, 500, 700):
        seen = cv2.resize(picture, (width_px, width_px), interpolation=cv2.INTER_AREA)
        link, _, _ = cv2.QRCodeDetector().detectAndDecode(seen)
        if link:
            return link
    return ""


@pytest.mark.parametrize("size", [100, 400, 2000])
def test_a_phone_reads_the_link_off_the_picture(club: Club, game: Game, size: int) -> None:
    shown = club.call("coach", "GET", f"/games/{game.id}/qr?format=png&size={size}")
    assert shown.headers["Content-Type"] == "image/png"
    picture = cv2.imdecode(np.frombuffer(shown.content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert size / 2 < picture.shape[1] <= size
    assert read_code(picture) == f"http://localhost:8000/join/{game.code}"


def test_the_picture_is_a_drawing_of_any_size_too(club: Club, game: Game) -> None:
    shown = club.call("parent", "GET", f"/games/{game.id}/qr?size=640")
    assert shown.headers["Content-Type"].startswith("image/svg+xml")
    assert b'width="640.0" height="640.0"' in shown.content
    assert b'fill="#fff"' in shown.content


@pytest.mark.parametrize("query", ["size=99", "size=2001", "size=x", "format=gif"])
def test_a_picture_that_cannot_be_is_refused(club: Club, game: Game, query: str) -> None:
    assert club.call("coach", "GET", f"/games/{game.id}/qr?{query}").status_code == 422


def test_anybody_may_know_where_to_stand(client: TestClient) -> None:
    types = client.get("/api/v1/arena/types").json()
    assert [one["type"] for one in types["items"]] == ["soccer", "ice_hockey", "squash"]
    assert types["items"][1]["length_m"] == 60.0
    places = client.get("/api/v1/arena/ice_hockey/positions?limit=3").json()
    assert (places["total"], [one["name"] for one in places["items"]]) == (
        7,
        ["center_high", "center_low", "center_far"],
    )
    assert places["items"][0]["covers"]["x_min_m"] == -30.0
    answer = client.get("/api/v1/arena/moon/positions")
    assert (answer.status_code, answer.json()["code"]) == (404, "ARENA_NOT_FOUND")
    assert "ice_hockey" in answer.json()["detail"]
