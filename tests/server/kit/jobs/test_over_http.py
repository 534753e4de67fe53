"""Jobs over HTTP: whose they are decides who sees them; a stranger's is not there."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from factories.people import Person, ports_of, signed_in
from touchline.base.clock import HandClock
from touchline.base.errors import Invalid
from touchline.base.ids import new_id
from touchline.server.kit.jobs import gauges
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task, Workshop, table

SENTENCE = "The take has no picture. Upload another one."


def refuse(_job: Running) -> None:
    raise Invalid(SENTENCE)


NOTE = Task("note", lambda _job: None)
BAD = Task("bad", refuse)


@pytest.fixture
def owner(client: TestClient) -> Person:
    """Whose the jobs are."""
    return signed_in(client, "owner")


@pytest.fixture
def job(client: TestClient, owner: Person) -> Job:
    """A job of the owner that waits."""
    return defer(client, owner, NOTE)


def defer(client: TestClient, owner: Person, task: Task) -> Job:
    with ports_of(client).database.writing() as session:
        return jobs.defer(session, task, owner_id=owner.id, subject_id=new_id())


def run_all(client: TestClient) -> None:
    InlineRunner(Workshop(ports_of(client), table(NOTE, BAD))).run_all()


def ask(client: TestClient, who: Person | None, path: str, method: str = "GET") -> Response:
    return client.request(method, f"/api/v1/jobs{path}", headers=who.headers if who else {})


def test_an_owner_sees_how_far_a_job_is(client: TestClient, owner: Person, job: Job) -> None:
    told = ask(client, owner, f"/{job.id}").json()
    assert (told["task"], told["state"], told["progress_percent"]) == ("note", "PENDING", 0)
    assert told["subject_id"] == str(job.subject_id)
    run_all(client)
    told = ask(client, owner, f"/{job.id}").json()
    assert (told["state"], told["attempts"], told["remaining_s"]) == ("COMPLETED", 1, None)
    assert told["finished_at"] is not None


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/cancel"), ("POST", "/retry")])
def test_a_strangers_job_is_as_one_that_never_was(
    client: TestClient, job: Job, method: str, path: str
) -> None:
    stranger = signed_in(client, "stranger")
    theirs = ask(client, stranger, f"/{job.id}{path}", method)
    nobodys = ask(client, stranger, f"/{new_id()}{path}", method)
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json()["detail"] == nobodys.json()["detail"]
    assert ask(client, stranger, "").json()["items"] == []
    assert ask(client, None, f"/{job.id}{path}", method).status_code == 401


def test_an_administrator_of_the_server_sees_all(client: TestClient, job: Job) -> None:
    admin = signed_in(client, "root", is_administrator=True)
    assert [one["id"] for one in ask(client, admin, "").json()["items"]] == [str(job.id)]
    assert ask(client, admin, f"/{job.id}/cancel", "POST").json()["state"] == "CANCELLED"


def test_what_failed_says_why_and_can_be_tried_again(client: TestClient, owner: Person) -> None:
    bad = defer(client, owner, BAD)
    run_all(client)
    told = ask(client, owner, f"/{bad.id}").json()
    assert (told["state"], told["diagnosis"]) == ("FAILED", SENTENCE)
    assert ask(client, owner, f"/{bad.id}/cancel", "POST").status_code == 409
    assert ask(client, owner, f"/{bad.id}/retry", "POST").json()["state"] == "PENDING"
    assert ask(client, owner, f"/{bad.id}/retry", "POST").status_code == 409


def test_lists_are_filtered_and_come_in_pages(client: TestClient, owner: Person, job: Job) -> None:
    for _ in range(3):
        defer(client, owner, BAD)
    run_all(client)
    failed = ask(client, owner, "?state=FAILED&task=bad&limit=2").json()
    assert (failed["total"], len(failed["items"])) == (3, 2)
    assert ask(client, owner, f"?subject_id={job.subject_id}").json()["items"][0]["id"] == str(job.id)
    assert ask(client, owner, "?state=PENDING").json()["total"] == 0
    assert ask(client, owner, "?state=LOST").status_code == 422


def test_figures_say_how_many_there_are_and_since_when_the_oldest_waits(
    client: TestClient, owner: Person, clock: HandClock
) -> None:
    waiting = [defer(client, owner, NOTE) for _ in range(2)]
    made_at = clock.now() - timedelta(hours=1)
    with ports_of(client).database.writing() as session:
        session.merge(waiting[0]).created_at = made_at
        session.flush()
        counted, oldest = gauges.read_gauges(session)
    assert counted.values == {(JobState.PENDING.value, "note"): 2}
    assert oldest.values == {(): made_at.timestamp()}
    run_all(client)
    with ports_of(client).database.reading() as session:
        counted, oldest = gauges.read_gauges(session)
    assert (counted.values, oldest.values) == ({("COMPLETED", "note"): 2}, {})
