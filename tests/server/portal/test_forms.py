"""Forms: what is right is done once and told on the next page; what is wrong is told beside its field."""

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from factories.clubs import Club
from factories.people import PASSWORD, last_token, ports_of, signed_in
from factories.visitors import Visitor, content_of, visitor
from server.portal.conftest import As
from touchline.server.portal.router import PAGES
from touchline.server.portal.shield import MOST_BYTES
from touchline.server.portal.sign_in_pages import own_path

POSTS = sorted(
    route.path
    for part in PAGES
    for route in part.router.routes
    if isinstance(route, APIRoute) and "POST" in route.methods
)
ANY_ID = "01a221de-c46a-7c47-89a1-63b52094fb91"


def with_ids(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: "x" * 20 if found[1] == "token" else ANY_ID, path)


def test_no_form_is_taken_without_the_token_of_its_page(as_: As) -> None:
    browser = as_("admin")
    answers = {path: browser.send(with_ids(path), {"name": "x"}).status_code for path in POSTS}
    assert answers == dict.fromkeys(POSTS, 403)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_no_form_is_taken_from_another_site(stranger: Visitor, headers: dict[str, str]) -> None:
    answers = {path: stranger.send(with_ids(path), {"name": "x"}, **headers) for path in POSTS}
    told = {path: (answer.status_code, "another site" in answer.text) for path, answer in answers.items()}
    assert told == dict.fromkeys(POSTS, (403, True))


def test_a_form_that_is_too_large_is_refused_before_it_is_read(stranger: Visitor) -> None:
    answer = stranger.send("/sign-in", {"email": "x" * MOST_BYTES})
    assert answer.status_code == 422
    assert "larger than" in answer.text


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(stranger: Visitor, club: Club) -> None:
    email = club.people["coach"].email
    answer = stranger.send("/sign-in", {"email": email, "password": "wrong", "next": "/teams"})
    assert answer.status_code == 422
    content = content_of(answer)
    assert "do not belong to an account" in content.text
    assert f'value="{email}"' in answer.text
    assert "wrong" not in re.findall(r'name="password"[^>]*', answer.text)[0]


def test_who_registers_first_comes_back_to_where_they_wanted_to_go(stranger: Visitor) -> None:
    page = stranger.get("/sign-in?next=/teams")
    assert '"/register?next=/teams"' in page.text
    stranger.get("/register?next=/teams")
    assert 'name="next" value="/teams"' in stranger.get("/sign-in").text


def test_wrong_passwords_are_counted_although_the_form_is_refused(stranger: Visitor, club: Club) -> None:
    told = {"email": club.people["coach"].email, "password": "wrong"}
    answers = [stranger.send("/sign-in", told).text for _ in range(8)]
    assert "Too many attempts" in answers[-1]


@pytest.mark.parametrize(
    ("page", "route", "most"),
    [
        ("register", "register", 30),
        ("verify-email", "verify-email", 30),
        ("forgot-password", "forgot-password", 30),
        ("reset-password", "reset-password", 30),
        ("sign-in", "login", 60),
        ("sign-in", "cookie", 60),
    ],
)
def test_an_address_that_asks_to_get_in_is_counted_alike_by_form_and_by_the_api(
    client: TestClient, stranger: Visitor, page: str, route: str, most: int
) -> None:
    api = [client.post(f"/api/v1/auth/{route}", json={}).status_code for _ in range(most // 2)]
    forms = [stranger.send(f"/{page}", {}).status_code for _ in range(most // 2 + 1)]
    assert set(api + forms[:-1]) == {422}
    assert forms[-1] == 429


def test_whoever_signs_in_goes_where_they_wanted_and_is_known(stranger: Visitor, club: Club) -> None:
    told = {"email": club.people["coach"].email, "password": PASSWORD, "next": f"/teams/{club.team_id}"}
    answer = stranger.send("/sign-in", told)
    assert answer.headers["location"] == f"/teams/{club.team_id}"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert stranger.follow(answer).status_code == 200


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb"]
)
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert own_path(path) == "/"


def test_signing_out_ends_the_sign_in(as_: As) -> None:
    browser = as_("coach")
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert browser.get("/account").status_code == 303


def test_somebody_registers_confirms_and_comes_back_to_the_invitation(
    client: TestClient, club: Club, stranger: Visitor
) -> None:
    invited = club.call("coach", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}).json()
    path = f"/invitations/{invited['link'].rpartition('/')[2]}"
    assert "bears invites you" in content_of(stranger.get(path)).text
    stranger.get(f"/register?next={path}")
    told = {"email": "new@example.org", "password": PASSWORD, "display_name": "New"}
    assert stranger.send("/register", told).headers["location"] == "/register/sent"
    token = last_token(ports_of(client))
    assert stranger.get(f"/verify-email?token={token}").status_code == 200  # looking uses nothing up
    other = stranger.send("/verify-email", {"token": token, "password": "what a stranger chose"})
    assert other.status_code == 422
    assert "no account is made" in content_of(other).text
    assert token in other.text, "the right password can follow"
    answer = stranger.send("/verify-email", {"token": token, "password": PASSWORD})
    assert "Your address is confirmed" in stranger.follow(answer).text
    assert f'name="next" value="{path}"' in stranger.get("/sign-in").text
    answer = stranger.send("/sign-in", {**told, "next": path})
    page = stranger.follow(answer)
    stranger.csrf_token = re.findall(r'name="csrf_token" value="(\w+)"', page.text)[0]
    answer = stranger.post(path)
    assert answer.headers["location"] == f"/teams/{club.team_id}"
    assert "You are in" in stranger.follow(answer).text


def test_a_link_of_a_mail_opens_once(stranger: Visitor) -> None:
    answer = stranger.send("/verify-email", {"token": "x" * 43, "password": PASSWORD})
    assert answer.status_code == 422
    assert "used up" in content_of(answer).text


def test_a_forgotten_password_is_chosen_anew(client: TestClient, club: Club, stranger: Visitor) -> None:
    email = club.people["parent"].email
    assert stranger.send("/forgot-password", {"email": email}).headers["location"].endswith("/sent")
    token = last_token(ports_of(client))
    weak = stranger.send("/reset-password", {"token": token, "new_password": "password"})
    assert weak.status_code == 422
    assert content_of(weak).errors["new_password"]
    answer = stranger.send("/reset-password", {"token": token, "new_password": "another four random words"})
    assert "Your password is changed" in stranger.follow(answer).text


def test_a_number_that_is_taken_is_told_beside_its_field_and_nothing_is_written(as_: As, club: Club) -> None:
    browser = as_("coach")
    path = f"/teams/{club.team_id}/players/{club.child_id}"
    answer = browser.post(path, name="Another name", jersey_number="9", position="Wing")
    content = content_of(answer)
    assert answer.status_code == 422
    assert "wears number 9" in content.errors["jersey_number"]
    assert 'value="Another name"' in answer.text
    assert "Child 7 of bears" in browser.get(path).text


def test_a_club_a_team_and_its_players_come_to_be(client: TestClient) -> None:
    browser = visitor(client, signed_in(client, "founder").email)
    added = browser.follow(browser.post("/clubs/new", name="Foxes"))
    assert "The club is founded" in added.text
    path = re.findall(r'action="(/clubs/[^"]+/teams/new)"', added.text)[0]
    refused = browser.post(path, name="", sport="soccer")
    assert content_of(refused).errors == {"name": "Fill this in."}
    answer = browser.post(path, name="U10", sport="soccer", age_group="")
    team = answer.headers["location"]
    assert "The team is there" in browser.follow(answer).text
    assert "The team is there" not in browser.get(team).text  # a notice is told once
    again = browser.post(f"{team}/players/new", name="Ayşe", jersey_number="", then="another")
    assert again.headers["location"] == f"{team}/players/new"
    assert "Ayşe" in browser.get(team).text
    assert browser.post(f"{team}/archive").status_code == 303
    assert browser.get(team).status_code == 404


def test_a_team_that_was_put_away_is_brought_back_on_the_page_of_its_club(as_: As, club: Club) -> None:
    admin, page = as_("admin"), f"/clubs/{club.organization_id}"
    assert "Bring back" not in admin.get(page).text
    admin.post(f"/teams/{club.team_id}/archive")
    assert f'action="/teams/{club.team_id}/restore"' in admin.get(page).text
    assert "Bring back" not in as_("coach").get(page).text
    content_of(admin.get(page))
    back = admin.follow(admin.post(f"/teams/{club.team_id}/restore"))
    assert "The team is back" in back.text
    assert "Child 7 of bears" in back.text
    assert "Bring back" not in admin.get(page).text


def test_a_file_is_taken_line_by_line_and_each_fault_is_told(as_: As, club: Club) -> None:
    browser, path = as_("coach"), f"/teams/{club.team_id}/import"
    answer = browser.upload(path, "roster.csv", b"name;number\nLena;4\nJonas;many\nMia;5\n")
    content = content_of(answer)
    assert "2 players added" in content.text
    assert "1 line was left out" in content.text
    assert "whole number" in content.text
    assert browser.post(path).status_code == 422


def test_a_link_is_shown_to_whoever_made_it_and_only_once(as_: As, club: Club) -> None:
    browser = as_("coach")
    answer = browser.post(f"/teams/{club.team_id}/invite", role="coach", days="7", player_id=club.child_id)
    assert "/invitations/" in browser.follow(answer).text.partition('id="link"')[2][:200]
    people = browser.get(f"/teams/{club.team_id}/people")
    assert 'id="link"' not in people.text
    withdraw = re.findall(r'action="(/teams/[^"]+/withdraw)"', people.text)[0]
    assert "is withdrawn" in browser.follow(browser.post(withdraw)).text


def test_a_parent_is_invited_for_a_player_or_not_at_all(as_: As, club: Club) -> None:
    answer = as_("coach").post(f"/teams/{club.team_id}/invite", role="parent", days="7", player_id="")
    assert "which player" in content_of(answer).errors["player_id"]


def test_a_parent_says_yes_and_takes_it_back(as_: As, club: Club) -> None:
    browser, path = as_("parent"), f"/players/{club.child_id}/consent"
    assert "be filmed" in browser.get("/").text
    assert "Saved" in browser.follow(browser.post(path, film="on", share="on")).text
    given = club.call("parent", "GET", f"/players/{club.child_id}/consent").json()
    assert (given["film"], given["analyse"], given["share"]) == (True, False, True)
    browser.post(path)
    assert not club.call("parent", "GET", f"/players/{club.child_id}/consent").json()["film"]


def test_a_coach_takes_a_yes_back_and_gives_none(as_: As, club: Club) -> None:
    answer = as_("coach").post(f"/players/{club.child_id}/consent", film="on")
    assert answer.status_code == 422
    assert "Only a parent says yes" in content_of(answer).text


def test_the_last_administrator_stays(as_: As, club: Club) -> None:
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members").json()["items"]
    member = next(one["id"] for one in members if one["role"] == "admin")
    path = f"/clubs/{club.organization_id}/members/{member}"
    for answer in (as_("admin").post(f"{path}/remove"), as_("admin").post(path, role="coach")):
        assert answer.status_code in (409, 422)
        assert "needs an administrator" in content_of(answer).text


def test_a_role_is_changed(as_: As, club: Club) -> None:
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members").json()["items"]
    member = next(one["id"] for one in members if one["role"] == "coach")
    path = f"/clubs/{club.organization_id}/members/{member}"
    assert as_("admin").post(path, role="viewer").status_code == 303
    assert as_("coach").get(f"/teams/{club.team_id}/edit").status_code == 403
    assert content_of(as_("admin").post(path, role="parent")).errors["role"]


def test_a_game_is_scheduled_by_the_clocks_of_its_place(as_: As, club: Club) -> None:
    browser, path = as_("coach"), f"/teams/{club.team_id}/games/new"
    told = {
        "kind": "match",
        "opponent": "Wolves",
        "starts_at": "2026-12-05T10:15",
        "time_zone": "Europe/Zurich",
    }
    answer = browser.post(path, **told, is_home="on")
    assert answer.headers["location"].startswith("/games/")
    (game,) = club.call("coach", "GET", "/games").json()["items"]
    assert (game["starts_at"], game["is_home"]) == ("2026-12-05T09:15:00Z", True)
    assert "bears U12 – Wolves" in content_of(browser.get("/")).text
    refused = content_of(browser.post(path, **told | {"starts_at": "tomorrow"}))
    assert refused.errors == {"starts_at": "Choose a day and a time."}


def test_preferences_hold_from_the_next_page_on(as_: As) -> None:
    browser = as_("parent")
    told = {"time_zone": "Europe/Berlin", "notification_frequency": "daily", "units": "metric"}
    assert content_of(browser.post("/account/preferences", **told | {"time_zone": "Mars"})).errors[
        "time_zone"
    ]
    page = browser.follow(browser.post("/account/preferences", **told, language="de"))
    assert page.headers["content-language"] == "de"
    assert "Gespeichert." in page.text


def test_a_changed_password_signs_all_devices_out(as_: As) -> None:
    browser, other = as_("coach"), as_("coach")
    told = {"present_password": "wrong", "new_password": "another four random words"}
    assert content_of(browser.post("/account/password", **told)).errors["present_password"]
    assert browser.post("/account/password", **told | {"present_password": PASSWORD}).status_code == 303
    assert other.get("/account").status_code == 303


def test_a_notice_that_is_not_ours_is_not_shown(stranger: Visitor) -> None:
    stranger.client.cookies.set("touchline_notice", "saved~~0000")
    assert "Saved." not in stranger.get("/sign-in").text
