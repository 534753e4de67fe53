"""Files come to whoever holds a good address, whole or in part, and to nobody else."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from factories import outside
from touchline.base.clock import HandClock
from touchline.server.app import create_app
from touchline.server.kit import callers
from touchline.server.kit.db import Database
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.links import Link
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.room import Room
from touchline.server.settings import Settings

HOUR = timedelta(hours=1)
FILM = np.random.default_rng(1).bytes(600_000)


@pytest.fixture(params=["local", "memory"])
def ports(request: pytest.FixtureRequest, clock: HandClock, tmp_path: Path) -> Iterator[Ports]:
    """The ports of tests, with each place for files in turn; the database is not asked."""
    database = Database(f"sqlite:///{tmp_path / 'never-opened.db'}")
    ports = outside.ports_over(database, clock)
    if request.param == "local":
        ports = replace(ports, storage=LocalStorage(tmp_path / "files", ports.links, Room(tmp_path)))
    ports.storage.put("films/1/film.mp4", io.BytesIO(FILM))
    yield ports
    assert not (tmp_path / "never-opened.db").exists()
    database.close()


@pytest.fixture
def url(ports: Ports) -> str:
    """The address of a film."""
    return ports.storage.url("films/1/film.mp4", HOUR)


def test_a_film_comes_whole_with_all_that_a_player_asks_about(client: TestClient, url: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.content) == (200, FILM)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == "600000"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert {"etag", "last-modified"} <= answer.headers.keys()
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "given", "part"),
    [
        ("bytes=0-0", "bytes 0-0/600000", FILM[:1]),
        ("bytes=100000-599999", "bytes 100000-599999/600000", FILM[100_000:]),
        ("bytes=-7", "bytes 599993-599999/600000", FILM[-7:]),
    ],
)
def test_a_part_comes_as_a_part(client: TestClient, url: str, asked: str, given: str, part: bytes) -> None:
    answer = client.get(url, headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (206, given)
    assert answer.headers["content-length"] == str(len(part))
    assert answer.content == part


def test_a_part_behind_the_end_is_refused_and_says_how_long_the_file_is(client: TestClient, url: str) -> None:
    answer = client.get(url, headers={"range": "bytes=600000-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */600000")
    assert answer.json()["code"] == "NOT_THAT_LONG"


def test_what_is_known_is_not_sent_again(client: TestClient, url: str) -> None:
    first = client.get(url)
    for known in (
        {"if-none-match": first.headers["etag"]},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        answer = client.get(url, headers=known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first.headers["etag"]


def test_after_a_change_a_part_of_the_old_film_is_answered_with_the_whole_new_one(
    client: TestClient, ports: Ports, url: str
) -> None:
    etag = client.get(url, headers={"range": "bytes=0-9"}).headers["etag"]
    ports.storage.put("films/1/film.mp4", io.BytesIO(b"a new cut"))
    answer = client.get(url, headers={"range": "bytes=10-19", "if-range": etag})
    assert (answer.status_code, answer.content) == (200, b"a new cut")


def test_head_tells_all_and_sends_nothing(client: TestClient, url: str) -> None:
    whole = client.get(url)
    answer = client.head(url, headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    for header in ("content-type", "content-length", "etag", "last-modified"):
        assert answer.headers[header] == whole.headers[header]


def test_an_expired_address_is_not_found(client: TestClient, url: str, clock: HandClock) -> None:
    clock.move(HOUR)
    answer = client.get(url)
    assert (answer.status_code, answer.json()["code"]) == (404, "BAD_TOKEN")
    assert "Ask for a new one" in answer.json()["detail"]


def test_an_address_opens_no_other_file(client: TestClient, ports: Ports, url: str) -> None:
    ports.storage.put("films/2/film.mp4", io.BytesIO(b"of another club"))
    for other in ("films/2/film.mp4", "films/1/film.mp4x", "films/1/", "films/1/../2/film.mp4", "films"):
        assert client.get(url.replace("films/1/film.mp4", other)).status_code == 404


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(min_value=0), letter=st.sampled_from("aZ09-_."))
def test_an_address_that_was_changed_is_not_found(
    client: TestClient, url: str, position: int, letter: str
) -> None:
    start, length = len("/files/"), len(url.split("/")[2]) - 1
    at = start + position % length
    changed = url[:at] + letter + url[at + 1 :]
    if changed != url:
        assert client.get(changed).status_code == 404


def test_a_film_that_was_deleted_is_not_found(client: TestClient, ports: Ports, url: str) -> None:
    ports.storage.delete("films/1/film.mp4")
    for answer in (client.get(url), client.head(url)):
        assert answer.status_code == 404


def test_one_address_opens_a_playlist_and_all_it_refers_to(client: TestClient, ports: Ports) -> None:
    tree = {
        "main.m3u8": "application/vnd.apple.mpegurl",
        "v1/1.m4s": "video/iso.segment",
        "v1/init.mp4": "video/mp4",
    }
    for name in tree:
        ports.storage.put(f"hls/1/{name}", io.BytesIO(name.encode()))
    ports.storage.put("hls/10/main.m3u8", io.BytesIO(b"of another game"))
    url = ports.storage.url("hls/1/main.m3u8", HOUR, Link(folder="hls/1/"))
    base = url.removesuffix("main.m3u8")
    for name, kind in tree.items():
        answer = client.get(base + name)
        assert (answer.status_code, answer.text) == (200, name)
        assert answer.headers["content-type"] == kind
    assert client.get(url.replace("hls/1/", "hls/10/")).status_code == 404


def test_a_playlist_that_may_grow_is_asked_for_anew(client: TestClient, ports: Ports) -> None:
    ports.storage.put("hls/1/main.m3u8", io.BytesIO(b"#EXTM3U"))
    answer = client.get(ports.storage.url("hls/1/main.m3u8", HOUR))
    assert answer.headers["cache-control"] == "private, no-cache"


def test_an_address_of_one_person_works_for_nobody_else(settings: Settings, ports: Ports) -> None:
    app = create_app(settings, ports)
    callers.install(app, lambda request: request.headers.get("x-person"))
    client = TestClient(app)
    url = ports.storage.url("films/1/film.mp4", HOUR, Link(holder="anna"))
    for headers, status in (({"x-person": "anna"}, 200), ({"x-person": "ben"}, 404), ({}, 404)):
        assert client.get(url, headers=headers).status_code == status
        assert client.head(url, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("Hawks.mp4", "Hawks.mp4", "Hawks.mp4"),
        ("Füchse – Löwen.mp4", "F_chse _ L_wen.mp4", "F%C3%BCchse%20%E2%80%93%20L%C3%B6wen.mp4"),
        ("../../etc/passwd", "_.._etc_passwd", "_.._etc_passwd"),
        ('a"\r\nset-cookie: x', "a_set-cookie_ x", "a_set-cookie_%20x"),
        ("雪だるま.mp4", "____.mp4", "%E9%9B%AA%E3%81%A0%E3%82%8B%E3%81%BE.mp4"),
        ("\u202egpj.exe", "_gpj.exe", "_gpj.exe"),
        (" .. ", "file", "file"),
    ],
)
def test_a_download_is_saved_under_a_safe_name(
    client: TestClient, ports: Ports, name: str, plain: str, encoded: str
) -> None:
    answer = client.get(ports.storage.url("films/1/film.mp4", HOUR, Link(name=name)))
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    assert answer.headers["content-disposition"] == said


@pytest.mark.parametrize("ending", ["html", "svg", "js", "xhtml", "exe", "fit"])
def test_what_a_browser_would_run_is_only_bytes(client: TestClient, ports: Ports, ending: str) -> None:
    ports.storage.put(f"x/1.{ending}", io.BytesIO(b"<script>alert(1)</script>"))
    answer = client.get(ports.storage.url(f"x/1.{ending}", HOUR))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_the_application_still_says_what_it_offers(ports: Ports, settings: Settings) -> None:
    paths = create_app(settings, ports).openapi()["paths"]
    assert "/files/{token}/{key}" in paths
