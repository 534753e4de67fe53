"""Forgotten passwords, the profile and the preferences."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from factories.people import PASSWORD, Person, carry_mail, last_token, signed_in
from server.accounts.conftest import Call
from touchline.base.clock import HandClock
from touchline.server.accounts import service
from touchline.server.kit.db import Database
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.ports import Ports

NEW = "another four random words"
PREFERENCES = {
    "notification_frequency": "daily",
    "units": "imperial",
    "time_zone": "America/Toronto",
    "max_heart_rate_bpm": 196,
    "resting_heart_rate_bpm": 52,
}


@pytest.fixture
def anna(client: TestClient) -> Person:
    """Somebody with an account."""
    return signed_in(client, "anna")


def test_a_link_sets_a_new_password_and_ends_all_sign_ins(
    client: TestClient, post: Call, ports: Ports, anna: Person
) -> None:
    assert post("forgot-password", email=anna.email).status_code == 202
    assert post("reset-password", token=last_token(ports), new_password=NEW).status_code == 200
    assert client.get("/api/v1/users/me", headers=anna.headers).status_code == 401
    assert post("login", email=anna.email, password=PASSWORD).status_code == 401
    assert post("login", email=anna.email, password=NEW).status_code == 200


def test_a_link_sets_a_password_once_and_takes_the_older_links_with_it(
    post: Call, ports: Ports, anna: Person
) -> None:
    post("forgot-password", email=anna.email)
    older = last_token(ports)
    post("forgot-password", email=anna.email)
    newer = last_token(ports)
    assert post("reset-password", token=newer, new_password=NEW).status_code == 200
    assert {post("reset-password", token=t, new_password=NEW).status_code for t in (older, newer)} == {422}


def test_a_weak_password_leaves_the_link_good(post: Call, ports: Ports, anna: Person) -> None:
    post("forgot-password", email=anna.email)
    weak = post("reset-password", token=last_token(ports), new_password="password1234")
    assert weak.json()["code"] == "WEAK_PASSWORD"
    assert post("reset-password", token=last_token(ports), new_password=NEW).status_code == 200


def test_a_link_is_too_old_after_an_hour(post: Call, ports: Ports, anna: Person, clock: HandClock) -> None:
    post("forgot-password", email=anna.email)
    clock.move(timedelta(hours=1, seconds=1))
    assert post("reset-password", token=last_token(ports), new_password=NEW).status_code == 422


def test_the_answer_does_not_tell_whether_an_address_has_an_account(
    post: Call, ports: Ports, anna: Person
) -> None:
    known, unknown = (post("forgot-password", email=to) for to in (anna.email, "nobody@example.org"))
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    assert [message.to for message in ports.mail.sent] == [anna.email]


def test_who_has_reset_a_password_can_sign_in_while_strangers_guess(
    post: Call, ports: Ports, anna: Person
) -> None:
    for _ in range(8):
        post("login", email=anna.email, password="not the password")
    post("forgot-password", email=anna.email)
    device = post("reset-password", token=last_token(ports), new_password=NEW).json()["device_token"]
    assert post("login", email=anna.email, password=NEW).status_code == 429
    assert post("login", email=anna.email, password=NEW, device_token=device).status_code == 200


def test_a_password_is_changed_by_whoever_knows_it(client: TestClient, post: Call, anna: Person) -> None:
    def change(present: str) -> int:
        content = {"present_password": present, "new_password": NEW}
        return client.put("/api/v1/users/me/password", json=content, headers=anna.headers).status_code

    assert change("not the password") == 401
    assert change(PASSWORD) == 204
    assert post("login", email=anna.email, password=NEW).status_code == 200


def test_preferences_are_kept(client: TestClient, anna: Person) -> None:
    client.put("/api/v1/users/me/preferences", json=PREFERENCES, headers=anna.headers)
    kept = client.get("/api/v1/users/me", headers=anna.headers).json()["preferences"]
    assert kept == {"language": None} | PREFERENCES


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"notification_frequency": "hourly"},
        {"max_heart_rate_bpm": 99},
        {"max_heart_rate_bpm": 10**30},
        {"resting_heart_rate_bpm": -1},
    ],
)
def test_a_preference_that_cannot_be_is_refused(
    client: TestClient, anna: Person, wrong: dict[str, object]
) -> None:
    content = {**PREFERENCES, **wrong}
    assert client.put("/api/v1/users/me/preferences", json=content, headers=anna.headers).status_code == 422


def test_erasing_a_person_leaves_no_way_in(
    client: TestClient, post: Call, anna: Person, database: Database, clock: HandClock
) -> None:
    with database.writing() as session:
        service.erase_person(session, anna.id, now=clock.now())
    assert client.get("/api/v1/users/me", headers=anna.headers).status_code == 401
    assert post("login", email=anna.email, password=PASSWORD).status_code == 401
