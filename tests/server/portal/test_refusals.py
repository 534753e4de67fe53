"""Errors: a page for whoever looks, a problem document for every program."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories.clubs import Club
from factories.visitors import Visitor, content_of, visitor
from server.portal.conftest import As


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
