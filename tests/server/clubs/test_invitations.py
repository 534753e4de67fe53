"""Invitations: good once, for days, and for whom they were meant."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from factories import clubs
from factories.clubs import Club, accept
from factories.people import Person, carry_mail, last_token, signed_in
from touchline.base.clock import HandClock
from touchline.server.accounts.throttle import PER_INVITED_BY_ALL, PER_INVITER
from touchline.server.clubs.service.invitations import MOST_OPEN
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.ports import Ports


def invite(club: Club, who: str = "coach", **content: object) -> str:
    answer = club.call(who, "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer", **content})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["link"])


def test_a_link_makes_a_member_once(client: TestClient, club: Club) -> None:
    link = invite(club)
    anna, berta = signed_in(client, "anna"), signed_in(client, "berta")
    assert client.get(f"/api/v1/teams/{club.team_id}", headers=anna.headers).status_code == 404
    assert accept(client, anna, link).json()["role"] == "viewer"
    assert client.get(f"/api/v1/teams/{club.team_id}", headers=anna.headers).status_code == 200
    assert accept(client, berta, link).status_code == 404


def test_a_link_is_too_old_after_its_days(client: TestClient, club: Club, clock: HandClock) -> None:
    link = invite(club, days=1)
    clock.move(timedelta(days=1, seconds=1))
    assert accept(client, signed_in(client, "anna"), link).status_code == 404


def test_a_link_that_is_withdrawn_opens_nothing(client: TestClient, club: Club) -> None:
    link = invite(club)
    open_ones = club.call("coach", "GET", f"/teams/{club.team_id}/invitations").json()["items"]
    assert club.call("coach", "DELETE", f"/invitations/{open_ones[0]['id']}").status_code == 204
    assert accept(client, signed_in(client, "anna"), link).status_code == 404


def test_a_link_by_mail_is_for_its_address(client: TestClient, club: Club, ports: Ports) -> None:
    link = invite(club, email="Anna@Example.org")
    assert link.endswith(last_token(ports))
    assert isinstance(ports.mail, MemoryMail)
    assert ports.mail.sent[-1].to == "anna@example.org"
    refused = accept(client, signed_in(client, "berta"), link)
    assert (refused.status_code, refused.json()["code"]) == (403, "INVITED_OTHER")
    assert accept(client, signed_in(client, "anna"), link).status_code == 200


def test_a_link_tells_what_it_invites_to_and_no_childs_name(client: TestClient, club: Club) -> None:
    token = invite(club, role="parent", player_id=club.child_id).rpartition("/")[2]
    preview = client.get(f"/api/v1/invitations/{token}")
    assert preview.json()["organization_name"] == "lions"
    assert "Child" not in preview.text


@pytest.mark.parametrize("token", ["x" * 43, "short", "a" * 300, "..%2f..", "%00" * 20])
def test_a_link_that_is_none_is_a_problem(client: TestClient, club: Club, token: str) -> None:
    answer = client.get(f"/api/v1/invitations/{token}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_parent_is_the_parent_of_somebody(club: Club, other_club: Club) -> None:
    path = f"/teams/{club.team_id}/invitations"
    assert club.call("coach", "POST", path, {"role": "parent"}).json()["code"] == "ROLE_NEEDS_PLAYER"
    foreign = {"role": "parent", "player_id": other_club.child_id}
    assert club.call("coach", "POST", path, foreign).json()["code"] == "PLAYER_NOT_FOUND"


def test_a_coach_makes_no_administrators(club: Club) -> None:
    path = f"/teams/{club.team_id}/invitations"
    assert club.call("coach", "POST", path, {"role": "admin"}).status_code == 403


def remove(club: Club, who: str) -> None:
    """End all that somebody is in a club."""
    members = f"/organizations/{club.organization_id}/members"
    for one in club.call("admin", "GET", f"{members}?limit=100").json()["items"]:
        if one["user_id"] == str(club.people[who].id):
            assert club.call("admin", "DELETE", f"{members}/{one['id']}").status_code == 204


def test_what_a_coach_left_open_when_they_had_to_go_lets_nobody_in(client: TestClient, club: Club) -> None:
    link = invite(club, "coach", role="coach")
    theirs = invite(club, "admin", role="coach")
    remove(club, "coach")
    for who in (club.people["coach"], signed_in(client, "friend-of-the-coach")):
        answer = accept(client, who, link)
        assert (answer.status_code, answer.json()["code"]) == (404, "INVITATION_NOT_FOUND")
    assert client.get(f"/api/v1/invitations/{link.rpartition('/')[2]}").status_code == 404
    assert accept(client, signed_in(client, "anna"), theirs).status_code == 200


def test_an_invitation_to_administer_ends_when_its_maker_administers_no_more(
    client: TestClient, club: Club
) -> None:
    path = f"/organizations/{club.organization_id}/invitations"
    second = club.call("admin", "POST", path, {"role": "admin"}).json()["link"]
    assert accept(client, club.people["coach"], second).status_code == 200
    third = club.call("coach", "POST", path, {"role": "admin"}).json()["link"]
    member = next(
        one
        for one in club.call("admin", "GET", path.replace("invitations", "members")).json()["items"]
        if (one["user_id"], one["role"], one["team_id"]) == (str(club.people["coach"].id), "admin", None)
    )
    ended = club.call("admin", "DELETE", f"{path.replace('invitations', 'members')}/{member['id']}")
    assert ended.status_code == 204
    assert accept(client, signed_in(client, "anna"), third).status_code == 404


@pytest.mark.parametrize("role", ["coach", "viewer"])
def test_nobody_accepts_their_own_invitation(client: TestClient, club: Club, role: str) -> None:
    answer = accept(client, club.people["coach"], invite(club, "coach", role=role))
    assert (answer.status_code, answer.json()["code"]) == (403, "OWN_INVITATION")


def test_two_accounts_cannot_be_one_player(client: TestClient, club: Club) -> None:
    link = invite(club, role="player", player_id=club.other_child_id)
    answer = accept(client, signed_in(client, "anna"), link)
    assert (answer.status_code, answer.json()["code"]) == (409, "PLAYER_TAKEN")
    assert client.get(f"/api/v1/invitations/{link.rpartition('/')[2]}").status_code == 200


def test_a_second_invitation_to_the_same_role_does_no_harm(client: TestClient, club: Club) -> None:
    anna = signed_in(client, "anna")
    answers = [accept(client, anna, invite(club)).status_code for _ in range(2)]
    assert answers == [200, 200]
    members = club.call("coach", "GET", f"/teams/{club.team_id}/members").json()["items"]
    assert [one["user_id"] for one in members].count(str(anna.id)) == 1


def test_a_club_keeps_an_administrator(client: TestClient, club: Club) -> None:
    members = f"/organizations/{club.organization_id}/members"
    admins = [one for one in club.call("admin", "GET", members).json()["items"] if one["role"] == "admin"]
    last = club.call("admin", "DELETE", f"{members}/{admins[0]['id']}")
    assert (last.status_code, last.json()["code"]) == (409, "LAST_ADMINISTRATOR")
    link = club.call("admin", "POST", f"/organizations/{club.organization_id}/invitations", {"role": "admin"})
    accept(client, club.people["coach"], link.json()["link"])
    assert club.call("admin", "DELETE", f"{members}/{admins[0]['id']}").status_code == 204
    assert club.call("admin", "GET", members).status_code == 404


def test_a_parent_who_is_removed_sees_nothing_of_the_child(club: Club) -> None:
    members = f"/organizations/{club.organization_id}/members"
    parent = next(
        one for one in club.call("admin", "GET", members).json()["items"] if one["role"] == "parent"
    )
    club.call("admin", "DELETE", f"{members}/{parent['id']}")
    assert club.call("parent", "GET", f"/players/{club.child_id}/consent").status_code == 404
    assert club.call("parent", "GET", f"/teams/{club.team_id}/roster").status_code == 404


def member_in(club: Club, person: Person, team_id: str) -> str:
    """Return somebody's membership of a team."""
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members?limit=100").json()
    found = [one for one in members["items"] if (one["user_id"], one["team_id"]) == (str(person.id), team_id)]
    return str(found[0]["id"])


def other_team(club: Club) -> str:
    """Add another team to a club, and return it."""
    about = {"organization_id": club.organization_id, "name": "U14", "sport": "ice_hockey"}
    return str(club.call("admin", "POST", "/users/me/teams", about).json()["id"])


def test_a_parent_of_two_teams_who_leaves_one_is_nothing_to_its_child_any_more(
    client: TestClient, club: Club
) -> None:
    team = other_team(club)
    other = club.call("admin", "POST", f"/teams/{team}/roster", {"name": "B", "jersey_number": 3}).json()
    wanted = {"role": "parent", "player_id": other["player_id"]}
    link = club.call("admin", "POST", f"/teams/{team}/invitations", wanted).json()["link"]
    parent = club.people["parent"]
    assert accept(client, parent, link).status_code == 200
    consent = f"/players/{club.child_id}/consent"
    yes = {"film": True, "analyse": True, "share": True}
    assert club.call("parent", "PUT", consent, yes).status_code == 200
    member = member_in(club, parent, club.team_id)
    path = f"/organizations/{club.organization_id}/members/{member}"
    assert club.call("admin", "DELETE", path).status_code == 204
    assert club.call("parent", "GET", consent).status_code == 404
    assert club.call("parent", "PUT", consent, yes).status_code == 404
    assert club.call("parent", "GET", f"/players/{other['player_id']}/consent").status_code == 200


def test_a_child_in_both_teams_stays_the_child_of_a_parent_who_leaves_one(
    client: TestClient, club: Club
) -> None:
    team = other_team(club)
    assert (
        club.call("admin", "POST", f"/teams/{team}/roster", {"player_id": club.child_id}).status_code == 201
    )
    wanted = {"role": "parent", "player_id": club.child_id}
    link = club.call("admin", "POST", f"/teams/{team}/invitations", wanted).json()["link"]
    parent = club.people["parent"]
    assert accept(client, parent, link).status_code == 200
    for team_id, status in ((club.team_id, 200), (team, 404)):
        member = member_in(club, parent, team_id)
        path = f"/organizations/{club.organization_id}/members/{member}"
        assert club.call("admin", "DELETE", path).status_code == 204
        assert club.call("parent", "GET", f"/players/{club.child_id}/consent").status_code == status


def mail_invitation(club: Club, address: str) -> int:
    wanted = {"role": "viewer", "email": address}
    return club.call("coach", "POST", f"/teams/{club.team_id}/invitations", wanted).status_code


def test_a_club_does_not_flood_a_mailbox_and_keeps_no_other_club_from_inviting(
    club: Club, other_club: Club
) -> None:
    addresses = ("victim@example.org", "VICTIM@example.org") * 3
    answers = [mail_invitation(club, address) for address in addresses]
    assert answers == [201, 201, 201, 429, 429, 429]
    assert club.call("coach", "GET", f"/teams/{club.team_id}/invitations").json()["total"] == 3, (
        "the refused ones left nothing"
    )
    assert mail_invitation(other_club, "victim@example.org") == 201


def test_many_clubs_together_do_not_flood_a_mailbox_and_none_is_told(
    client: TestClient, ports: Ports
) -> None:
    many = [clubs.found(client, f"club-{number}") for number in range(4)]
    answers = [mail_invitation(one, "victim@example.org") for one in many for _ in range(3)]
    assert answers == [201] * 12
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    assert [mail.to for mail in ports.mail.sent].count("victim@example.org") == PER_INVITED_BY_ALL.free


def test_one_person_sends_so_many_invitations_and_then_waits(club: Club) -> None:
    answers = [
        club.call("coach", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}).status_code
        for _ in range(PER_INVITER.free + 1)
    ]
    assert answers[-2:] == [201, 429]
    another = club.call("admin", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"})
    assert another.status_code == 201


def test_a_team_has_so_many_open_invitations_and_no_more(club: Club) -> None:
    path = f"/teams/{club.team_id}/invitations"
    half = MOST_OPEN // 2
    senders = ["admin", "coach"] * half
    assert {club.call(who, "POST", path, {"role": "viewer"}).status_code for who in senders} == {201}
    refused = club.call("coach", "POST", path, {"role": "viewer"})
    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_INVITATIONS")
    withdrawn = club.call("coach", "GET", path).json()["items"][0]["id"]
    assert club.call("coach", "DELETE", f"/invitations/{withdrawn}").status_code == 204
    assert club.call("coach", "POST", path, {"role": "viewer"}).status_code == 201
