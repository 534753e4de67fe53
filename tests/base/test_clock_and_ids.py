"""Moments are aware, and ids rise with time."""

from datetime import UTC, datetime, timedelta

from touchline.base.clock import HandClock, SystemClock
from touchline.base.ids import new_id


def test_the_computers_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_hand_clock_moves_only_when_moved() -> None:
    clock = HandClock(datetime(2026, 9, 5, tzinfo=UTC))
    before = clock.now()
    clock.move(timedelta(hours=1))
    assert clock.now() - before == timedelta(hours=1)


def test_ids_are_of_version_7_differ_and_rise_with_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in ids)
    assert ids == sorted(ids), "in the order in which one program makes them"
