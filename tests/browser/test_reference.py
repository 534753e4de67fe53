"""The reference of the API in a real browser: all of it is shown, and nobody else is asked for anything."""

import pytest
from playwright.sync_api import Page, Request

from factories.browsers import Site, Visits, faults_of


def asked_by(page: Page, path: str) -> list[str]:
    """Open a page, and return the addresses that it loads."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            asked.append(request.url)

    page.on("request", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return asked


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize(
    ("path", "operation"), [("/docs", ".opblock-summary-description"), ("/redoc", "[data-section-id] h2")]
)
def test_the_reference_shows_every_operation_and_asks_no_other_host(
    visit: Visits, site: Site, path: str, operation: str, size: str
) -> None:
    page = visit("about:blank", size=size)
    asked = asked_by(page, path)
    assert [address for address in asked if not address.startswith(f"{site.url}/")] == []
    page.locator(operation, has_text="Schedule a game").first.wait_for()
    operations = [one for methods in site.app.openapi()["paths"].values() for one in methods.values()]
    shown = page.locator("body").inner_text()
    assert [one["summary"] for one in operations if one["summary"] not in shown] == []


def test_the_reference_is_styled_by_our_own_files_alone(visit: Visits) -> None:
    page = visit("/redoc")
    page.locator(".menu-content").wait_for()
    assert page.locator(".menu-content").evaluate("menu => getComputedStyle(menu).display") == "flex"


def open_one_of_each(page: Page) -> None:
    """Open an operation with parameters of each method, to be tried out."""
    for method in ("get", "post", "put", "patch", "delete", "head", "options"):
        operation = page.locator(f".opblock-{method}").nth(
            3 if method in ("get", "post", "put", "delete") else 0
        )
        operation.locator(".opblock-summary-control").click()
        operation.locator(".try-out__btn").click()
        operation.locator(".execute").wait_for()


def test_every_word_of_the_page_to_try_the_api_out_can_be_read(visit: Visits) -> None:
    page = visit("/docs")
    page.locator(".opblock-summary-description").first.wait_for()
    open_one_of_each(page)
    assert pale(page) == []
    page.locator(".btn.authorize").first.click()
    page.locator(".dialog-ux").wait_for()
    assert pale(page) == []


def pale(page: Page) -> list[str]:
    """Return what is too pale. How Swagger UI nests its buttons is not ours to change."""
    return [fault for fault in faults_of(page) if fault.startswith("color-contrast")]
