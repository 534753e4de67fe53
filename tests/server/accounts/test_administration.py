"""What whoever runs the server does with people's accounts; to everybody else there is nothing."""

import pytest
from fastapi.testclient import TestClient

from factories.people import Person, signed_in
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.ports import Ports

ROUTES = [
    ("GET", "/admin/people"),
    ("PUT", "/admin/people/{id}"),
    ("POST", "/admin/people/{id}/sign-out"),
    ("GET", "/admin/storage"),
    ("GET", "/admin/settings"),
]


@pytest.fixture
def boss(client: TestClient) -> Person:
    return signed_in(client, "boss", is_administrator=True)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_only_administrators_of_the_server_find_anything(client: TestClient, method: str, path: str) -> None:
    somebody = signed_in(client, "somebody")
    asked = f"/api/v1{path.format(id=somebody.id)}"
    wanted = {"is_administrator": True}
    assert client.request(method, asked, json=wanted, headers=somebody.headers).status_code == 404
    assert client.request(method, asked, json=wanted).status_code == 401


def test_people_are_found_by_name_or_address(client: TestClient, boss: Person) -> None:
    for name in ("anna", "bert"):
        signed_in(client, name)
    found = client.get("/api/v1/admin/people?search=ANN", headers=boss.headers).json()
    assert [one["email"] for one in found["items"]] == ["anna@example.org"]
    assert client.get("/api/v1/admin/people?search=%25", headers=boss.headers).json()["total"] == 0


def test_the_last_administrator_of_the_server_stays(client: TestClient, boss: Person) -> None:
    other = signed_in(client, "other")
    path = "/api/v1/admin/people/"
    no, yes = {"is_administrator": False}, {"is_administrator": True}
    assert client.put(f"{path}{boss.id}", json=no, headers=boss.headers).status_code == 409
    assert client.put(f"{path}{other.id}", json=yes, headers=boss.headers).json()["is_administrator"]
    assert client.put(f"{path}{boss.id}", json=no, headers=boss.headers).status_code == 200
    assert client.get("/api/v1/admin/people", headers=boss.headers).status_code == 404


def test_a_lost_phone_is_signed_out(client: TestClient, boss: Person) -> None:
    somebody = signed_in(client, "somebody")
    path = f"/api/v1/admin/people/{somebody.id}/sign-out"
    assert client.post(path, headers=boss.headers).status_code == 204
    assert client.get("/api/v1/users/me", headers=somebody.headers).status_code == 401


def test_storage_and_settings_are_told(client: TestClient, boss: Person) -> None:
    storage = client.get("/api/v1/admin/storage", headers=boss.headers).json()
    assert storage["used_bytes"] == 0
    settings = client.get("/api/v1/admin/settings?limit=100", headers=boss.headers).json()
    assert {"name": "TOUCHLINE_SECRET_KEY", "value": "set", "is_default": True} in settings["items"]
    assert settings["total"] == len(settings["items"])


def test_what_an_administrator_does_to_accounts_is_in_the_audit_log(client: TestClient, boss: Person) -> None:
    other = signed_in(client, "other")
    person = f"/api/v1/admin/people/{other.id}"
    for wanted in (True, True, False):
        client.put(person, json={"is_administrator": wanted}, headers=boss.headers)
    assert client.post(f"{person}/sign-out", headers=boss.headers).status_code == 204
    found = client.get("/api/v1/audit", headers=boss.headers).json()["items"]
    assert [(one["action"], one["actor_id"], one["subject_id"]) for one in reversed(found)] == [
        (action, str(boss.id), str(other.id))
        for action in ("account.make_administrator", "account.unmake_administrator", "account.sign_out")
    ]


def test_what_is_refused_to_an_administrator_leaves_no_entry(client: TestClient, boss: Person) -> None:
    refused = client.put(
        f"/api/v1/admin/people/{boss.id}", json={"is_administrator": False}, headers=boss.headers
    )
    assert refused.status_code == 409
    assert client.get("/api/v1/audit", headers=boss.headers).json()["total"] == 0


def test_who_cancels_other_peoples_work_is_in_the_audit_log(
    client: TestClient, boss: Person, ports: Ports
) -> None:
    owner = signed_in(client, "owner")
    with ports.database.writing() as session:
        kept = [jobs.defer(session, Task("rest", lambda _job: None), owner_id=owner.id).id for _ in "ab"]
    for job_id, who in zip(kept, (owner, boss), strict=True):
        assert client.post(f"/api/v1/jobs/{job_id}/cancel", headers=who.headers).status_code == 200
    assert client.post(f"/api/v1/jobs/{kept[1]}/retry", headers=boss.headers).status_code == 200
    found = client.get("/api/v1/audit", headers=boss.headers).json()["items"]
    assert [(one["action"], one["subject_id"]) for one in reversed(found)] == [
        ("job.cancel", str(kept[1])),
        ("job.retry", str(kept[1])),
    ]
