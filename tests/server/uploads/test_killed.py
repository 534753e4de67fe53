"""A real server killed at any byte: no acknowledged byte is lost, and the file is the one that was sent."""

import hashlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from factories import databases
from factories.outside import ports_over
from factories.upload_server import BYTES, TIMEOUT_S, Line, Sender, UploadServer
from factories.uploads import UPLOADS, sha256
from touchline.base.clock import SystemClock
from touchline.server import wiring
from touchline.server.kit.db import Database
from touchline.server.uploads import repository, sweeping
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State, Upload

KILLS = 100
SIZE_BYTES = 20_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database that two processes share."""
    with databases.migrated(f"sqlite:///{tmp_path / 'shared.db'}") as database:
        yield database


@pytest.fixture
def server(tmp_path: Path, database: Database) -> Iterator[UploadServer]:
    """A server in a process of its own."""
    server = UploadServer(tmp_path / "data", str(database.engine.url))
    yield server
    server.close()


@pytest.fixture
def beside(server: UploadServer, database: Database) -> Intake:
    """The same uploads, seen from this process."""
    return wiring.intake_of(
        server.settings, ports_over(database, SystemClock(), folder=server.settings.data_dir)
    )


def found(intake: Intake, sender: Sender) -> Upload:
    with intake.ports.database.reading() as session:
        upload = repository.get(session, sender.upload_id)
    assert upload
    return upload


def wait_for_bytes(intake: Intake, sender: Sender) -> None:
    """Look until the first block lies on the disk."""
    until_s = time.monotonic() + TIMEOUT_S
    while not intake.shelf.size_bytes(sender.upload_id):
        assert time.monotonic() < until_s


@pytest.mark.parametrize("power_fails", [False, True], ids=["killed", "power cut"])
def test_no_acknowledged_byte_is_lost(server: UploadServer, beside: Intake, power_fails: bool) -> None:
    dice = random.Random(7)
    content = dice.randbytes(SIZE_BYTES)
    sender = Sender(server, memoryview(content))
    sender.begin()
    for _ in range(KILLS):
        sender.add(dice.randrange(1, 40_000))
        sender.break_off(dice.randrange(min(250_000, SIZE_BYTES - sender.acknowledged)))
        if power_fails:
            server.cut_power(sender.upload_id)
        else:
            server.kill()
        sender.broken.close()
        server.start()
        sender.look()
    sender.add(SIZE_BYTES)
    assert sender.lost_bytes == 0
    assert hashlib.sha256(beside.shelf.path(sender.upload_id).read_bytes()).hexdigest() == sha256(content)
    sweeping.digest_missing(beside)
    assert (found(beside, sender).state, found(beside, sender).sha256) == (State.FINISHED, sha256(content))


def test_an_upload_whose_last_byte_came_as_the_server_died_is_finished_by_whoever_looks(
    server: UploadServer, beside: Intake
) -> None:
    content = bytes(range(256)) * 1000
    sender = Sender(server, memoryview(content))
    sender.begin()
    server.kill()
    beside.shelf.path(sender.upload_id).write_bytes(content)  # written, and nobody said so
    server.start()
    assert sender.look() == len(content)
    assert found(beside, sender).state is State.FINISHED


def test_a_client_that_stalls_is_cut_off_as_soon_as_it_asks_anew(
    server: UploadServer, beside: Intake
) -> None:
    content = random.Random(1).randbytes(3_000_000)
    sender = Sender(server, memoryview(content))
    sender.begin()
    sender.break_off(1_500_000)
    wait_for_bytes(beside, sender)
    offset = sender.look()  # long before the server's patience is at its end: this client waits half as long
    with sender.broken as stalled:
        answer = stalled.hear()
    assert (answer.status, answer.headers["connection"]) == (409, "close")
    assert 0 < offset <= 1_500_000
    sender.add(len(content))
    assert sender.acknowledged == len(content)


def test_of_two_writers_the_newer_one_wins_and_the_file_is_right(
    server: UploadServer, beside: Intake
) -> None:
    content = random.Random(2).randbytes(2_000_000)
    sender = Sender(server, memoryview(content))
    sender.begin()
    rest = {"Upload_Offset": 0, "Content_Type": BYTES, "Content_Length": len(content)}
    with Line(server.address) as older, Line(server.address) as newer:
        older.say("PATCH", sender.url, **rest)
        older.send(content[:1_500_000])
        wait_for_bytes(beside, sender)
        newer.say("PATCH", sender.url, **rest)
        assert older.hear().status == 409
        at = int(newer.hear().headers["upload-offset"])
    assert at == beside.shelf.size_bytes(sender.upload_id)
    sender.look()
    sender.add(len(content))
    assert beside.shelf.path(sender.upload_id).read_bytes() == content


def test_a_client_that_says_nothing_for_too_long_is_let_go_and_what_came_is_kept(
    tmp_path: Path, database: Database
) -> None:
    server = UploadServer(tmp_path / "patient", str(database.engine.url), uploads_patience_s=0.2)
    sender = Sender(server, memoryview(bytes(10_000)))
    sender.begin()
    sender.break_off(4_000)
    with sender.broken as silent:
        assert silent.hear().status == 408
    assert sender.look() == 4_000
    server.close()


def test_a_line_that_breaks_leaves_what_came(server: UploadServer) -> None:
    sender = Sender(server, memoryview(bytes(10_000)))
    sender.begin()
    sender.break_off(4_000)
    sender.broken.close()
    assert sender.look() <= 4_000
    sender.add(10_000)
    assert sender.acknowledged == 10_000


def test_other_uploads_go_on_beside_a_stalled_one(server: UploadServer) -> None:
    stalled, other = (Sender(server, memoryview(bytes(100_000))) for _ in range(2))
    stalled.begin()
    stalled.break_off(5_000)
    other.begin()
    other.add(100_000)
    stalled.broken.close()
    assert other.acknowledged == 100_000


def test_a_file_of_no_bytes_is_refused_on_the_wire_too(server: UploadServer) -> None:
    with Line(server.address) as line:
        assert line.ask("POST", UPLOADS, Upload_Length=0).status == 422
