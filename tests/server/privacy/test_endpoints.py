"""Erasing over the API, for whoever runs this server."""

from fastapi.testclient import TestClient

from factories.clubs import Club
from factories.people import signed_in
from factories.uploads import BYTES, TUS, UPLOADS
from touchline.server.kit.ports import Ports


def test_it_says_what_would_go_and_stay_and_erases(client: TestClient, club: Club, ports: Ports) -> None:
    boss = signed_in(client, "boss", is_administrator=True).headers
    coach = club.people["coach"]
    sent = {**coach.headers, **TUS, **BYTES, "Upload-Length": "9"}
    assert client.post(UPLOADS, headers=sent, content=b"half").status_code == 201
    path = f"/api/v1/admin/people/{coach.id}"
    told = client.get(f"{path}/erasure", headers=boss).json()
    assert (told["person_ids"], told["name"], told["email"]) == ([str(coach.id)], "Lions-Coach", coach.email)
    assert told["places"] == [{"club": "lions", "team": "lions U12", "role": "coach"}]
    assert len(told["goes"]) == 4
    assert len(told["stays"]) == 3
    assert client.delete(path, headers=boss).status_code == 204
    assert client.delete(path, headers=boss).status_code == 404
    assert client.get("/api/v1/users/me", headers=coach.headers).status_code == 401
    assert [one for one in (ports.folder / "uploads").rglob("*") if one.is_file()] == []


def test_who_signs_in_as_a_player_is_told_with_both_ids(client: TestClient, club: Club) -> None:
    boss = signed_in(client, "boss", is_administrator=True).headers
    player = club.people["player"]
    by_account, by_player = (
        client.get(f"/api/v1/admin/people/{one}/erasure", headers=boss).json()
        for one in (player.id, club.other_child_id)
    )
    assert by_account == by_player
    assert by_account["person_ids"] == [club.other_child_id, str(player.id)]
    assert by_account["players"] == ["Child 9 of lions"]


def test_only_whoever_runs_the_server_is_told_that_there_is_anything(client: TestClient, club: Club) -> None:
    path = f"/api/v1/admin/people/{club.people['viewer'].id}"
    for who in club.people:
        if who != "viewer":
            assert client.delete(path, headers=club.people[who].headers).status_code == 404
    assert client.delete(path).status_code == 401
    assert club.call("viewer", "GET", "/users/me").status_code == 200
