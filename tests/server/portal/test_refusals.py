"""Errors: a page for whoever looks, a problem document for every program."""

import html
import re
from importlib import resources

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories import games_of_clubs
from factories.clubs import Club
from factories.people import PASSWORD
from factories.visitors import Visitor, content_of, visitor
from server.portal.conftest import As
from touchline.server.kit.ports import Ports
from touchline.server.portal.refusals import PASSWORDS


def test_an_address_that_leads_nowhere_is_a_page(stranger: Visitor) -> None:
    answer = stranger.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no page at this address" in content_of(answer).text


def test_nonsense_in_an_address_is_as_wrong_as_another_address(as_: As) -> None:
    answer = as_("admin").get("/teams/nonsense")
    assert answer.status_code == 404
    assert "There is no page at this address" in content_of(answer).text


def test_the_api_answers_a_browser_with_a_problem_too(stranger: Visitor) -> None:
    for path in ("/api/v1/nothing", "/api/v1/users/me"):
        assert stranger.get(path).headers["content-type"] == "application/problem+json"


def test_a_program_that_asks_for_a_page_is_told_a_problem(client: TestClient) -> None:
    for path, status in (("/nowhere", 404), ("/account", 401)):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_refusal_says_who_may(as_: As, club: Club) -> None:
    answer = as_("parent").get(f"/teams/{club.team_id}/edit")
    assert answer.status_code == 403
    assert "Only administrators and coaches of this team do this" in content_of(answer).text


def test_a_fault_of_ours_is_a_page_with_its_number_and_no_more(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)

    @app.get("/breaks")
    def break_down() -> None:
        raise RuntimeError("the secret of how we are made")

    answer = visitor(client).get("/breaks")
    assert answer.status_code == 500
    content = content_of(answer)
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in content.text


KEPT = "What you typed is kept on this page."
ANNA = {"display_name": "Anna <&>", "email": "anna@example.org"}


def fields_of(page: str) -> dict[str, str]:
    """Return what stands in the fields of a page's form."""
    found = re.findall(r'<input[^>]* name="(\w+)"(?:[^>]* value="([^"]*)")?', page)
    return {name: html.unescape(value) for name, value in found}


def refuse_once(stranger: Visitor, path: str, **fields: str) -> str:
    """Send a form until that is too often, and return the page that says so."""
    for _ in range(70):
        answer = stranger.post(path, **fields)
        if answer.status_code == 429:
            content_of(answer)
            assert int(answer.headers["retry-after"]) > 0
            return answer.text
    pytest.fail("never too often")


def test_a_form_that_is_sent_too_often_keeps_what_was_typed_but_passwords_and_is_sent_again(
    stranger: Visitor, ports: Ports
) -> None:
    page = refuse_once(stranger, "/register", **ANNA, password="short")
    assert re.search(r"Try again in (a second|\d+ seconds)", page)
    assert "short" not in page
    assert KEPT in page
    kept = fields_of(page)
    assert {name: kept[name] for name in ANNA} == ANNA
    assert kept["password"] == ""
    assert 'action="/register"' in page
    ports.counters.reset()
    answer = stranger.send("/register", {**kept, "password": PASSWORD})
    assert answer.headers["location"] == "/register/sent"


def test_a_password_that_opens_a_link_is_asked_for_again(stranger: Visitor) -> None:
    page = refuse_once(stranger, f"/s/{'x' * 43}?from=mail", password="guess")
    assert "guess" not in page
    assert 'action="/s/' in page
    assert "?from=mail" in page
    assert 'type="password"' in page
    assert KEPT not in page, "nothing but a password was typed"


def test_a_guest_who_comes_too_often_keeps_the_name(club: Club, stranger: Visitor) -> None:
    code = games_of_clubs.schedule(club).code
    assert fields_of(refuse_once(stranger, f"/join/{code}", name="Kim"))["name"] == "Kim"


def test_a_page_that_is_asked_for_too_often_has_nothing_to_keep(stranger: Visitor) -> None:
    answers = [stranger.get("/join/nonsense") for _ in range(61)]
    assert answers[-1].status_code == 429
    assert "<form" not in answers[-1].text


def test_every_field_of_a_password_is_known_as_one() -> None:
    templates = resources.files("touchline.server.portal") / "templates"
    asked = [
        name
        for template in templates.iterdir()
        for name in re.findall(
            r'parts\.field\(form, "(\w+)"[^}]*kind="password"', template.read_text("utf-8")
        )
    ]
    assert set(asked) == set(PASSWORDS)
