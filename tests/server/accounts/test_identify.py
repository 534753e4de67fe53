"""Who sends a request is told by its signature alone."""

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from factories.people import PASSWORD, Person, signed_in
from touchline.server.accounts.cookies import SIGN_IN
from touchline.server.kit.callers import person_of


@pytest.fixture
def anna(client: TestClient) -> Person:
    return signed_in(client, "anna")


@pytest.fixture
def cookie(client: TestClient, anna: Person) -> str:
    answer = client.post("/api/v1/auth/cookie", json={"email": anna.email, "password": PASSWORD})
    value = answer.cookies[SIGN_IN]
    assert isinstance(value, str)
    return value


def asked_with(client: TestClient, header: str, value: str) -> str | None:
    headers = [(header.encode(), value.encode())]
    return person_of(Request({"type": "http", "app": client.app, "headers": headers}))


def test_an_access_token_and_a_cookie_tell_who_sends_a_request(
    client: TestClient, anna: Person, cookie: str
) -> None:
    assert asked_with(client, "authorization", anna.headers["Authorization"]) == str(anna.id)
    assert asked_with(client, "cookie", f"{SIGN_IN}={cookie}") == str(anna.id)


def test_whoever_invents_one_is_nobody(client: TestClient, anna: Person, cookie: str) -> None:
    berta = signed_in(client, "berta")
    for invented in (cookie.replace(str(anna.id), str(berta.id)), cookie[:-1], str(anna.id), "", "..", "."):
        assert asked_with(client, "cookie", f"{SIGN_IN}={invented}") is None
    for invented in ("Bearer", "Bearer x", f"Basic {cookie}", f"Bearer {cookie}"):
        assert asked_with(client, "authorization", invented) is None
