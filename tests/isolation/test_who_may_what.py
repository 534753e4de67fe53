"""Every route, tried as everybody: nobody may what the table does not say, and strangers learn nothing.

How a route is added: `table.py`.
"""

import contextlib
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from factories.clubs import Club
from factories.databases import RolledBack
from factories.people import signed_in
from isolation.rules import ADMINISTRATOR, ANONYMOUS, EVERYONE, MEMBERS, STRANGER, Made, Rule
from isolation.table import MADE, PAGES, ROUTES, film
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.memory import MemoryStorage
from touchline.server.portal import game_events, reference_pages, static_files
from touchline.server.portal.router import PAGES as PORTAL

METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
SIGN_IN = "/sign-in"
TELLS_BY_ITSELF = {
    "GET /api/v1/invitations/{token}",
    "GET /invitations/{token}",
    "GET /api/v1/admin/people",
    "PUT /api/v1/admin/people/{person_id}",
    "GET /api/v1/admin/people/{person_id}/erasure",
    "GET /admin/people/{person_id}/erase",
    "GET /admin/audit",
    "GET /admin/people",
    "GET /admin/people/{person_id}",
}
"""Whoever holds a link is told what it leads to; whoever runs the server sees who has an account on it."""
IN_SOMETHING = re.compile(r"/(?:organizations|clubs|teams|games)/\{(\w+)\}/.*\{\w+\}")
"""The path of something that is in something; its group is the outer id."""


@pytest.fixture
def people(client: TestClient, club: Club, other_club: Club) -> dict[str, dict[str, str]]:
    """The header of everybody."""
    return {
        ANONYMOUS: {},
        STRANGER: other_club.people["admin"].headers,
        ADMINISTRATOR: signed_in(client, "root", is_administrator=True).headers,
        **{role: club.people[role].headers for role in MEMBERS},
    }


Ask = Callable[[Rule, str, Made], Response]


@pytest.fixture
def ask(club: Club, people: dict[str, dict[str, str]], database: RolledBack, ports: Ports) -> Ask:
    """Tries a rule as somebody, and undoes what it did."""
    film(club)

    def ask(rule: Rule, who: str, made: Made) -> Response:
        with undone(database, ports):
            path, sent = rule.filled(made, club)
            sent["headers"] = {**sent.get("headers", {}), **people[who]}
            club.client.cookies.clear()
            return club.client.request(rule.method, path, follow_redirects=False, **sent)

    return ask


@contextlib.contextmanager
def undone(database: RolledBack, ports: Ports) -> Iterator[None]:
    """Undo what is written, kept and counted meanwhile."""
    assert isinstance(ports.storage, MemoryStorage)
    files = dict(ports.storage._files)
    with database.undone():
        yield
    ports.storage._files = files
    ports.counters.reset()


@pytest.fixture(autouse=True)
def brief_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """A game's page is told nothing after it has been opened: a test does not wait for news."""
    monkeypatch.setattr(game_events, "stream", functools.partial(game_events.stream, life_s=0.0))


@pytest.mark.parametrize("who", EVERYONE)
def test_everybody_may_what_the_table_says_and_whoever_is_not_of_the_club_reads_nothing_of_it(
    who: str, club: Club, ask: Ask
) -> None:
    wrong = {}
    for rule in ROUTES:
        answer = ask(rule, who, MADE)
        if answer.status_code not in rule.expected(who):
            wrong[rule.name] = f"{answer.status_code} instead of {rule.expected(who)}: {answer.text[:200]}"
        elif tells(who, rule, answer, club):
            wrong[rule.name] = f"tells of the club: {answer.text[:300]}"
    assert wrong == {}


@pytest.mark.parametrize("who", EVERYONE)
def test_everybody_is_shown_the_pages_that_the_table_says_and_a_caller_who_is_nobody_the_way_in(
    who: str, client: TestClient, club: Club, ask: Ask
) -> None:
    client.headers["accept"] = "text/html"

    def is_right(rule: Rule, answer: Response) -> bool:
        if who != ANONYMOUS or who in rule.may:
            return answer.status_code in rule.expected(who)
        if rule.method != "GET":
            return answer.status_code == 401
        return answer.is_redirect and answer.headers["location"].startswith(SIGN_IN)

    wrong = {}
    for rule in PAGES:
        answer = ask(rule, who, MADE)
        if not is_right(rule, answer):
            wrong[rule.name] = f"{answer.status_code}: {heading(answer)}"
        elif tells(who, rule, answer, club):
            wrong[rule.name] = f"tells of the club: {heading(answer)}"
    assert wrong == {}


def heading(answer: Response) -> str:
    """Return what a page is about."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2]).split())[:200]


def tells(who: str, rule: Rule, answer: Response, club: Club) -> bool:
    """Say whether somebody who is not of the club reads of it."""
    return who not in MEMBERS and rule.name not in TELLS_BY_ITSELF and club.name in answer.text.casefold()


def test_what_is_of_another_club_is_not_found_under_the_address_of_ones_own(
    ask: Ask, other_club: Club
) -> None:
    film(other_club)
    wrong = {}
    for rule in (*ROUTES, *PAGES):
        if found := IN_SOMETHING.search(rule.path):
            outer = rule.ids.get(found[1], found[1])
            made = {**MADE, "own": lambda _, outer=outer: MADE[outer](other_club)}
            answer = ask(replace(rule, ids={**rule.ids, found[1]: "own"}), STRANGER, made)
            if answer.status_code != 404:
                wrong[rule.name] = f"{answer.status_code}: {answer.text[:200]}"
    assert wrong == {}


def test_every_route_of_the_api_stands_in_the_table_once(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    there = [
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in METHODS & methods.keys()
    ]
    assert sorted(there) == sorted(rule.name for rule in ROUTES)


def test_every_page_of_the_portal_stands_in_the_table_once() -> None:
    routers = [static_files.router, reference_pages.router, *(part.router for part in PORTAL)]
    there = [
        f"{method} {route.path_format}"
        for router in routers
        for route in router.routes
        for method in route.methods
    ]
    assert sorted(there) == sorted(rule.name for rule in PAGES)
