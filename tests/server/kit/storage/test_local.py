"""A folder of files: nothing half-written, whatever happens."""

import io
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from touchline.base.clock import HandClock, SystemClock
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.errors import DiskFull, NoSuchFile
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.local import UNFINISHED, LocalStorage
from touchline.server.kit.storage.room import Room

LINKS = Links(Signer("secret"), SystemClock())

PUT_FOREVER = """
import io, sys
from pathlib import Path
from touchline.base.clock import SystemClock
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.room import Room
folder = Path(sys.argv[1])
storage = LocalStorage(folder, Links(Signer("x"), SystemClock()), Room(folder))
print("ready", flush=True)
for number in range(10**9):
    storage.put("a/b", io.BytesIO(bytes([number % 256]) * 300_000))
    print(number % 256, flush=True)
"""


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path, LINKS, Room(tmp_path))


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("after", [1, 4, 11])
def test_killed_while_putting_the_last_acknowledged_or_the_next_content_is_there_as_a_whole(
    tmp_path: Path, after: int
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", PUT_FOREVER, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(1 + after)]
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    acknowledged = int(said[-1])
    content = (tmp_path / "a/b").read_bytes()
    assert len(content) == 300_000
    assert len(set(content)) == 1
    assert content[0] in (acknowledged, (acknowledged + 1) % 256)


def test_what_a_killed_program_left_is_no_file_and_is_removed_after_a_day(
    tmp_path: Path, storage: LocalStorage
) -> None:
    left = tmp_path / UNFINISHED / "left"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert list(storage.list("")) == []
    clock = HandClock(datetime.now(UTC) + timedelta(hours=23))
    assert storage.forget_abandoned(clock) == 0
    clock.move(timedelta(hours=2))
    assert storage.forget_abandoned(clock) == 1
    assert not left.exists()


def test_a_full_disk_is_told_in_words_and_leaves_nothing_behind(small_disk: Path) -> None:
    storage = LocalStorage(small_disk, LINKS, Room(small_disk))
    storage.put("a", io.BytesIO(b"kept"))
    with pytest.raises(DiskFull, match="no room left"):
        storage.put("b", io.BytesIO(bytes(8_000_000)))
    assert files_below(small_disk) == ["a"]
    storage.put("c", io.BytesIO(bytes(500_000)))


def test_some_of_the_disk_stays_free(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path, LINKS, Room(tmp_path, keep_free_bytes=10**18))
    with pytest.raises(DiskFull):
        storage.put("a", io.BytesIO(b"1"))
    assert files_below(tmp_path) == []


def test_a_file_from_another_disk_is_taken_over_too(small_disk: Path, storage: LocalStorage) -> None:
    path = small_disk / "upload"
    path.write_bytes(b"a take")
    storage.adopt("takes/1", path)
    assert files_below(small_disk) == []
    with storage.open("takes/1") as opened:
        assert opened.read(0, 100) == b"a take"


def test_taking_over_a_file_costs_nothing_for_its_size(tmp_path: Path, storage: LocalStorage) -> None:
    path = tmp_path.parent / f"{tmp_path.name}-upload"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert storage.adopt("takes/1", path).size_bytes == 50_000_000_000


def test_a_link_out_of_the_folder_and_a_folder_are_no_files(tmp_path: Path, storage: LocalStorage) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    for key in ("link", "folder"):
        with pytest.raises(NoSuchFile):
            storage.open(key)
    assert list(storage.list("")) == []


def test_empty_folders_do_not_stay(tmp_path: Path, storage: LocalStorage) -> None:
    storage.put("films/1/a", io.BytesIO(b"1"))
    storage.put("films/2", io.BytesIO(b"1"))
    storage.delete("films/1/a")
    assert not (tmp_path / "films/1").exists()
    assert (tmp_path / "films/2").exists()


def test_putting_beside_deleting_never_fails(storage: LocalStorage) -> None:
    failed: list[Exception] = []

    def write_and_delete(key: str) -> None:
        try:
            for _ in range(200):
                storage.put(key, io.BytesIO(b"1"))
                storage.delete(key)
        except Exception as error:  # noqa: BLE001 (told by the assertion below)
            failed.append(error)

    threads = [threading.Thread(target=write_and_delete, args=(f"a/b/{name}",)) for name in "uvwxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_an_open_file_may_be_closed_twice(storage: LocalStorage) -> None:
    storage.put("a", io.BytesIO(b"1"))
    opened = storage.open("a")
    opened.close()
    opened.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        opened.read(0, 1)
