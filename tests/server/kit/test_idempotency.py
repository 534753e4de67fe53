"""A write that is sent twice is done once, and answered the same."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import BaseModel
from sqlalchemy import text

from factories import databases, outside
from factories.apps import app_over
from touchline.base.clock import HandClock
from touchline.base.errors import Invalid
from touchline.server.kit.db import Database
from touchline.server.kit.deps import DbSession
from touchline.server.kit.errors import JustBeingDone
from touchline.server.kit.idempotency import repository
from touchline.server.kit.idempotency.once import KEPT_FOR, Once
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings


class NoteIn(BaseModel):
    words: str


class NoteOut(BaseModel):
    number: int
    words: str


def notes() -> APIRouter:
    """Routes of notes, kept in a table that is there already."""
    router = APIRouter()

    @router.post("/notes", status_code=201)
    def add_note(note: NoteIn, session: DbSession, once: Once) -> NoteOut:
        return once(NoteOut, lambda: write(note, session))

    @router.post("/others", status_code=201)
    def add_other(note: NoteIn, session: DbSession, once: Once) -> NoteOut:
        return once(NoteOut, lambda: write(note, session))

    def write(note: NoteIn, session: DbSession) -> NoteOut:
        number = session.execute(text("SELECT COUNT(*) FROM rate_counters")).scalar_one()
        statement = "INSERT INTO rate_counters VALUES (:name, 0, '2026-01-01')"
        session.execute(text(statement), {"name": f"{number}-{note.words}"})
        if note.words == "refused":
            raise Invalid("Say something else.")
        return NoteOut(number=number, words=note.words)

    return router


def notes_app(settings: Settings, ports: Ports) -> FastAPI:
    """An application with notes."""
    return app_over(settings, ports, notes)


@pytest.fixture
def client(settings: Settings, ports: Ports) -> Iterator[TestClient]:
    with TestClient(notes_app(settings, ports)) as client:
        yield client


def add(client: TestClient, words: str, key: str | None, *, path: str = "/notes", who: str = "a") -> Response:
    headers = {"authorization": who} | ({"idempotency-key": key} if key else {})
    return client.post(path, json={"words": words}, headers=headers)


def test_the_second_delivery_is_answered_as_the_first_and_writes_nothing(client: TestClient) -> None:
    first, second, other = add(client, "Grüße", "k"), add(client, "Grüße", "k"), add(client, "Grüße", "k2")
    assert (first.status_code, first.json()) == (201, {"number": 0, "words": "Grüße"})
    assert (second.status_code, second.content) == (201, first.content)
    assert other.json()["number"] == 1
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"


def test_without_a_key_each_delivery_writes(client: TestClient) -> None:
    assert [add(client, "a", None).json()["number"] for _ in range(2)] == [0, 1]


def test_another_content_with_the_same_key_is_a_conflict(client: TestClient) -> None:
    add(client, "a", "k")
    answer = add(client, "b", "k")
    assert (answer.status_code, answer.json()["code"]) == (409, "KEY_USED_BEFORE")


def test_a_key_is_of_one_person_and_one_endpoint(client: TestClient) -> None:
    add(client, "a", "k", who="anna")
    assert add(client, "a", "k", who="ben").json()["number"] == 1
    assert add(client, "a", "k", who="anna", path="/others").json()["number"] == 2
    assert add(client, "a", "k", who="anna").json()["number"] == 0


def test_what_was_refused_is_tried_anew(client: TestClient) -> None:
    assert add(client, "refused", "k").status_code == 422
    answer = add(client, "better", "k")
    assert (answer.status_code, answer.json()["number"]) == (201, 0)


def test_a_key_that_was_taken_and_not_answered_is_just_being_worked_on(
    client: TestClient, ports: Ports
) -> None:
    add(client, "a", "k")
    with ports.database.writing() as session:
        session.execute(text("UPDATE kept_answers SET answer = ''"))
    answer = add(client, "a", "k")
    assert (answer.status_code, answer.json()["code"]) == (503, "JUST_BEING_DONE")


def test_after_two_days_a_key_is_new_again(client: TestClient, clock: HandClock) -> None:
    add(client, "a", "k")
    clock.move(KEPT_FOR - timedelta(seconds=1))
    assert add(client, "a", "k").json()["number"] == 0
    clock.move(timedelta(seconds=1))
    assert add(client, "b", "k").json() == {"number": 1, "words": "b"}
    assert add(client, "b", "k").json() == {"number": 1, "words": "b"}


def test_a_key_is_kept_hashed_and_forgotten_in_time(
    client: TestClient, ports: Ports, clock: HandClock
) -> None:
    add(client, "a", "my-own-key")
    with ports.database.writing() as session:
        (kept,) = session.execute(text("SELECT request FROM kept_answers")).scalars()
        assert "my-own-key" not in kept
        repository.remove_expired(session, clock.now() + KEPT_FOR)
        assert session.execute(text("SELECT COUNT(*) FROM kept_answers")).scalar_one() == 0


def test_a_kept_answer_is_sealed_since_some_carry_a_secret(client: TestClient, ports: Ports) -> None:
    add(client, "nobody reads this", "k")
    with ports.database.writing() as session:
        (kept,) = session.execute(text("SELECT answer FROM kept_answers")).scalars()
    assert "nobody" not in kept
    assert "nobody reads this" in ports.sealer.open(kept)


def test_a_key_has_a_length(client: TestClient) -> None:
    assert add(client, "a", "k" * 201).json()["code"] == "INVALID_FIELDS"


@pytest.mark.parametrize("kind", databases.KINDS)
def test_if_the_first_of_many_fails_one_of_the_others_does_it_and_the_rest_see_it_or_come_back(
    kind: str, clock: HandClock, tmp_path: Path
) -> None:
    seen: list[str] = []
    is_taken = threading.Event()
    until = clock.now() + KEPT_FOR

    def deliver(database: Database) -> None:
        is_taken.wait()
        try:
            with database.writing() as session:
                if repository.claim(session, "k", "c", until):
                    repository.keep(session, "k", "c", "answer", until)
                seen.append(repository.read(session, "k").answer)
        except JustBeingDone:
            seen.append("come back")

    with (
        databases.fresh_database(kind, tmp_path, "touchline_first_fails") as url,
        databases.migrated(url) as database,
    ):
        threads = [threading.Thread(target=deliver, args=(database,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        with contextlib.suppress(Invalid), database.writing() as session:
            repository.claim(session, "k", "c", until)
            is_taken.set()
            threads[0].join(0.2)
            raise Invalid("the first one fails")
        for thread in threads:
            thread.join()
    assert "answer" in seen
    assert set(seen) <= {"answer", "come back"}
    assert len(seen) == 4


@pytest.mark.parametrize("kind", databases.KINDS)
def test_sent_many_times_at_once_it_is_done_once(
    kind: str, settings: Settings, clock: HandClock, tmp_path: Path
) -> None:
    with (
        databases.fresh_database(kind, tmp_path, "touchline_once") as url,
        databases.migrated(url) as database,
        TestClient(notes_app(settings, outside.ports_over(database, clock))) as client,
    ):
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(add(client, "a", "k").json())) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [{"number": 0, "words": "a"}] * 6
