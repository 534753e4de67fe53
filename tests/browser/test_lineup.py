"""A line-up in a real browser: who is placed twice moves, and the pitch shows who stands where."""

from playwright.sync_api import expect

from factories import games_of_clubs
from factories.browsers import Visits, faults_of
from factories.clubs import Club


def test_a_coach_lines_up_and_a_viewer_sees_it(visit: Visits, club: Club) -> None:
    game = games_of_clubs.schedule(club, opponent="Owls")
    page = visit(f"/games/{game.id}", club.people["coach"].email, "phone")
    page.get_by_role("link", name="Line-up").click()
    page.get_by_label("Goalkeeper").select_option(club.child_id)
    expect(page.locator("[data-spot='0'] text")).to_have_text("7")
    page.get_by_label("In front, centre").select_option(club.child_id)
    expect(page.get_by_label("Goalkeeper")).to_have_value("")
    expect(page.locator("[data-spot='0'] text")).to_have_text("")
    page.get_by_role("checkbox", name="7 ·").check()
    expect(page.get_by_label("In front, centre")).to_have_value("")
    page.get_by_label("Goalkeeper").select_option(club.other_child_id)
    page.get_by_label("Captain").select_option(club.other_child_id)
    assert faults_of(page) == []
    page.get_by_role("button", name="Save the line-up").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Goalkeeper")).to_have_value(club.other_child_id)

    seen = visit(f"/games/{game.id}/lineup", club.people["viewer"].email)
    expect(seen.locator(".rows li").first).to_contain_text("9")
    assert "Child" not in seen.content()
    assert faults_of(seen) == []
