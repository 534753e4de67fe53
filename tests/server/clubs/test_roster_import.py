"""A roster from a file, as clubs' spreadsheets write them."""

from typing import Any

from fastapi.testclient import TestClient

from factories.clubs import Club


def send(club: Club, content: bytes, who: str = "coach") -> dict[str, Any]:
    answer = club.client.post(
        f"/api/v1/teams/{club.team_id}/roster/import",
        files={"file": ("../../roster.csv", content)},
        headers=club.people[who].headers,
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def roster(club: Club) -> dict[str, int | None]:
    items = club.call("coach", "GET", f"/teams/{club.team_id}/roster?limit=100").json()["items"]
    return {entry["name"]: entry["jersey_number"] for entry in items}


def test_good_lines_are_taken_and_the_others_told(club: Club) -> None:
    report = send(club, b"name,number,position\nMia,11,C\n,12,D\nNoah,7,D\nLeo,x,D\nMia,13,C\nZoe,,\n")
    assert (report["added"], [fault["line"] for fault in report["faults"]]) == (2, [3, 4, 5, 6])
    assert [fault["column"] for fault in report["faults"]] == ["name", "number", "number", "name"]
    assert roster(club) == {"Mia": 11, "Zoe": None, "Child 7 of lions": 7, "Child 9 of lions": 9}


def test_sending_the_same_file_again_does_no_harm(club: Club) -> None:
    file = "Name;Nr\nJürgen Müller;11\n李小龙;12\n".encode("utf-8-sig")
    assert send(club, file)["added"] == 2
    assert send(club, file) == {"added": 0, "updated": 0, "unchanged": 2, "faults": []}
    assert send(club, file.replace(b"11", b"31"))["updated"] == 1
    assert roster(club)["Jürgen Müller"] == 31


def test_two_players_may_swap_numbers_with_a_free_one_between(club: Club) -> None:
    send(club, b"name,number\nMia,11\nZoe,12\n")
    assert send(club, b"name,number\nMia,21\nZoe,11\n")["updated"] == 2


def test_no_fault_repeats_a_name(club: Club) -> None:
    report = send(club, b"name,number\nSecret Child,7\nSecret Child,x\n")
    assert report["faults"]
    assert "Secret" not in str(report["faults"])


def test_a_file_that_is_too_long_is_refused(club: Club, client: TestClient) -> None:
    answer = client.post(
        f"/api/v1/teams/{club.team_id}/roster/import",
        files={"file": ("roster.csv", b"name\n" + b"x" * 600_000)},
        headers=club.people["coach"].headers,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "FILE_TOO_LONG")
