"""Signing in, staying signed in, signing out, and guessing."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from factories.people import PASSWORD, signed_in
from server.accounts.conftest import Call
from touchline.base.clock import HandClock
from touchline.server.app import create_app
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

ME = "/api/v1/users/me"
ANNA = {"email": "anna@example.org", "password": PASSWORD}
WRONG = {**ANNA, "password": "four other words of mine"}


@pytest.fixture(autouse=True)
def anna(client: TestClient) -> None:
    """Anna has an account."""
    signed_in(client, "anna")


@pytest.fixture
def other_client(settings: Settings, ports: Ports) -> Iterator[TestClient]:
    """Somebody at another address."""
    with TestClient(create_app(settings, ports), client=("203.0.113.9", 4711)) as client:
        yield client


def guess_from(client: TestClient, address: str) -> int:
    """Guess wrong from an address."""
    somebody = TestClient(client.app, client=(address, 4711))
    return somebody.post("/api/v1/auth/login", json=WRONG).status_code


def me(client: TestClient, token: str) -> int:
    return client.get(ME, headers={"Authorization": f"Bearer {token}"}).status_code


def test_an_access_token_says_who_asks(client: TestClient, post: Call) -> None:
    token = post("login", **ANNA).json()["access_token"]
    answer = client.get(ME, headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["email"] == "anna@example.org"


def test_without_a_token_one_must_sign_in_first(client: TestClient) -> None:
    answer = client.get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_access_token_is_good_for_minutes(client: TestClient, post: Call, clock: HandClock) -> None:
    token = post("login", **ANNA).json()["access_token"]
    clock.move(timedelta(minutes=9))
    assert me(client, token) == 200
    clock.move(timedelta(minutes=2))
    assert me(client, token) == 401


def test_a_changed_or_foreign_token_is_refused(client: TestClient, post: Call) -> None:
    tokens = post("login", **ANNA).json()
    head, body, signature = tokens["access_token"].split(".")
    for forged in (
        f"{head}.{body}.{signature[::-1]}",
        f"{head}.{body}.",
        "a.b.c",
        "",
        tokens["device_token"],
    ):
        assert me(client, forged) == 401


def test_a_token_signed_with_the_key_before_is_good_until_the_key_is_gone(
    client: TestClient, post: Call, settings: Settings, ports: Ports
) -> None:
    token = post("login", **ANNA).json()["access_token"]
    for older, expected in (((settings.secret_key,), 200), ((), 401)):
        changed = settings.model_copy(
            update={"secret_key": type(settings.secret_key)("new" * 16), "older_secret_keys": older}
        )
        with TestClient(create_app(changed, ports)) as renewed:
            assert me(renewed, token) == expected


def test_a_refresh_token_is_good_once_and_its_second_use_ends_the_family(
    client: TestClient, post: Call
) -> None:
    first = post("login", **ANNA).json()
    second = post("refresh", refresh_token=first["refresh_token"])
    assert second.status_code == 200
    assert post("refresh", refresh_token=first["refresh_token"]).json()["code"] == "REFRESH_REFUSED"
    assert post("refresh", refresh_token=second.json()["refresh_token"]).status_code == 401
    assert me(client, second.json()["access_token"]) == 401


def test_a_stolen_family_does_not_end_another(client: TestClient, post: Call) -> None:
    phone, tablet = post("login", **ANNA).json(), post("login", **ANNA).json()
    for _ in range(2):
        post("refresh", refresh_token=phone["refresh_token"])
    assert post("refresh", refresh_token=tablet["refresh_token"]).status_code == 200


def test_a_device_that_is_used_stays_signed_in_and_one_that_is_not_does_not(
    post: Call, clock: HandClock
) -> None:
    tokens = post("login", **ANNA).json()
    for days in (29, 29):
        clock.move(timedelta(days=days))
        tokens = post("refresh", refresh_token=tokens["refresh_token"]).json()
    clock.move(timedelta(days=31))
    assert post("refresh", refresh_token=tokens["refresh_token"]).status_code == 401


def test_signing_out_ends_this_device_only(client: TestClient, post: Call) -> None:
    phone, tablet = post("login", **ANNA).json(), post("login", **ANNA).json()
    assert post("logout", bearer=phone["access_token"]).status_code == 204
    assert me(client, phone["access_token"]) == 401
    assert post("refresh", refresh_token=phone["refresh_token"]).status_code == 401
    assert me(client, tablet["access_token"]) == 200


def test_signing_out_everywhere_ends_all_devices(client: TestClient, post: Call) -> None:
    phone, tablet = post("login", **ANNA).json(), post("login", **ANNA).json()
    assert post("logout-everywhere", bearer=phone["access_token"]).status_code == 204
    assert {me(client, phone["access_token"]), me(client, tablet["access_token"])} == {401}


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(post: Call) -> None:
    wrong, unknown = post("login", **WRONG), post("login", **{**ANNA, "email": "nobody@example.org"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.json()["code"] == "WRONG_CREDENTIALS"


def test_an_unknown_address_takes_as_long_as_a_wrong_password(settings: Settings, ports: Ports) -> None:
    slow = settings.model_copy(update={"password_hash_memory_kib": 16_384, "password_hash_passes": 2})
    with TestClient(create_app(slow, ports)) as client:
        signed_in(client, "dora")

        def least_work_s(email: str) -> float:
            took = []
            for _ in range(4):
                start = time.process_time()
                client.post("/api/v1/auth/login", json={**WRONG, "email": email})
                took.append(time.process_time() - start)
            return min(took)

        least_work_s("warm-up@example.org")
        assert least_work_s("nobody@example.org") > 0.5 * least_work_s("dora@example.org")


def test_who_guesses_waits_longer_each_time(post: Call, clock: HandClock) -> None:
    assert [post("login", **WRONG).status_code for _ in range(6)] == [401] * 5 + [429]
    waits_s = []
    for _ in range(4):
        refused = post("login", **WRONG)
        waits_s.append(int(refused.headers["retry-after"]))
        clock.move(timedelta(seconds=waits_s[-1]))
        assert post("login", **WRONG).status_code == 401
    assert waits_s == sorted(waits_s)
    assert waits_s[-1] > 4 * waits_s[0]


def test_whose_moment_was_taken_a_little_earlier_waits_too(post: Call, clock: HandClock) -> None:
    assert [post("login", **WRONG).status_code for _ in range(6)] == [401] * 5 + [429]
    for _ in range(5):
        clock.move(timedelta(milliseconds=-1))
        assert post("login", **ANNA).status_code == 429


def test_a_clock_that_goes_back_keeps_nobody_waiting(post: Call, clock: HandClock) -> None:
    assert [post("login", **WRONG).status_code for _ in range(6)] == [401] * 5 + [429]
    clock.move(timedelta(hours=-1))
    assert post("login", **ANNA).status_code == 200


def test_guessing_at_an_unknown_address_is_slowed_down_too(post: Call) -> None:
    nobody = {**WRONG, "email": "nobody@example.org"}
    assert [post("login", **nobody).status_code for _ in range(6)] == [401] * 5 + [429]


def test_who_guesses_elsewhere_does_not_lock_out_the_owner(post: Call, other_client: TestClient) -> None:
    for _ in range(10):
        other_client.post("/api/v1/auth/login", json=WRONG)
    assert other_client.post("/api/v1/auth/login", json=ANNA).status_code == 429
    assert post("login", **ANNA).status_code == 200


def test_a_known_device_signs_in_while_strangers_guess_from_its_own_address(post: Call) -> None:
    device = post("login", **ANNA).json()["device_token"]
    for _ in range(10):
        post("login", **WRONG)
    assert post("login", **ANNA).status_code == 429
    assert post("login", **ANNA, device_token=device).status_code == 200


def test_a_device_of_somebody_else_is_not_known(client: TestClient, post: Call) -> None:
    signed_in(client, "berta")
    device = post("login", email="berta@example.org", password=PASSWORD).json()["device_token"]
    for _ in range(6):
        post("login", **WRONG, device_token=device)
    assert post("login", **ANNA, device_token=device).status_code == 429


def test_a_right_password_ends_the_count(post: Call) -> None:
    for _ in range(3):
        assert [post("login", **WRONG).status_code for _ in range(4)] == [401] * 4
        assert post("login", **ANNA).status_code == 200


def test_a_browser_signs_in_by_a_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    answer = client.post("/api/v1/auth/cookie", json=ANNA)
    (cookie,) = [
        line for line in answer.headers.get_list("set-cookie") if line.startswith("touchline_sign_in")
    ]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get(ME).status_code == 200


def test_a_write_with_the_cookie_needs_the_token_of_our_page(client: TestClient) -> None:
    csrf = client.post("/api/v1/auth/cookie", json=ANNA).json()["csrf_token"]
    profile = {"display_name": "Anna B."}
    assert client.put(ME, json=profile).json()["code"] == "CSRF_REFUSED"
    assert client.put(ME, json=profile, headers={"X-CSRF-Token": csrf[::-1]}).status_code == 403
    assert client.put(ME, json=profile, headers={"X-CSRF-Token": csrf}).status_code == 200
    assert client.post("/api/v1/auth/logout", data={"csrf_token": csrf}).status_code == 204
    assert client.get(ME).status_code == 401


def test_over_https_the_cookie_travels_nowhere_else(settings: Settings, ports: Ports) -> None:
    secure = settings.model_copy(update={"public_url": "https://club.example"})
    with TestClient(create_app(secure, ports)) as client:
        cookies = client.post("/api/v1/auth/cookie", json=ANNA).headers.get_list("set-cookie")
    assert all("Secure" in cookie for cookie in cookies)


def test_an_ipv4_address_that_comes_as_ipv6_is_that_address_and_nobody_elses(client: TestClient) -> None:
    assert [guess_from(client, "::ffff:192.0.2.1") for _ in range(6)][-1] == 429
    assert guess_from(client, "192.0.2.1") == 429
    assert guess_from(client, "::ffff:192.0.2.2") == 401
