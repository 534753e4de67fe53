"""What is logged can be read by machines, and says nothing about a person."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from touchline.server.kit import logs

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Configure logging as the server does, and read what was logged; put back what was there."""
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    before = root.handlers, root.level, access.disabled
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level, access.disabled = before
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_line_is_an_object_with_its_moment_and_its_request(lines: Lines) -> None:
    structlog.contextvars.bind_contextvars(request_id="r-1")
    structlog.get_logger().info("film made", game_id="g-1", shots=9, share=0.5)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")  # type: ignore[attr-defined]
    assert line == {
        "event": "film made", "level": "info", "request_id": "r-1", "game_id": "g-1", "shots": 9, "share": 0.5
    }  # fmt: skip


def test_what_libraries_log_looks_the_same(lines: Lines) -> None:
    logging.getLogger("library").warning("%s is slow", "disk")
    (line,) = lines()
    assert (line["event"], line["level"]) == ("disk is slow", "warning")


@pytest.mark.parametrize("key", ["email", "name", "first_name", "password", "token", "ip", "Authorization"])
def test_what_is_personal_by_its_key_is_left_out_however_deep_it_lies(lines: Lines, key: str) -> None:
    structlog.get_logger().info("seen", **{key: "Anna"}, more={"players": [{key: "Anna", "number": 7}]})
    (line,) = lines()
    assert "Anna" not in json.dumps(line)
    assert line["more"] == {"players": [{key: logs.REMOVED, "number": 7}]}


@pytest.mark.parametrize(
    "secret",
    [
        "anna.müller+club@example.org",
        "Bearer abc.def-ghi",
        "tld_4f3a9c",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "/files/eyJrIjoi.abc/films/1/film.mp4",
    ],
)
def test_what_looks_like_an_address_or_a_secret_is_masked_wherever_it_stands(
    lines: Lines, secret: str
) -> None:
    def fail() -> None:
        raise RuntimeError(f"cannot reach <{secret}>, sorry")

    try:
        fail()
    except RuntimeError:
        structlog.get_logger().exception(f"failed for {secret}", where=[secret])
    logging.getLogger("library").error("failed for %s", secret)
    for line in lines():
        said = json.dumps(line, ensure_ascii=False)
        for part in ("anna", "müller", "abc", "4f3a9c", "eyJ"):
            assert part not in said


def test_a_traceback_is_told_without_what_the_database_was_sent(lines: Lines) -> None:
    def insert() -> None:
        raise RuntimeError("duplicate\n[SQL: INSERT INTO people VALUES (?, ?)]\n[parameters: ('Anna', 7)]")

    try:
        insert()
    except RuntimeError:
        structlog.get_logger().exception("unforeseen")
    (line,) = lines()
    assert "Anna" not in str(line["exception"])
    assert "INSERT INTO people" in str(line["exception"])


def test_a_thing_of_another_kind_is_told_as_text(lines: Lines) -> None:
    structlog.get_logger().info("odd", thing=ValueError("of anna@example.org"), none=None)
    (line,) = lines()
    assert line["thing"] == "of [address]"
    assert line["none"] is None


def test_a_person_at_a_terminal_may_have_it_plain() -> None:
    stream = io.StringIO()
    handler, structlog_before = logging.getLogger().handlers, structlog.get_config()
    logs.configure(as_json=False, stream=stream)
    structlog.get_logger().info("hello", email="anna@example.org")
    logging.getLogger().handlers = handler
    structlog.configure(**structlog_before)
    assert "hello" in stream.getvalue()
    assert "anna" not in stream.getvalue()
