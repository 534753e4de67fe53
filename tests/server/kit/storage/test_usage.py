"""What is kept, how fast it grows, and when there is no room left."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from touchline.base.clock import HandClock
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage import usage
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.memory import MemoryStorage

NOW = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
MB = 1_000_000


def storage_with(*ages_days: int) -> tuple[MemoryStorage, HandClock]:
    """Return a storage with files of these ages, the oldest first, and its clock."""
    clock = HandClock(NOW - timedelta(days=365))
    storage = MemoryStorage(Links(Signer("a secret of tests"), clock), clock)
    for n, days in enumerate(ages_days):
        clock.move(NOW - timedelta(days=days) - clock.now())
        storage.put(f"takes/{n}", io.BytesIO(bytes(MB)))
    clock.move(NOW - clock.now())
    return storage, clock


def test_growth_is_what_came_in_four_weeks() -> None:
    found = usage.measure(storage_with(100, 20, 10, 1)[0], NOW)
    assert (found.files, found.used_bytes) == (4, 4 * MB)
    assert found.growth_bytes_per_day == 3 * MB / 28


def test_a_new_server_is_not_said_to_have_stood_still_for_four_weeks() -> None:
    found = usage.measure(storage_with(2, 1)[0], NOW)
    assert found.growth_bytes_per_day == MB


def test_it_is_full_when_the_smaller_of_disk_and_quota_is() -> None:
    found = usage.measure(storage_with(2, 1)[0], NOW)
    by_disk = usage.forecast(found, free_bytes=11 * MB, keep_free_bytes=MB, quota_bytes=100 * MB)
    assert (by_disk.room_bytes, by_disk.full_at) == (10 * MB, NOW + timedelta(days=10))
    by_quota = usage.forecast(found, free_bytes=11 * MB, keep_free_bytes=MB, quota_bytes=5 * MB)
    assert (by_quota.room_bytes, by_quota.full_at) == (3 * MB, NOW + timedelta(days=3))


def test_an_empty_server_is_not_full_soon() -> None:
    found = usage.measure(storage_with()[0], NOW)
    assert usage.forecast(found, free_bytes=0, keep_free_bytes=MB, quota_bytes=None).full_at is None


def test_files_are_not_counted_for_every_page() -> None:
    storage, clock = storage_with(1)
    meter = usage.Meter(storage, clock)
    assert meter.read().files == 1
    storage.put("takes/more", io.BytesIO(b"x"))
    assert meter.read().files == 1
    clock.move(usage.RECOUNT_AFTER + timedelta(seconds=1))
    assert meter.read().files == 2


def test_a_folder_that_is_not_there_yet_lies_on_a_disk_all_the_same(tmp_path: Path) -> None:
    assert usage.free_bytes_at(tmp_path / "not" / "yet") > 0
