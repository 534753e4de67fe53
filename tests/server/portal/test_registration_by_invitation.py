"""A server that is for invited people only: who makes an account, by page and by the API."""

import re
from datetime import timedelta
from typing import Any

import pytest

from factories.clubs import Club
from factories.people import PASSWORD, carry_mail, last_token
from factories.visitors import Visitor, content_of
from touchline.base.clock import HandClock
from touchline.server.accounts.settings import Registration
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

ANNA = {"email": "anna@example.org", "password": PASSWORD, "display_name": "Anna"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of a server that is for invited people only."""
    return settings.model_copy(update={"registration": Registration.INVITED})


def invite(club: Club, **about: Any) -> str:
    """Invite a viewer, and return the path of the link."""
    told = club.call("coach", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer", **about})
    return "/invitations/" + str(told.json()["link"]).rpartition("/")[2]


def register(club: Club, **about: str) -> tuple[int, str]:
    """Ask the API for Anna's account."""
    answer = club.client.post("/api/v1/auth/register", json={**ANNA, **about})
    return answer.status_code, answer.json()["message"]


def mails_to_anna(ports: Ports) -> int:
    """Return how many mails with the link of a registration have gone to Anna."""
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    return sum("/verify-email?token=" in one.text for one in ports.mail.sent if one.to == ANNA["email"])


def test_who_was_not_invited_gets_no_mail_and_is_told_what_to_do(club: Club, ports: Ports) -> None:
    status, message = register(club)
    assert status == 202
    assert "ask your club for a new invitation and register from its link" in message
    assert mails_to_anna(ports) == 0


def test_who_has_the_link_of_an_invitation_registers_with_any_address(club: Club, ports: Ports) -> None:
    register(club, invitation=invite(club).rpartition("/")[2])
    assert mails_to_anna(ports) == 1


def test_who_was_invited_by_mail_registers_with_that_address_and_no_other(club: Club, ports: Ports) -> None:
    secret = invite(club, email="ANNA@example.org").rpartition("/")[2]
    told = register(club)
    assert mails_to_anna(ports) == 1
    assert register(club, email="berta@example.org", invitation=secret) == told
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    assert [one.to for one in ports.mail.sent if "/verify-email" in one.text] == [ANNA["email"]]


def test_an_invitation_that_opens_nothing_any_more_lets_nobody_register(
    club: Club, ports: Ports, clock: HandClock
) -> None:
    withdrawn = club.call("coach", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}).json()
    club.call("coach", "DELETE", f"/invitations/{withdrawn['id']}")
    register(club, invitation=withdrawn["link"].rpartition("/")[2])
    secret = invite(club, email=ANNA["email"], days=1).rpartition("/")[2]
    clock.move(timedelta(days=1, seconds=1))
    register(club, invitation=secret)
    assert mails_to_anna(ports) == 0


def test_an_invitation_of_somebody_who_had_to_go_lets_nobody_register(club: Club, ports: Ports) -> None:
    secret = invite(club, email=ANNA["email"]).rpartition("/")[2]
    path = f"/organizations/{club.organization_id}/members"
    members = club.call("admin", "GET", f"{path}?limit=100").json()["items"]
    coach = next(one["id"] for one in members if one["role"] == "coach")
    assert club.call("admin", "DELETE", f"{path}/{coach}").is_success
    register(club, invitation=secret)
    assert mails_to_anna(ports) == 0


def test_the_pages_lead_from_the_invitation_to_the_account_and_into_the_team(
    club: Club, stranger: Visitor, ports: Ports
) -> None:
    path = invite(club)
    found = re.search(r'href="(/register[^"]*)"', stranger.get(path).text)
    assert found
    page = stranger.get(found[1])
    assert "You get a mail with a link." in page.text
    hidden = re.search(r'name="invitation" value="([^"]+)"', page.text)
    assert hidden
    refused = stranger.post("/register", **{**ANNA, "password": "short"}, invitation=hidden[1])
    assert f'value="{hidden[1]}"' in refused.text
    sent = stranger.follow(stranger.post("/register", **ANNA, invitation=hidden[1]))
    assert "If this address is invited" in content_of(sent).text
    token = last_token(ports)
    stranger.post("/verify-email", token=token, password=PASSWORD)
    assert f'name="next" value="{path}"' in stranger.get("/sign-in").text


def test_the_page_without_an_invitation_says_what_to_do(club: Club, stranger: Visitor) -> None:
    assert "for people whom a club has invited" in content_of(stranger.get("/register")).text


def test_only_who_follows_an_invitation_is_shown_the_way_to_register(club: Club, stranger: Visitor) -> None:
    assert "/register" not in stranger.get("/sign-in").text
    path = invite(club)
    assert f"/register?next={path}" in stranger.get(f"/sign-in?next={path}").text
