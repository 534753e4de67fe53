"""A disk that is really full: 507, nothing damaged, and the upload goes on when there is room again."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from factories.uploads import Tus, checksum, sha256
from touchline.server.settings import Settings

MIB = 1 << 20
CONTENT = random.Random(3).randbytes(6 * MIB)


class SmallDisk:
    """A file system of its own, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resize(self, size_mib: int) -> None:
        """Make it larger."""
        subprocess.run(["mount", "-o", f"remount,size={size_mib}m", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Four MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here (it takes root and CAP_SYS_ADMIN)")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def settings(small_disk: SmallDisk) -> Settings:
    """Settings with the data on the small disk."""
    return Settings(_env_file=None, data_dir=small_disk.folder, uploads_reserve_bytes=0)


def test_an_upload_outlives_a_full_disk(tus: Tus, small_disk: SmallDisk) -> None:
    url = tus.begin(None)  # of known length it would be refused at once
    answer = tus.send(url, 0, CONTENT)
    assert (answer.status_code, answer.json()["code"]) == (507, "DISK_FULL")
    at = tus.offset(url)
    assert 3 * MIB < at <= 4 * MIB
    assert tus.send(url, at, CONTENT[at:]).status_code == 507
    assert tus.offset(url) == at
    small_disk.resize(16)
    assert tus.send(url, at, CONTENT[at:], Upload_Length=str(len(CONTENT))).status_code == 204
    assert tus.client.get(url).json()["sha256"] == sha256(CONTENT)


def test_bytes_under_a_checksum_that_find_no_room_leave_the_offset(tus: Tus, small_disk: SmallDisk) -> None:
    url = tus.begin(None, CONTENT[:100])
    sent = {"Upload_Checksum": checksum(CONTENT[100:]), "Upload_Length": str(len(CONTENT))}
    assert tus.send(url, 100, CONTENT[100:], **sent).status_code == 507
    assert tus.offset(url) == 100
    small_disk.resize(32)
    assert tus.send(url, 100, CONTENT[100:], **sent).status_code == 204
    assert tus.client.get(url).json()["sha256"] == sha256(CONTENT)


def test_a_file_that_cannot_have_room_is_refused_before_it_is_sent(tus: Tus, small_disk: SmallDisk) -> None:
    assert tus.post(len(CONTENT)).status_code == 507
    small_disk.resize(16)
    assert tus.post(len(CONTENT)).status_code == 201
