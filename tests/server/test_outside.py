"""The outside world is connected as the settings say."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from touchline.server import migrate, outside
from touchline.server.app import create_app
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.mail.file import FileMail
from touchline.server.kit.mail.smtp import SmtpMail
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.errors import DiskFull
from touchline.server.settings import Settings


@contextmanager
def connected(settings: Settings) -> Iterator[Ports]:
    """Connect, and close what was opened."""
    ports = outside.connect(settings, MemoryEngine())
    yield ports
    ports.database.close()


def test_with_no_settings_at_all_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "club")
    with connected(settings) as ports:
        migrate.upgrade(ports.database.engine)
        ports.storage.put("films/1.mp4", io.BytesIO(b"film"))
        with TestClient(create_app(settings, ports)) as client:
            assert client.get(ports.storage.url("films/1.mp4", timedelta(hours=1))).content == b"film"
            assert client.get("/ready").status_code == 200
        assert isinstance(ports.mail, FileMail)
    assert (tmp_path / "club/files/films/1.mp4").exists()
    assert (tmp_path / "club/touchline.db").exists()


def test_files_mail_and_quota_go_where_they_are_told(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path / "club",
        files_dir=tmp_path / "large",
        files_quota_gb=1e-6,
        mail_url="smtps://user:opensesame@mail.example.org",
    )
    with connected(settings) as ports:
        ports.storage.put("a", io.BytesIO(bytes(1000)))
        assert (tmp_path / "large/a").exists()
        with pytest.raises(DiskFull):
            ports.storage.put("b", io.BytesIO(b"1"))
        assert isinstance(ports.mail, SmtpMail)
    assert "opensesame" not in repr(settings)


def test_after_a_change_of_secret_links_that_were_sent_stay_good(tmp_path: Path) -> None:
    with connected(Settings(_env_file=None, data_dir=tmp_path, secret_key="old")) as ports:
        url = ports.storage.url("a", timedelta(hours=1))
    newer = Settings(_env_file=None, data_dir=tmp_path, secret_key="new", older_secret_keys=("old",))
    with connected(newer) as ports:
        _, _, token, key = url.split("/")
        assert ports.links.read(token, key).opens("a")
