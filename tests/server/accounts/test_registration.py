"""Becoming somebody who can sign in."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from factories.people import PASSWORD, last_token, signed_in
from server.accounts.conftest import Call
from touchline.base.clock import HandClock
from touchline.server.kit.ports import Ports

ANNA = {"email": "anna@example.org", "password": PASSWORD, "display_name": "Anna"}


def test_the_link_in_the_mail_makes_the_account(post: Call, ports: Ports) -> None:
    assert post("register", **ANNA).status_code == 202
    assert post("login", email=ANNA["email"], password=PASSWORD).status_code == 401
    assert post("verify-email", token=last_token(ports), password=PASSWORD).status_code == 200
    assert post("login", email=ANNA["email"], password=PASSWORD).status_code == 200


def test_a_link_opens_once(post: Call, ports: Ports) -> None:
    post("register", **ANNA)
    token = last_token(ports)
    assert post("verify-email", token=token, password=PASSWORD).status_code == 200
    answer = post("verify-email", token=token, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (422, "LINK_EXPIRED")


def test_a_link_is_too_old_after_a_day(post: Call, ports: Ports, clock: HandClock) -> None:
    post("register", **ANNA)
    clock.move(timedelta(days=1, seconds=1))
    assert post("verify-email", token=last_token(ports), password=PASSWORD).status_code == 422


def test_the_answer_is_the_same_for_an_address_with_an_account(client: TestClient, post: Call) -> None:
    signed_in(client, "anna")
    known, unknown = post("register", **ANNA), post("register", **{**ANNA, "email": "berta@example.org"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_who_registers_again_is_told_by_mail_and_can_choose_a_password(
    client: TestClient, post: Call, ports: Ports
) -> None:
    signed_in(client, "anna")
    post("register", **ANNA)
    token = last_token(ports)
    assert post("verify-email", token=token, password=PASSWORD).status_code == 422
    assert post("reset-password", token=token, new_password="another four random words").status_code == 200


def test_two_registrations_of_one_address_make_one_account(post: Call, ports: Ports) -> None:
    post("register", **ANNA)
    first = last_token(ports)
    post("register", **ANNA)
    assert post("verify-email", token=last_token(ports), password=PASSWORD).status_code == 200
    assert post("verify-email", token=first, password=PASSWORD).json()["code"] == "LINK_EXPIRED"


def test_an_address_is_the_same_in_any_spelling(post: Call, ports: Ports) -> None:
    post("register", **{**ANNA, "email": " Anna@EXAMPLE.org"[1:]})
    post("verify-email", token=last_token(ports), password=PASSWORD)
    assert post("login", email="ANNA@example.ORG", password=PASSWORD).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"email": "a" * 250 + "@example.org"},
        {"password": "short"},
        {"password": "x" * 201},
        {"display_name": ""},
        {"display_name": "x" * 101},
        {"display_name": "zero\x00byte"},
        {"display_name": "two\nlines"},
    ],
)
def test_a_field_that_cannot_be_used_is_a_problem(post: Call, ports: Ports, wrong: dict[str, str]) -> None:
    answer = post("register", **{**ANNA, **wrong})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["Søren", "李小龙", "عائشة", "Ólafur Ragnar", "O'Brien-Łukasz", "Zoë 🏒"])
def test_a_name_may_be_in_any_script(post: Call, ports: Ports, name: str) -> None:
    assert post("register", **{**ANNA, "display_name": name}).status_code == 202


def test_nobody_can_fill_a_mailbox(post: Call) -> None:
    answers = [post("register", **ANNA).status_code for _ in range(5)]
    assert answers == [202, 202, 202, 429, 429]


def test_an_address_that_a_stranger_registered_is_not_theirs_when_its_owner_opens_the_link(
    post: Call, ports: Ports
) -> None:
    theirs, hers = "a password of the stranger", PASSWORD
    post("register", **{**ANNA, "password": theirs})
    trap = last_token(ports)
    refused = post("verify-email", token=trap, password=hers)
    assert (refused.status_code, refused.json()["code"]) == (422, "OTHER_PASSWORD")
    assert post("verify-email", token=trap).status_code == 422, "the link alone is not enough"
    assert post("login", email=ANNA["email"], password=theirs).status_code == 401
    post("register", **ANNA)
    assert post("verify-email", token=last_token(ports), password=hers).status_code == 200
    assert post("login", email=ANNA["email"], password=theirs).status_code == 401
    assert post("login", email=ANNA["email"], password=hers).status_code == 200
    assert post("verify-email", token=trap, password=theirs).json()["code"] == "LINK_EXPIRED"


def test_the_password_of_a_registration_cannot_be_guessed_by_its_link(post: Call, ports: Ports) -> None:
    post("register", **ANNA)
    token = last_token(ports)
    answers = [post("verify-email", token=token, password=f"guess number {n}") for n in range(12)]
    assert [answer.status_code for answer in answers][-2:] == [429, 429]
