"""Consent: nothing is allowed until somebody who may says yes."""

from datetime import UTC, datetime
from uuid import UUID

from factories.clubs import Club
from touchline.server.accounts import service as accounts
from touchline.server.clubs import service
from touchline.server.clubs.viewer import Purpose
from touchline.server.kit.db import Database

NOON = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
NO = {"film": False, "analyse": False, "share": False}


def test_nothing_is_allowed_by_default(club: Club, database: Database) -> None:
    answer = club.call("parent", "GET", f"/players/{club.child_id}/consent").json()
    assert answer == {**NO, "may_give": True}
    with database.reading() as session:
        assert service.consents_of(session, [UUID(club.child_id)]) == {UUID(club.child_id): frozenset()}


def test_a_parent_says_yes_to_what_they_choose(club: Club, database: Database) -> None:
    path = f"/players/{club.child_id}/consent"
    assert club.call("parent", "PUT", path, {**NO, "film": True}).status_code == 200
    assert club.call("coach", "GET", path).json() == {**NO, "film": True, "may_give": False}
    with database.reading() as session:
        assert service.consents_of(session, [UUID(club.child_id)])[UUID(club.child_id)] == {Purpose.FILM}


def test_a_coach_takes_a_yes_back_and_cannot_say_one(club: Club) -> None:
    path = f"/players/{club.child_id}/consent"
    club.call("parent", "PUT", path, {**NO, "film": True, "share": True})
    assert club.call("coach", "PUT", path, {**NO, "film": True}).status_code == 200
    refused = club.call("coach", "PUT", path, {**NO, "film": True, "share": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "ROLE_MISSING")


def test_a_parent_sees_and_decides_nothing_for_another_child(club: Club) -> None:
    path = f"/players/{club.other_child_id}/consent"
    assert club.call("parent", "GET", path).status_code == 403
    assert club.call("parent", "PUT", path, {**NO, "film": True}).status_code == 403


def test_a_player_without_a_parent_here_decides_alone(club: Club) -> None:
    path = f"/players/{club.other_child_id}/consent"
    assert club.call("player", "PUT", path, {**NO, "analyse": True}).json()["analyse"] is True


def test_a_child_with_a_parent_here_does_not_decide_alone(club: Club) -> None:
    link = club.call(
        "coach",
        "POST",
        f"/teams/{club.team_id}/invitations",
        {"role": "parent", "player_id": club.other_child_id},
    ).json()["link"]
    club.call("viewer", "POST", f"/invitations/{link.rpartition('/')[2]}/accept")
    path = f"/players/{club.other_child_id}/consent"
    assert club.call("player", "PUT", path, {**NO, "film": True}).status_code == 403
    assert club.call("player", "PUT", path, NO).status_code == 200


def test_an_answer_without_all_purposes_is_refused(club: Club) -> None:
    assert club.call("parent", "PUT", f"/players/{club.child_id}/consent", {"film": True}).status_code == 422


def test_erasing_a_player_leaves_nothing_of_them(club: Club, database: Database) -> None:
    club.call("parent", "PUT", f"/players/{club.child_id}/consent", {**NO, "film": True})
    with database.writing() as session:
        service.erase_person(session, UUID(club.child_id), now=NOON)
    assert club.call("parent", "GET", f"/players/{club.child_id}/consent").status_code == 404
    assert "Child 7" not in club.call("coach", "GET", f"/teams/{club.team_id}/roster").text
    with database.reading() as session:
        assert service.consents_of(session, [UUID(club.child_id)])[UUID(club.child_id)] == frozenset()


def test_erasing_a_parent_leaves_the_child(club: Club, database: Database) -> None:
    parent = club.people["parent"]
    invited = {"role": "viewer", "email": parent.email}
    club.call("coach", "POST", f"/teams/{club.team_id}/invitations", invited)
    with database.writing() as session:
        service.erase_person(session, parent.id, now=NOON)
        accounts.erase_person(session, parent.id, now=NOON)
    assert club.call("parent", "GET", "/users/me/teams").status_code == 401
    assert "Child 7" in club.call("coach", "GET", f"/teams/{club.team_id}/roster").text
    everything = club.call("coach", "GET", f"/teams/{club.team_id}/members").text
    everything += club.call("coach", "GET", f"/teams/{club.team_id}/invitations").text
    assert parent.email not in everything


def test_a_parent_lists_their_children_a_page_at_a_time(club: Club) -> None:
    listed = club.call("parent", "GET", "/users/me/players?limit=1").json()
    assert [own["player_id"] for own in listed["items"]] == [club.child_id]
    assert (listed["total"], listed["limit"], listed["offset"]) == (1, 1, 0)
    assert club.call("parent", "GET", "/users/me/players?offset=1").json()["items"] == []
