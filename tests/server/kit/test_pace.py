"""One caller sends so many requests in a minute, whatever they ask for; nobody else has to wait for them."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from factories.apps import app_over
from factories.people import signed_in
from factories.uploads import TUS
from touchline.base.clock import HandClock
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

API = "/api/v1"
MOST = 5


@pytest.fixture
def client(ports: Ports) -> TestClient:
    """A server with little patience."""
    settings = Settings(
        _env_file=None,
        password_hash_memory_kib=8,
        password_hash_passes=1,
        requests_per_minute_person=MOST,
        requests_per_minute_address=10 * MOST,
    )
    return TestClient(app_over(settings, ports))


def asked(client: TestClient, headers: dict[str, str], times: int, path: str = "/sports") -> list[int]:
    return [client.get(API + path, headers=headers).status_code for _ in range(times)]


def test_a_person_who_asks_too_much_is_told_how_long_to_wait_and_others_go_on(
    client: TestClient, clock: HandClock
) -> None:
    hasty, calm = (signed_in(client, name).headers for name in ("hasty", "calm"))
    assert 429 not in asked(client, hasty, MOST, "/users/me")
    refused = client.get(f"{API}/games", headers=hasty)
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_OFTEN")
    wait_s = int(refused.headers["Retry-After"])
    assert 0 < wait_s <= 60
    assert asked(client, calm, 1, "/users/me") == [200]
    clock.move(timedelta(seconds=wait_s))
    assert asked(client, hasty, 1, "/users/me") == [200]


def test_inventing_a_new_token_for_each_request_makes_nobody_a_new_caller(client: TestClient) -> None:
    tokens = [{"Authorization": f"Bearer invented-{number}"} for number in range(10 * MOST + 1)]
    answers = [client.get(f"{API}/users/me", headers=token).status_code for token in tokens]
    assert (answers[0], answers[-2], answers[-1]) == (401, 401, 429)


def test_the_pieces_of_an_upload_are_not_counted_and_a_mere_header_does_not_make_one(
    client: TestClient,
) -> None:
    person = signed_in(client, "filming").headers
    piece = f"{API}/uploads/01a222ea-f468-79e4-8008-7612c155668b"
    assert [client.patch(piece, headers=TUS | person).status_code for _ in range(2 * MOST)].count(429) == 0
    pretended = TUS | person | {"X-HTTP-Method-Override": "PATCH"}
    assert asked(client, pretended, MOST + 1, "/users/me")[-1] == 429
    assert client.get("/health", headers=person).status_code == 200


def test_the_pieces_of_strangers_are_counted_and_those_of_guests_cameras_are_not(client: TestClient) -> None:
    piece = f"{API}/uploads/01a222ea-f468-79e4-8008-7612c155668b"

    def sent(times: int, headers: dict[str, str]) -> list[int]:
        return [client.patch(piece, headers=TUS | headers).status_code for _ in range(times)]

    assert 429 not in sent(10 * MOST + 1, {"Authorization": "Bearer tlc_of-a-guest"})
    assert sent(10 * MOST + 1, {"Authorization": "Bearer invented"})[-2:] == [401, 429]
