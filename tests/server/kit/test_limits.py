"""How often one may ask: counted alike in the database and in memory, and across a restart."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from limits.storage import Storage
from sqlalchemy import text

from factories import databases, outside
from factories.apps import app_over
from touchline.base.clock import HandClock
from touchline.base.errors import Conflict
from touchline.server.kit import callers, limits
from touchline.server.kit.counters import repository
from touchline.server.kit.counters.memory import MemoryCounters
from touchline.server.kit.counters.sql import SqlCounters
from touchline.server.kit.db import Database
from touchline.server.kit.deps import DbSession
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sql", "memory"])
def counters(request: pytest.FixtureRequest, database: Database, clock: HandClock) -> Storage:
    """Each kind of counters."""
    return SqlCounters(database, clock) if request.param == "sql" else MemoryCounters(clock)


def test_a_counter_goes_up_until_it_begins_anew(counters: Storage, clock: HandClock) -> None:
    assert [counters.incr("a", 60), counters.incr("a", 60), counters.incr("a", 60, amount=3)] == [1, 2, 5]
    clock.move(timedelta(seconds=59))
    assert counters.incr("a", 60) == 6
    clock.move(timedelta(seconds=1))
    assert counters.get("a") == 0
    assert counters.incr("a", 60) == 1


def test_a_moment_that_was_taken_a_little_earlier_is_counted_too(counters: Storage, clock: HandClock) -> None:
    assert counters.incr("a", 60) == 1
    for count in (2, 3, 4):
        clock.move(timedelta(milliseconds=-1))
        assert counters.incr("a", 60) == count


def test_a_clock_that_goes_back_makes_no_window_longer(counters: Storage, clock: HandClock) -> None:
    counters.incr("a", 60, amount=5)
    clock.move(timedelta(hours=-1))
    assert counters.incr("a", 60) == 1
    assert counters.get_expiry("a") == clock.now().timestamp() + 60


def test_a_counter_says_how_high_it_is_and_when_it_begins_anew(counters: Storage, clock: HandClock) -> None:
    now_s = clock.now().timestamp()
    assert (counters.get("a"), counters.get_expiry("a")) == (0, now_s)
    counters.incr("a", 60)
    clock.move(timedelta(seconds=10))
    counters.incr("a", 60)
    assert (counters.get("a"), counters.get_expiry("a")) == (2, now_s + 60)


def test_counters_do_not_know_each_other_and_are_forgotten_alone_or_together(counters: Storage) -> None:
    for key in ("a", "a", "b", "c"):
        counters.incr(key, 60)
    counters.clear("a")
    assert [counters.get(key) for key in "abc"] == [0, 1, 1]
    assert counters.reset() == 2
    assert counters.check()


def test_no_address_is_kept(database: Database, clock: HandClock) -> None:
    SqlCounters(database, clock).incr("LIMITER/ip:192.0.2.7/5/minute", 60)
    with database.reading() as session:
        (kept,) = session.execute(text("SELECT counted FROM rate_counters")).scalars()
    assert len(kept) == 64
    assert "192" not in repr(kept)


def test_counters_that_hold_no_more_are_forgotten(database: Database, clock: HandClock) -> None:
    counters = SqlCounters(database, clock)
    counters.incr("a", 60)
    counters.incr("b", 3600)
    clock.move(MINUTE)
    with database.writing() as session:
        repository.remove_expired(session, clock.now())
        assert session.execute(text("SELECT COUNT(*) FROM rate_counters")).scalar_one() == 1


@pytest.fixture(params=databases.KINDS)
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is not rolled back."""
    with databases.fresh_database(request.param, tmp_path, "touchline_limits") as url:
        yield url


def test_many_count_at_once_and_none_is_lost_not_even_at_a_restart(
    own_database: str, clock: HandClock
) -> None:
    seen: list[int] = []
    with databases.migrated(own_database) as database:
        counters = SqlCounters(database, clock)

        def count() -> None:
            seen.extend(counters.incr("a", 60) for _ in range(10))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(seen) == list(range(1, 41))
    restarted = Database(own_database)
    assert SqlCounters(restarted, clock).incr("a", 60) == 41
    restarted.close()


def limited_routes() -> APIRouter:
    router = APIRouter()

    @router.post("/login", dependencies=[limits.limited("3/minute", per="ip")])
    def login(session: DbSession) -> str:
        session.execute(text("DELETE FROM kept_answers"))
        raise Conflict("wrong password")

    @router.post("/mine", dependencies=[limits.limited("2/minute", per="user")])
    def mine(session: DbSession) -> str:
        session.execute(text("DELETE FROM kept_answers"))
        return "ok"

    @router.get("/all", dependencies=[limits.limited("2/hour", per="endpoint")])
    def everybody() -> str:
        return "ok"

    return router


def limited_app(settings: Settings, ports: Ports) -> FastAPI:
    app = app_over(settings, ports, limited_routes)
    callers.install(app, lambda request: request.headers.get("x-person"))
    return app


@pytest.fixture
def ask(
    settings: Settings, ports: Ports, counters: Storage
) -> Iterator[Callable[..., tuple[int, str | None]]]:
    """Ask an endpoint, from an address or as somebody."""
    app = limited_app(settings, replace(ports, counters=counters))

    def ask(method: str, path: str, *, ip: str = "192.0.2.1", who: str = "") -> tuple[int, str | None]:
        headers = {"x-person": who} if who else {}
        client = TestClient(app, client=(ip, 1234))
        answer = client.request(method, path, headers=headers)
        return answer.status_code, answer.headers.get("retry-after")

    return ask


Ask = Callable[..., tuple[int, str | None]]


def test_too_often_is_refused_and_says_when_to_come_back(ask: Ask, clock: HandClock) -> None:
    assert [ask("POST", "/login")[0] for _ in range(3)] == [409, 409, 409]
    clock.move(timedelta(seconds=20))
    assert ask("POST", "/login") == (429, "40")
    clock.move(timedelta(seconds=40))
    assert ask("POST", "/login")[0] == 409


def test_each_address_counts_for_itself(ask: Ask) -> None:
    for _ in range(4):
        ask("POST", "/login", ip="192.0.2.1")
    assert ask("POST", "/login", ip="192.0.2.2")[0] == 409


def test_whoever_has_a_whole_ipv6_network_counts_once(ask: Ask) -> None:
    for number in range(4):
        last = ask("POST", "/login", ip=f"2001:db8::{number}")
    assert last[0] == 429
    assert ask("POST", "/login", ip="2001:db8:0:1::1")[0] == 409


def test_each_person_counts_for_themselves_wherever_they_are(ask: Ask) -> None:
    assert [ask("POST", "/mine", ip=f"192.0.2.{n}", who="anna")[0] for n in range(3)] == [200, 200, 429]
    assert ask("POST", "/mine", who="ben")[0] == 200


def test_an_endpoint_may_have_a_limit_for_all_together(ask: Ask) -> None:
    assert [ask("GET", "/all", ip=f"192.0.2.{n}")[0] for n in range(3)] == [200, 200, 429]
    assert ask("POST", "/login")[0] == 409


def test_too_often_is_a_problem_in_words(settings: Settings, ports: Ports) -> None:
    client = TestClient(limited_app(settings, ports))
    for _ in range(3):
        answer = client.get("/all")
    assert answer.json()["code"] == "TOO_OFTEN"
    assert answer.json()["detail"] == "That was too often. Try again in 60 minutes."


def test_a_request_that_writes_does_not_wait_for_its_own_count(
    settings: Settings, tmp_path: Path, clock: HandClock
) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with databases.migrated(url) as database:
        own = replace(outside.ports_over(database, clock), counters=SqlCounters(database, clock))
        with TestClient(limited_app(settings, own)) as client:
            assert [client.post("/mine").status_code for _ in range(3)] == [200, 200, 429]


def test_inventing_tokens_makes_nobody_a_new_caller(settings: Settings, ports: Ports) -> None:
    client = TestClient(limited_app(settings, ports))
    statuses = [
        client.post("/mine", headers={"authorization": f"Bearer {number}"}).status_code for number in range(3)
    ]
    assert statuses == [200, 200, 429]
