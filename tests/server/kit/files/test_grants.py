"""Addresses that were taken back are refused at once."""

import asyncio
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from factories.loops import run_apart
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.files import repository, revoking
from touchline.server.kit.files.sending import ASKED_EVERY_S
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.links import Link
from touchline.server.kit.storage.port import PIECE_BYTES

HOUR = timedelta(hours=1)


@pytest.fixture
def ports(ports: Ports) -> Ports:
    """The ports of tests, with a film."""
    ports.storage.put("films/1/film.mp4", io.BytesIO(b"film"))
    return ports


def test_a_grant_that_is_taken_back_ends_all_its_addresses_at_once(client: TestClient, ports: Ports) -> None:
    grant, other = new_id(), new_id()

    def url_of(grant: UUID) -> str:
        return ports.storage.url("films/1/film.mp4", HOUR, Link(grants=(grant,)))

    revoked, good = url_of(grant), url_of(other)
    assert client.get(revoked).headers["cache-control"] == "private, no-cache"
    with ports.database.writing() as session:
        revoking.revoke(session, grant, ports.clock.now())
        revoking.revoke(session, grant, ports.clock.now())
    assert client.get(revoked).json()["detail"] == "This link has been withdrawn. Ask for a new one."
    assert client.head(revoked).status_code == 404
    assert client.get(good).status_code == 200


def test_grants_are_forgotten_when_their_addresses_have_expired(ports: Ports, clock: HandClock) -> None:
    grant = new_id()
    with ports.database.writing() as session:
        revoking.revoke(session, grant, clock.now(), HOUR)
        revoking.forget_expired(session, clock.now())
        assert repository.is_any_revoked(session, [grant])
        clock.move(HOUR)
        revoking.forget_expired(session, clock.now())
        assert not repository.is_any_revoked(session, [grant])


def test_what_is_being_sent_is_cut_off_when_its_grant_is_taken_back(client: TestClient, ports: Ports) -> None:
    ports.storage.put("films/1/film.mp4", io.BytesIO(bytes(4 * PIECE_BYTES)))
    grant = new_id()
    url = ports.storage.url("films/1/film.mp4", HOUR, Link(grants=(grant,)))
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body") and len(sent) == 2:
            with ports.database.writing() as session:
                revoking.revoke(session, grant, ports.clock.now())
            await asyncio.sleep(1.1 * ASKED_EVERY_S)

    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": url, "headers": []}
    scope |= {"raw_path": url.encode(), "query_string": b"", "client": ("127.0.0.1", 1), "root_path": ""}
    run_apart(client.app(scope, receive, send))
    assert sum(len(message.get("body", b"")) for message in sent) < 4 * PIECE_BYTES
    assert sent[-1]["more_body"], "an end would have it look like the whole file"
