"""Addresses that were taken back are refused at once."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit.files import repository, revoking
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.links import Link

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
