"""Static files: kept for ever under their fingerprint, and nothing but them."""

import pytest

from factories.visitors import Visitor
from touchline.server.portal import static_files

STATIC = static_files.read()


def test_a_file_is_kept_for_ever_under_its_fingerprint(stranger: Visitor) -> None:
    answer = stranger.get(STATIC.url("portal/portal.css"), **{"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == STATIC.files["portal/portal.css"].content


def test_a_page_from_before_an_update_gets_the_file_of_today_uncached(stranger: Visitor) -> None:
    answer = stranger.get("/static/000000000000/portal/portal.js", **{"accept-encoding": "identity"})
    assert answer.content == STATIC.files["portal/portal.js"].content
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "%2e%2e/page.py",
        "..%2fpage.py",
        "portal/%2e%2e/%2e%2e/page.py",
        "/etc/passwd",
        "portal/",
        "portal",
        "%00",
    ],
)
def test_no_path_leads_out_of_the_folder(stranger: Visitor, path: str) -> None:
    answer = stranger.get(f"/static/{STATIC.fingerprint}/{path}")
    assert answer.status_code == 404
    assert b"import" not in answer.content


def test_every_vendored_library_comes_with_its_licence() -> None:
    libraries = {path.split("/")[1] for path in STATIC.files if path.startswith("vendor/")}
    assert libraries
    for library in libraries:
        assert f"vendor/{library}/LICENSE.txt" in STATIC.files
