"""Every page of the portal looked at by axe, on a phone and on a desk, in light and in dark.

A page that is missing here fails the last test: nobody adds one that is not looked at.
"""

from typing import Any

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page

from factories.browsers import Site, Visits, faults_of, overflow_px
from factories.clubs import Club
from factories.people import signed_in
from factories.recorded_games import RecordedGame
from touchline.server.portal.router import PAGES

OPENED_BY = {
    "": [
        "/sign-in",
        "/register",
        "/register/sent",
        "/verify-email",
        "/forgot-password",
        "/forgot-password/sent",
        "/reset-password",
        "/invitations/{token}",
        "/s/{token}",
        "/join/{code}",
    ],
    "guest": ["/join/{code}/upload"],
    "coach": [
        "/",
        "/games",
        "/teams",
        "/clubs/new",
        "/clubs/{club_id}",
        "/teams/{team_id}",
        "/teams/{team_id}/edit",
        "/teams/{team_id}/people",
        "/teams/{team_id}/invite",
        "/teams/{team_id}/import",
        "/teams/{team_id}/games",
        "/teams/{team_id}/games/new",
        "/teams/{team_id}/players/new",
        "/teams/{team_id}/players/{player_id}",
        "/teams/{team_id}/players/{player_id}/remove",
        "/games/{game_id:uuid}",
        "/games/{game_id:uuid}/edit",
        "/games/{game_id:uuid}/lineup",
        "/games/{game_id:uuid}/cancel",
        "/games/{game_id:uuid}/participants/{participant_id:uuid}/remove",
        "/games/{game_id:uuid}/film",
        "/games/{game_id:uuid}/film/delete",
        "/games/{game_id:uuid}/clips/{clip_id:uuid}/delete",
        "/games/{game_id:uuid}/takes/{take_id:uuid}",
        "/games/{game_id:uuid}/takes/{take_id:uuid}/delete",
        "/games/{game_id:uuid}/upload",
        "/games/{game_id:uuid}/sync",
    ],
    "admin": [
        "/clubs/{club_id}/edit",
        "/clubs/{club_id}/people",
        "/clubs/{club_id}/invite",
        "/clubs/{club_id}/teams/new",
        "/clubs/{club_id}/members/{member_id}",
        "/teams/{team_id}/archive",
    ],
    "parent": [
        "/players",
        "/players/{player_id}/consent",
        "/account",
        "/account/profile",
        "/account/preferences",
        "/account/password",
    ],
    "boss": [
        "/admin",
        "/admin/people",
        "/admin/people/{person_id}",
        "/admin/people/{person_id}/erase",
        "/admin/storage",
        "/admin/jobs",
        "/admin/audit",
        "/admin/settings",
    ],
}
"""The pages by who looks: nobody, a guest of the game, people of the club, whoever runs the server."""
NO_PAGES = {
    "/games/{game_id:uuid}/events",
    "/games/{game_id:uuid}/film/progress",
    "/games/{game_id:uuid}/takes/{take_id:uuid}/still",
}
"""What scripts of pages read, and pictures in them."""
NUMBERED = [(who, path) for who, paths in OPENED_BY.items() for path in paths]
CLIP = {"start_s": 1.0, "end_s": 4.0}
THEMES = ("light", "dark")


@pytest.fixture(scope="session")
def addresses(club: Club, recorded: RecordedGame, link: str) -> dict[str, str]:
    """The address of every page, by its path."""
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members?limit=100").json()
    invited = club.call("admin", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}).json()
    clip = club.call("coach", "POST", f"/games/{recorded.game.id}/clips", CLIP)
    joined = club.call("parent", "POST", f"/games/{recorded.game.id}/join", {})
    ids = {
        "club_id": club.organization_id,
        "team_id": club.team_id,
        "player_id": club.child_id,
        "member_id": next(one["id"] for one in members["items"] if one["role"] == "coach"),
        "person_id": club.people["coach"].id,
        "game_id": recorded.game.id,
        "clip_id": clip.json()["id"],
        "take_id": recorded.take_id,
        "participant_id": joined.json()["participant_id"],
        "code": recorded.game.code,
        "token": "",
    }
    whole = {path: path.replace(":uuid", "").format(**ids) for _, path in NUMBERED}
    secret = {"/invitations/{token}": invited["link"], "/s/{token}": link}
    mailed = {path: f"{path}?token=abc" for path in ("/verify-email", "/reset-password")}
    return whole | secret | mailed | {"/admin/audit": "/admin/audit?verify=true"}


@pytest.fixture(scope="session")
def cookies(site: Site, club: Club, recorded: RecordedGame) -> dict[str, list[Any]]:
    """By what the browser of everybody who looks is known; a guest is one of that game."""
    boss, game = signed_in(club.client, "boss", is_administrator=True), recorded.game
    people = {"boss": boss, **club.people}
    joined = club.client.post(f"/api/v1/games/{game.id}/join", json={"code": game.code, "name": "Kim"}).json()
    camera = {"name": f"touchline_camera_{game.code}", "value": joined["camera_token"]}
    return {
        "": [],
        "guest": [{**camera, "url": f"{site.url}/join"}],
        **{name: site.cookies_of(person.email) for name, person in people.items()},
    }


def look(page: Page, address: str) -> tuple[int, list[str], bool]:
    """Open a page, and return its status, what axe finds, and whether it is wider than the window."""
    answer = page.goto(address)
    assert answer is not None
    return (answer.status, faults_of(page), overflow_px(page) > 0)


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_is_for_everybody(
    visit: Visits, cookies: dict[str, list[Any]], addresses: dict[str, str], size: str
) -> None:
    page = visit("about:blank", size=size)
    found = {}
    for number, (who, path) in enumerate(NUMBERED):
        page.context.clear_cookies()
        page.context.add_cookies(cookies[who])
        page.emulate_media(color_scheme=THEMES[(number + (size == "desk")) % 2])
        found[path] = look(page, addresses[path])
    assert found == dict.fromkeys(found, (200, [], False))


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desk", "dark")])
def test_a_page_that_is_not_there_is_for_everybody_too(visit: Visits, size: str, theme: str) -> None:
    page = visit("about:blank", size=size, color_scheme=theme)
    assert look(page, "/nowhere") == (404, [], False)
    visit.complaints[:] = [said for said in visit.complaints if "status of 404" not in said]


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desk", "light")])
def test_a_locked_link_is_for_everybody_too(
    visit: Visits, club: Club, recorded: RecordedGame, size: str, theme: str
) -> None:
    locked = {"password": "grandma's garden"}
    told = club.call("coach", "POST", f"/videos/{recorded.film_id}/share", locked).json()
    page = visit("about:blank", size=size, color_scheme=theme)
    assert look(page, told["link"]) == (200, [], False)


def test_every_page_is_looked_at() -> None:
    there = {
        route.path
        for part in PAGES
        for route in part.router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }
    assert there - NO_PAGES == {path for _, path in NUMBERED}
