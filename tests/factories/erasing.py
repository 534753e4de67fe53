"""Somebody is erased, as a command or a page does it."""

from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories.loops import run_apart
from factories.people import ports_of
from touchline.server.privacy import service as privacy


def erase(client: TestClient, person_id: UUID | str, *, by: UUID | None = None) -> None:
    """Erase a user or player, with their files."""
    app, ports = client.app, ports_of(client)
    assert isinstance(app, FastAPI)
    with ports.database.writing() as session:
        now = ports.clock.now()
        erased = privacy.erase_person(session, ports.sealer, UUID(str(person_id)), by=by, now=now)
    run_apart(privacy.remove_files(app.state.uploads, erased))
