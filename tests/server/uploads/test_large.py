"""Fifty gigabytes: what an upload takes of memory does not grow with it."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from factories import databases
from factories.upload_server import BYTES, UPLOADS, Line, UploadServer
from touchline.server.uploads.shelf import Shelf

SPARSE_BYTES = 50_000_000_000
MOST_GROWTH_BYTES = 64_000_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[UploadServer]:
    """A server in a process of its own."""
    url = f"sqlite:///{tmp_path / 'large.db'}"
    with databases.migrated(url):
        server = UploadServer(tmp_path / "data", url)
        yield server
        server.close()


def memory_bytes(server: UploadServer) -> int:
    return int(psutil.Process(server.pid).memory_info().rss)


def test_bytes_at_the_end_of_fifty_gigabytes_cost_no_more_memory_than_at_the_beginning(
    server: UploadServer,
) -> None:
    content = memoryview(random.Random(5).randbytes(20_000_000))
    with Line(server.address) as line:
        length = SPARSE_BYTES + len(content) + 1
        url = line.ask("POST", UPLOADS, Upload_Length=length).headers["location"]
    path = Shelf(server.settings.data_dir / "uploads").path(UUID(url.rpartition("/")[2]))
    os.truncate(path, SPARSE_BYTES)
    before_bytes = memory_bytes(server)
    with Line(server.address) as line:
        answer = line.ask("PATCH", url, content, Upload_Offset=SPARSE_BYTES, Content_Type=BYTES)
    assert answer.status == 204
    assert memory_bytes(server) - before_bytes < MOST_GROWTH_BYTES
    with path.open("rb") as file:
        file.seek(SPARSE_BYTES)
        assert file.read() == content
