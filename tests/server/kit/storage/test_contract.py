"""Every place for files keeps the same promises."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from touchline.base.clock import HandClock, SystemClock
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.errors import DiskFull, NoSuchFile
from touchline.server.kit.storage.links import Link, Links
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.memory import MemoryStorage
from touchline.server.kit.storage.port import Storage, delete_all, pieces
from touchline.server.kit.storage.room import Room

QUOTA_BYTES = 3_000_000
LINKS = Links(Signer("secret"), SystemClock())

MAKERS: dict[str, Callable[[Path], Storage]] = {
    "local": lambda folder: LocalStorage(folder / "files", LINKS, Room(folder, quota_bytes=QUOTA_BYTES)),
    "memory": lambda _folder: MemoryStorage(LINKS, SystemClock(), quota_bytes=QUOTA_BYTES),
}


@pytest.fixture(params=MAKERS)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return MAKERS[request.param](tmp_path)


def put(storage: Storage, key: str, content: bytes) -> None:
    storage.put(key, io.BytesIO(content))


def content_of(storage: Storage, key: str) -> bytes:
    with storage.open(key) as opened:
        return b"".join(pieces(opened))


class BrokenOff(io.RawIOBase):
    """A stream that ends with an error after its first piece."""

    def __init__(self) -> None:
        self._pieces = iter([b"half of it"])

    def read(self, size: int = -1) -> bytes:
        piece = next(self._pieces, None)
        if piece is None or size < 0:
            raise ConnectionResetError
        return piece


def test_what_was_put_is_there(storage: Storage) -> None:
    content = os.urandom(700_001)
    stored = storage.put("films/1/film.mp4", io.BytesIO(content))
    assert stored.size_bytes == 700_001
    assert storage.stat("films/1/film.mp4") == stored
    assert content_of(storage, "films/1/film.mp4") == content


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    put(storage, "empty", b"")
    assert storage.stat("empty").size_bytes == 0
    assert content_of(storage, "empty") == b""


def test_a_part_is_read_from_where_it_lies(storage: Storage) -> None:
    put(storage, "a", b"0123456789")
    with storage.open("a") as opened:
        assert opened.read(3, 4) == b"3456"
        assert opened.read(8, 10) == b"89"
        assert opened.read(10, 10) == b""
        assert b"".join(pieces(opened, 2, 5)) == b"23456"


def test_putting_again_replaces_the_whole_and_changes_the_etag(storage: Storage) -> None:
    put(storage, "a", b"a long first content")
    before = storage.stat("a")
    put(storage, "a", b"short")
    assert content_of(storage, "a") == b"short"
    assert storage.stat("a").etag != before.etag


def test_whoever_reads_while_it_is_replaced_or_deleted_reads_the_old_content(storage: Storage) -> None:
    put(storage, "a", b"old")
    with storage.open("a") as opened:
        put(storage, "a", b"new and longer")
        storage.delete("a")
        assert opened.stored.size_bytes == 3
        assert opened.read(0, 100) == b"old"


def test_what_broke_off_is_not_there_and_what_was_there_still_is(storage: Storage) -> None:
    put(storage, "a", b"before")
    for key in ("a", "b"):
        with pytest.raises(ConnectionResetError):
            storage.put(key, BrokenOff())
    assert content_of(storage, "a") == b"before"
    assert [stored.key for stored in storage.list("")] == ["a"]


def test_a_finished_file_is_taken_over_and_moves(storage: Storage, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"a take")
    assert storage.adopt("takes/1", path).size_bytes == 6
    assert content_of(storage, "takes/1") == b"a take"
    assert not path.exists()


def test_a_program_that_needs_a_path_gets_one(storage: Storage) -> None:
    put(storage, "takes/1.mp4", b"a take")
    with storage.at_path("takes/1.mp4") as path:
        assert path.suffix == ".mp4"
        assert path.read_bytes() == b"a take"


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    put(storage, "a/b/c", b"1")
    storage.delete("a/b/c")
    storage.delete("a/b/c")
    for act in (storage.stat, storage.open, lambda key: storage.at_path(key).__enter__()):
        with pytest.raises(NoSuchFile):
            act("a/b/c")
    assert list(storage.list("")) == []


def test_a_list_holds_what_begins_with_the_prefix_in_order(storage: Storage) -> None:
    for key in ("films/2/b", "films/2/a", "films/20", "films/1", "takes/1"):
        put(storage, key, key.encode())
    assert [stored.key for stored in storage.list("films/2")] == ["films/2/a", "films/2/b", "films/20"]
    assert [stored.size_bytes for stored in storage.list("films/2/")] == [9, 9]
    assert list(storage.list("nothing/")) == []


def test_a_folder_is_deleted_with_all_that_is_in_it_and_nothing_beside(storage: Storage) -> None:
    for key in ("films/2/a", "films/2/deep/b", "films/20"):
        put(storage, key, b"1")
    assert delete_all(storage, "films/2/") == 2
    assert [stored.key for stored in storage.list("")] == ["films/20"]
    with pytest.raises(ValueError, match="ends in '/'"):
        delete_all(storage, "films")


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".hidden", "a/.b", "A", "ä", "a\x00", "a b", "a\\b",
     "a\n", "x" * 101, "/".join("a" * 300)],
)  # fmt: skip
def test_path_tricks_and_names_are_no_keys(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="expected a key of ids"):
        put(storage, key, b"1")
    for act in (storage.stat, storage.open, storage.delete):
        with pytest.raises(NoSuchFile):
            act(key)


def test_beyond_the_quota_nothing_is_kept_and_less_fits_again(storage: Storage) -> None:
    put(storage, "a", bytes(2_000_000))
    with pytest.raises(DiskFull, match="no room left"):
        put(storage, "b", bytes(1_000_001))
    assert [stored.key for stored in storage.list("")] == ["a"]
    put(storage, "b", bytes(1_000_000))
    storage.delete("a")
    put(storage, "c", bytes(2_000_000))


def test_replacing_a_file_makes_room_of_the_old_one(storage: Storage) -> None:
    for _ in range(4):
        put(storage, "a", bytes(1_000_000))
    put(storage, "b", bytes(2_000_000))
    assert [(stored.key, stored.size_bytes) for stored in storage.list("")] == [
        ("a", 1_000_000),
        ("b", 2_000_000),
    ]


def test_an_address_says_which_file_and_how_long(storage: Storage) -> None:
    put(storage, "films/1.mp4", b"film")
    url = storage.url("films/1.mp4", timedelta(hours=1))
    assert url.startswith("/files/")
    assert url.endswith("/films/1.mp4")


def test_an_address_of_a_folder_must_be_of_a_folder_around_the_file(storage: Storage) -> None:
    for folder in ("hls/1", "hls/2/"):
        with pytest.raises(ValueError, match="expected a folder"):
            storage.url("hls/1/main.m3u8", timedelta(hours=1), Link(folder=folder))


def test_a_clock_that_jumps_does_not_spoil_what_is_kept(tmp_path: Path, clock: HandClock) -> None:
    storage = MemoryStorage(Links(Signer("x"), clock), clock)
    put(storage, "a", b"1")
    clock.move(timedelta(hours=-1))
    put(storage, "a", b"2")
    assert content_of(storage, "a") == b"2"
