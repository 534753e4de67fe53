"""Every page, opened as every role, as people of another club, and as nobody.

A page that is missing here fails the last test: nobody adds one without saying who may open it.
"""

from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from factories.clubs import Club
from factories.people import signed_in
from factories.visitors import Content, Visitor, content_of, visitor
from server.portal.conftest import As
from touchline.server.portal.router import PAGES

ROLES = ("admin", "coach", "parent", "player", "viewer")
EVERYBODY, STAFF, ADMIN = set(ROLES), {"admin", "coach"}, {"admin"}
MOST_BYTES = 100_000
"""Of a page with its style sheets and scripts, before anything is packed."""


@dataclass(frozen=True)
class PageOf:
    """A page of a club, and who may open it."""

    path: str
    allowed: set[str]


OF_CLUB = [
    PageOf("/clubs/{organization_id}", EVERYBODY),
    PageOf("/clubs/{organization_id}/edit", ADMIN),
    PageOf("/clubs/{organization_id}/people", ADMIN),
    PageOf("/clubs/{organization_id}/invite", ADMIN),
    PageOf("/clubs/{organization_id}/teams/new", ADMIN),
    PageOf("/clubs/{organization_id}/members/{member_id}", {*ADMIN, "coach"}),
    PageOf("/teams/{team_id}", EVERYBODY),
    PageOf("/teams/{team_id}/edit", STAFF),
    PageOf("/teams/{team_id}/archive", ADMIN),
    PageOf("/teams/{team_id}/players/new", STAFF),
    PageOf("/teams/{team_id}/players/{player_id}", STAFF),
    PageOf("/teams/{team_id}/players/{player_id}/remove", STAFF),
    PageOf("/teams/{team_id}/import", STAFF),
    PageOf("/teams/{team_id}/people", STAFF),
    PageOf("/teams/{team_id}/invite", STAFF),
    PageOf("/teams/{team_id}/games", EVERYBODY),
    PageOf("/teams/{team_id}/games/new", STAFF),
    PageOf("/players/{player_id}/consent", {*STAFF, "parent"}),
]
OF_ONESELF = ["/", "/teams", "/games", "/clubs/new", "/players", "/account"] + [
    f"/account/{part}" for part in ("profile", "preferences", "password")
]
OF_SERVER = [
    "/admin",
    "/admin/people",
    "/admin/people/{person_id}",
    "/admin/people/{person_id}/erase",
    "/admin/storage",
    "/admin/jobs",
    "/admin/audit",
    "/admin/audit?verify=true",
    "/admin/settings",
]
FOR_ALL = [
    "/sign-in",
    "/register",
    "/register/sent",
    "/verify-email?token=abc",
    "/forgot-password",
    "/forgot-password/sent",
    "/reset-password?token=abc",
    "/invitations/{token}",
]


@pytest.fixture
def ids(club: Club) -> dict[str, str]:
    """Ids for every path, among them the coach's membership and an open invitation's secret."""
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members?limit=100").json()
    invited = club.call("admin", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}).json()
    return {
        "organization_id": club.organization_id,
        "team_id": club.team_id,
        "player_id": club.child_id,
        "member_id": next(one["id"] for one in members["items"] if one["role"] == "coach"),
        "person_id": str(club.people["coach"].id),
        "token": invited["link"].rpartition("/")[2],
    }


def weight(browser: Visitor, page: str) -> int:
    """Return what a page takes with all that it names of ours."""
    files = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    return len(page.encode()) + sum(len(browser.get(f"/static/{file}").content) for file in files)


def check(browser: Visitor, path: str) -> Content:
    """Open a page that must be there, and look at everything that holds for each."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert weight(browser, answer.text) < MOST_BYTES
    return content_of(answer)


@pytest.mark.parametrize("role", ROLES)
def test_a_member_opens_what_the_role_may_and_no_more(as_: As, ids: dict[str, str], role: str) -> None:
    browser = as_(role)
    for page in OF_CLUB:
        path = page.path.format(**ids)
        if role in page.allowed:
            check(browser, path)
        else:
            answer = browser.get(path)
            assert answer.status_code == 403, f"{role}: {page.path}"
            content_of(answer)


@pytest.mark.parametrize("role", ["admin", "parent"])
def test_people_of_another_club_find_nothing(ids: dict[str, str], other_club: Club, role: str) -> None:
    browser = visitor(other_club.client, other_club.people[role].email)
    answers = {page.path: browser.get(page.path.format(**ids)).status_code for page in OF_CLUB}
    assert answers == dict.fromkeys(answers, 404)


def test_whoever_has_not_signed_in_is_shown_the_way_in_and_comes_back(
    stranger: Visitor, ids: dict[str, str]
) -> None:
    for path in (*(page.path for page in OF_CLUB), *OF_ONESELF, *OF_SERVER):
        answer = stranger.get(path.format(**ids))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2F")


@pytest.mark.parametrize("role", ["admin", "viewer"])
def test_everybody_opens_the_pages_about_themselves(as_: As, role: str) -> None:
    for path in OF_ONESELF:
        check(as_(role), path)


def test_somebody_new_is_shown_the_first_step_everywhere(client: TestClient) -> None:
    browser = visitor(client, signed_in(client, "newcomer").email)
    for path in OF_ONESELF:
        check(browser, path)
    assert "Found a club" in check(browser, "/").text


def test_whoever_runs_the_server_opens_its_pages(client: TestClient, ids: dict[str, str]) -> None:
    browser = visitor(client, signed_in(client, "boss", is_administrator=True).email)
    for path in OF_SERVER:
        check(browser, path.format(**ids))


@pytest.mark.parametrize("role", ["admin", "viewer"])
def test_to_everybody_else_there_is_no_administrators_corner(as_: As, ids: dict[str, str], role: str) -> None:
    answers = {path: as_(role).get(path.format(**ids)).status_code for path in OF_SERVER}
    assert answers == dict.fromkeys(answers, 404)


def test_the_pages_for_everybody_need_no_account(stranger: Visitor, ids: dict[str, str]) -> None:
    for path in FOR_ALL:
        check(stranger, path.format(**ids))


def test_a_mere_viewer_reads_no_name_on_the_roster(as_: As, club: Club) -> None:
    assert "Child" not in check(as_("viewer"), f"/teams/{club.team_id}").text
    assert "Child 7 of bears" in check(as_("parent"), f"/teams/{club.team_id}").text


OF_OTHERS = (
    "game_pages",
    "player_pages",
    "upload_pages",
    "shared_pages",
    "joining_pages",
    "lineup_pages",
    "certificate_pages",
    "take_pages",
    "deleting_pages",
    "participant_pages",
)
"""Modules whose pages are tried in tests of their own."""


def test_every_page_is_tried() -> None:
    there = {
        route.path.replace("{club_id}", "{organization_id}")
        for part in PAGES
        if not part.__name__.endswith(OF_OTHERS)
        for route in part.router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }
    named = (*(page.path for page in OF_CLUB), *OF_ONESELF, *OF_SERVER, *FOR_ALL)
    assert there == {path.partition("?")[0] for path in named}
