"""From the first sign-in to a parent's consent, in a real browser."""

from playwright.sync_api import expect

from factories import clubs
from factories.browsers import Visits
from factories.clubs import Club
from factories.people import PASSWORD, signed_in


def test_a_coach_invites_a_parent_who_decides_for_the_child(visit: Visits, club: Club) -> None:
    own = clubs.found(club.client, "otters")  # what is decided here would hold for the films of other tests
    page = visit("/teams", size="phone")
    page.get_by_label("E-mail address").fill(own.people["coach"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="otters U12").click()
    page.get_by_role("link", name="Add a player").click()
    page.get_by_label("Name").fill("Maya")
    page.get_by_label("Number").fill("7")
    page.get_by_role("button", name="Add the player").click()
    expect(page.get_by_role("alert")).to_contain_text("wears number 7")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Number").fill("8")
    page.get_by_role("button", name="Add the player").click()
    expect(page.get_by_role("status")).to_contain_text("on the roster")
    page.get_by_role("link", name="Maya", exact=True).click()
    page.get_by_role("link", name="Invite a parent").click()
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("The link, shown this once").input_value()

    parent = signed_in(club.client, "mayas-parent")
    theirs = visit(link, parent.email, "phone")
    theirs.get_by_role("button", name="Yes, I am in").click()
    theirs.get_by_role("link", name="Maya").click()
    theirs.get_by_label("Filming").check()
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Filming", exact=True)).to_be_visible()
    page.goto(f"/teams/{own.team_id}")
    expect(page.get_by_role("link", name="May be filmed Maya")).to_be_visible()


def test_the_keyboard_alone_signs_in(visit: Visits, club: Club) -> None:
    page = visit("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(club.people["coach"].email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Account")).to_be_visible()
