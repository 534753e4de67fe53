"""Signing in, in a real browser."""

from playwright.sync_api import expect

from factories.browsers import Visits
from factories.clubs import Club
from factories.people import PASSWORD


def test_whoever_signs_in_comes_back_to_the_page_they_wanted(visit: Visits, club: Club) -> None:
    page = visit("/?from=mail")
    page.get_by_label("E-mail address").fill(club.people["coach"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{visit.site.url}/?from=mail")
