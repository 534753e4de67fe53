"""Clubs, teams and their rosters, told as a coach would."""

import pytest
from fastapi.testclient import TestClient

from factories.clubs import Club
from factories.people import signed_in


def numbers(club: Club, who: str = "coach") -> list[tuple[str | None, int | None]]:
    roster = club.call(who, "GET", f"/teams/{club.team_id}/roster").json()["items"]
    return [(entry["name"], entry["jersey_number"]) for entry in roster]


def test_whoever_founds_a_club_runs_it(client: TestClient) -> None:
    anna = signed_in(client, "anna")
    made = client.post("/api/v1/organizations", json={"name": "FC Anna"}, headers=anna.headers).json()
    assert made["roles"] == ["admin"]
    seen = client.get("/api/v1/organizations", headers=anna.headers).json()
    assert (seen["total"], seen["items"]) == (1, [made])


def test_a_club_sees_its_own_teams_only(club: Club, other_club: Club) -> None:
    seen = club.call("admin", "GET", "/users/me/teams").json()
    assert [team["id"] for team in seen["items"]] == [club.team_id]


def test_a_coach_of_one_team_does_not_see_another_of_the_same_club(club: Club) -> None:
    content = {"organization_id": club.organization_id, "name": "Juniors", "sport": "ice_hockey"}
    juniors = club.call("admin", "POST", "/users/me/teams", content).json()["id"]
    assert club.call("coach", "GET", f"/teams/{juniors}").status_code == 404
    assert club.call("admin", "GET", f"/teams/{juniors}").status_code == 200


def test_teams_are_filtered_and_sorted(club: Club) -> None:
    for name, sport in (("Ants", "soccer"), ("Zebras", "soccer")):
        content = {"organization_id": club.organization_id, "name": name, "sport": sport}
        club.call("admin", "POST", "/users/me/teams", content)
    soccer = club.call("admin", "GET", "/users/me/teams?sport=soccer&sort=-name&limit=1").json()
    assert (soccer["total"], [team["name"] for team in soccer["items"]]) == (2, ["Zebras"])


def test_a_team_that_is_put_away_is_seen_by_nobody(club: Club) -> None:
    assert club.call("admin", "DELETE", f"/teams/{club.team_id}").status_code == 204
    assert {club.call(who, "GET", f"/teams/{club.team_id}").status_code for who in club.people} == {404}


def test_an_administrator_brings_a_team_back_with_all_that_it_had(club: Club) -> None:
    before = numbers(club)
    club.call("admin", "DELETE", f"/teams/{club.team_id}")
    away = club.call("admin", "GET", "/users/me/teams?is_archived=true").json()["items"]
    assert [team["id"] for team in away] == [club.team_id]
    restored = club.call("admin", "POST", f"/teams/{club.team_id}/restore")
    assert (restored.status_code, restored.json()["id"]) == (200, club.team_id)
    assert numbers(club) == before
    assert club.call("admin", "GET", "/users/me/teams?is_archived=true").json()["total"] == 0
    assert club.call("admin", "POST", f"/teams/{club.team_id}/restore").status_code == 200


def test_a_team_that_was_put_away_is_found_by_administrators_of_its_club_alone(
    club: Club, other_club: Club
) -> None:
    club.call("admin", "DELETE", f"/teams/{club.team_id}")
    for asking, who in [*((club, who) for who in club.people if who != "admin"), (other_club, "admin")]:
        assert asking.call(who, "GET", "/users/me/teams?is_archived=true").json()["total"] == 0
        assert asking.call(who, "POST", f"/teams/{club.team_id}/restore").status_code == 404


def test_a_roster_is_in_the_order_of_its_numbers(club: Club) -> None:
    for content in ({"name": "No number"}, {"name": "Goalie", "jersey_number": 1}):
        club.call("coach", "POST", f"/teams/{club.team_id}/roster", content)
    assert [number for _, number in numbers(club)] == [1, 7, 9, None]


def test_two_players_of_a_team_cannot_wear_one_number(club: Club) -> None:
    roster = f"/teams/{club.team_id}/roster"
    taken = club.call("coach", "POST", roster, {"name": "Newcomer", "jersey_number": 7})
    assert (taken.status_code, taken.json()["code"]) == (409, "NUMBER_TAKEN")
    moved = club.call("coach", "PUT", f"{roster}/{club.other_child_id}", {"name": "Nine", "jersey_number": 7})
    assert moved.status_code == 409
    assert len(numbers(club)) == 2


def test_a_player_may_play_in_two_teams_of_a_club(club: Club) -> None:
    content = {"organization_id": club.organization_id, "name": "Juniors", "sport": "ice_hockey"}
    juniors = club.call("admin", "POST", "/users/me/teams", content).json()["id"]
    entry = {"player_id": club.child_id, "jersey_number": 12}
    assert club.call("admin", "POST", f"/teams/{juniors}/roster", entry).status_code == 201
    again = club.call("admin", "POST", f"/teams/{juniors}/roster", entry)
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_ON_ROSTER")


def test_a_player_of_another_club_cannot_be_taken(club: Club, other_club: Club) -> None:
    entry = {"player_id": other_club.child_id}
    assert club.call("admin", "POST", f"/teams/{club.team_id}/roster", entry).status_code == 404


def test_a_mere_viewer_is_told_no_names(club: Club) -> None:
    assert numbers(club, "viewer") == [(None, 7), (None, 9)]
    assert all(name for name, _ in numbers(club, "parent"))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\x00b"},
        {"name": "A", "jersey_number": -1},
        {"name": "A", "jersey_number": 1000},
        {"name": "A", "jersey_number": "seven"},
        {"name": "A", "position": "x" * 41},
        {"name": "A", "player_id": "01a2218c-9dec-7d05-9e70-3173a6cffe06"},
        {"player_id": "no id"},
    ],
)
def test_a_player_who_cannot_be_is_refused(club: Club, wrong: dict[str, object]) -> None:
    answer = club.call("coach", "POST", f"/teams/{club.team_id}/roster", wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_FIELDS")


def test_a_sport_that_is_not_known_is_refused_with_those_that_are(club: Club) -> None:
    content = {"organization_id": club.organization_id, "name": "Juniors", "sport": "chess"}
    answer = club.call("admin", "POST", "/users/me/teams", content)
    assert answer.status_code == 422
    assert "ice_hockey" in answer.json()["errors"][0]["message"]


def test_every_change_is_in_the_audit_log_without_a_name(client: TestClient, club: Club) -> None:
    root = signed_in(client, "root", is_administrator=True)
    log = client.get("/api/v1/audit?limit=100", headers=root.headers)
    actions = {entry["action"] for entry in log.json()["items"]}
    assert actions == {"organization.create", "team.create", "roster.add", "invitation.create", "member.join"}
    assert "Child" not in log.text
    assert client.get("/api/v1/audit/chain", headers=root.headers).json()["is_whole"] is True
