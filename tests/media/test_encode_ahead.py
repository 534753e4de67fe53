"""Work ahead of the consumer: same items, same failures, nothing left running."""

import threading
from collections.abc import Iterator

import pytest

from touchline.media.encode_ahead import ahead


def test_items_come_in_their_order() -> None:
    assert list(ahead(range(100), depth=3)) == list(range(100))


def test_a_failure_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    taken: list[int] = []
    with pytest.raises(OSError, match="disk is gone"):
        taken.extend(ahead(items()))


def test_a_consumer_that_stops_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    items = ahead(iter(range(10_000)), depth=2)
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before
