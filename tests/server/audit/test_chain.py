"""The audit log is one chain, and any change shows."""

import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from factories import databases
from factories.people import signed_in
from server.conftest import NOON
from touchline.base.ids import new_id
from touchline.server.audit import service
from touchline.server.audit.deps import AuditTrail
from touchline.server.kit.db import Database
from touchline.server.kit.ports import Ports


def write(database: Database, *actions: str) -> None:
    for action in actions:
        with database.writing() as session:
            service.record(session, action, actor_id=new_id(), at=NOON, details={"n": 1})


def verdict(database: Database) -> service.Verdict:
    with database.reading() as session:
        return service.verify(session)


def test_an_untouched_log_is_whole(database: Database) -> None:
    write(database, "team.create", "team.update", "team.delete")
    found = verdict(database)
    assert (found.is_whole, found.entries) == (True, 3)


def test_an_empty_log_is_whole(database: Database) -> None:
    assert verdict(database).is_whole


@pytest.mark.parametrize(
    ("tampering", "first_fault"),
    [
        ("UPDATE audit_entries SET action = 'team.read' WHERE number = 2", 2),
        ("UPDATE audit_entries SET actor_id = NULL WHERE number = 1", 1),
        ("UPDATE audit_entries SET details = '{}' WHERE number = 3", 3),
        ("UPDATE audit_entries SET hash = previous_hash WHERE number = 3", 3),
        ("DELETE FROM audit_entries WHERE number = 2", 2),
        ("DELETE FROM audit_entries WHERE number = 1", 1),
        ("DELETE FROM audit_entries WHERE number = 3", 3),
        ("DELETE FROM audit_entries", 1),
        ("DELETE FROM audit_head", 4),
        ("UPDATE audit_entries SET number = 9 WHERE number = 3", 3),
    ],
)
def test_any_change_and_any_removal_shows(database: Database, tampering: str, first_fault: int) -> None:
    write(database, "team.create", "team.update", "team.delete")
    with database.writing() as session:
        session.execute(text(tampering))
    assert verdict(database).first_fault == first_fault


def test_what_is_rolled_back_is_not_in_the_log(database: Database) -> None:
    def fail(session: Session) -> None:
        service.record(session, "team.create", actor_id=None, at=NOON)
        raise LookupError

    with pytest.raises(LookupError), database.writing() as session:
        fail(session)
    write(database, "team.update")
    assert verdict(database).entries == 1


def test_several_entries_of_one_transaction_are_chained_in_order(database: Database) -> None:
    with database.writing() as session:
        for action in ("a.one", "a.two", "a.three"):
            service.record(session, action, actor_id=None, at=NOON)
    with database.reading() as session:
        actions = [entry.action for entry in service.repository.read_chain(session)]
    assert actions == ["a.one", "a.two", "a.three"]


def test_what_is_only_looked_at_is_written_down_too(database: Database, ports: Ports) -> None:
    AuditTrail(ports).record("clip.view", actor_id=new_id(), subject_id=new_id())
    assert verdict(database).entries == 1


@pytest.mark.parametrize("kind", databases.KINDS)
def test_entries_written_side_by_side_are_one_chain(kind: str, tmp_path: Path) -> None:
    name = f"touchline_audit_{new_id().hex[:12]}"
    with (
        databases.fresh_database(kind, tmp_path, name) as url,
        databases.migrated(url) as database,
    ):
        writers = [threading.Thread(target=write, args=(database, *["team.update"] * 10)) for _ in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        found = verdict(database)
        assert (found.is_whole, found.entries) == (True, 40)


def test_administrators_read_the_log_and_nobody_else(client: TestClient, database: Database) -> None:
    write(database, "team.create", "team.update")
    admin, anna = signed_in(client, "root", is_administrator=True), signed_in(client, "anna")
    assert client.get("/api/v1/audit").status_code == 401
    assert client.get("/api/v1/audit", headers=anna.headers).status_code == 403
    assert client.get("/api/v1/audit/chain", headers=anna.headers).status_code == 403
    answer = client.get("/api/v1/audit?limit=1", headers=admin.headers).json()
    assert (answer["total"], [entry["action"] for entry in answer["items"]]) == (2, ["team.update"])
    found = client.get("/api/v1/audit?action=team.create", headers=admin.headers).json()
    assert [entry["number"] for entry in found["items"]] == [1]
    assert client.get("/api/v1/audit/chain", headers=admin.headers).json()["is_whole"] is True
