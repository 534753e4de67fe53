"""Parts of files are read from headers as RFC 9110 says."""

from datetime import UTC, datetime

import pytest

from touchline.server.kit.files.ranges import Part, Unsatisfiable, http_date, is_known, part_asked_for
from touchline.server.kit.storage.port import Stored

AT = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
FILE = Stored("a", 1000, AT, '"tag"')
DATE = "Sun, 01 Mar 2026 10:00:00 GMT"
EARLIER = "Sun, 01 Mar 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=0-499", Part(0, 500)),
        ("bytes=500-", Part(500, 500)),
        ("bytes=999-5000", Part(999, 1)),
        ("bytes=-1", Part(999, 1)),
        ("bytes=-5000", Part(0, 1000)),
    ],
)
def test_one_part_is_given(asked: str, part: Part) -> None:
    assert part_asked_for({"range": asked}, FILE) == part


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_a_part_behind_the_end_cannot_be_given(asked: str) -> None:
    with pytest.raises(Unsatisfiable):
        part_asked_for({"range": asked}, FILE)


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "bytes=a-b", "x=1-2", "bytes=1-x", "9" * 999],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_with_the_whole(asked: str) -> None:
    assert part_asked_for({"range": asked}, FILE) is None


@pytest.mark.parametrize(
    ("if_range", "is_given"),
    [('"tag"', True), (DATE, True), ('"x"', False), ('W/"tag"', False), (EARLIER, False)],
)
def test_a_part_is_given_only_of_the_file_that_is_meant(if_range: str, is_given: bool) -> None:
    part = part_asked_for({"range": "bytes=0-1", "if-range": if_range}, FILE)
    assert (part is not None) == is_given


@pytest.mark.parametrize(
    ("header", "value", "known"),
    [
        ("if-none-match", '"tag"', True),
        ("if-none-match", 'W/"x", W/"tag"', True),
        ("if-none-match", "*", True),
        ("if-none-match", '"x"', False),
        ("if-modified-since", DATE, True),
        ("if-modified-since", "Sun, 01 Mar 2026 09:59:59 GMT", False),
        ("if-modified-since", "yesterday", False),
        ("if-modified-since", "", False),
    ],
)
def test_whoever_has_it_already_is_told_so(header: str, value: str, known: bool) -> None:
    assert is_known({header: value}, FILE) == known


def test_the_tag_counts_more_than_the_date() -> None:
    assert not is_known({"if-none-match": '"x"', "if-modified-since": DATE}, FILE)


def test_of_an_empty_file_no_part_can_be_given() -> None:
    empty = Stored("a", 0, AT, '"tag"')
    for asked in ("bytes=0-", "bytes=-1"):
        with pytest.raises(Unsatisfiable):
            part_asked_for({"range": asked}, empty)


def test_a_moment_is_written_as_http_writes_it() -> None:
    assert http_date(AT) == DATE
