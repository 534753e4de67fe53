"""Every POST that makes something may be sent twice with one `Idempotency-Key`: it makes one thing."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from factories.clubs import Club
from factories.databases import RolledBack
from isolation.rules import Rule
from isolation.table import MADE, ROUTES, film
from touchline.server.app import build_app
from touchline.server.kit.db import Base
from touchline.server.kit.ports import Ports

HEADER = "idempotency-key"
MAKE_NOTHING = {
    "login": "a sign-in is not a thing to have once, and its tokens are kept nowhere",
    "login_by_cookie": "as login",
    "refresh": "a refresh token is good once: that it comes twice is how a theft is seen",
    "verify_email": "its link is good once, and says so",
    "reset_password": "its link is good once, and says so",
    "register_account": "answers the same to each; the account is made by the link in the mail",
    "forgot_password": "answers the same to each",
    "logout": "the second time there is nothing to end",
    "logout_everywhere": "as logout",
    "end_sign_ins": "as logout",
    "leave_game": "the second time there is nothing to leave",
    "accept_take": "a second yes changes nothing",
    "restore_team": "a team that is there stays as it is",
    "cancel_job": "a cancelled job stays so",
    "retry_job": "a job that waits again is no second one",
    "open_share_with": "makes nothing",
    "open_share_again": "makes nothing",
    "create_upload": "the protocol's own: an upload that nobody goes on with is forgotten",
    "override_method": "the protocol's own: the offset says what is there",
    "upload_recording": "is streamed, not hashed first; the same recording twice is found by its SHA-256",
}
"""POSTs without a key, and why."""


def test_every_post_takes_a_key_or_needs_none(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    posts = [methods["post"] for methods in app.openapi()["paths"].values() if "post" in methods]
    without = {
        post["operationId"]
        for post in posts
        if HEADER not in {parameter["name"] for parameter in post.get("parameters", ())}
    }
    assert without == MAKE_NOTHING.keys()


def keyed() -> list[Rule]:
    """Return the rules of POSTs that take a key."""
    with_key = {
        path
        for path, methods in _paths().items()
        if "post" in methods and methods["post"]["operationId"] not in MAKE_NOTHING
    }
    return [rule for rule in ROUTES if rule.method == "POST" and rule.name.partition(" ")[2] in with_key]


def _paths() -> dict[str, dict[str, dict[str, str]]]:
    paths: dict[str, dict[str, dict[str, str]]] = build_app().openapi()["paths"]
    return paths


def rows(ports: Ports) -> dict[str, int]:
    """Return how many rows each table has."""
    with ports.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("rule", keyed(), ids=lambda rule: rule.name)
def test_sent_twice_with_one_key_it_is_done_once_and_answered_the_same(
    rule: Rule, club: Club, ports: Ports, database: RolledBack
) -> None:
    who = "coach" if "coach" in rule.may else "admin"
    film(club)
    path, sent = rule.filled(MADE, club)
    headers = {**sent.pop("headers", {}), **club.people[who].headers, HEADER: "from-my-phone-1"}
    first = club.client.request("POST", path, headers=headers, **sent)
    assert first.status_code in rule.done, first.text
    after_one = rows(ports)
    second = club.client.request("POST", path, headers=headers, **sent)
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert rows(ports) == after_one
    assert "idempotency-replayed" not in first.headers
