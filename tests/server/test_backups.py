"""A backup brings everything back: every row and file, into a database of any kind."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from factories import clubs, databases
from touchline.base.errors import Conflict, Invalid, NotFound
from touchline.server import administration, backups, migrate, outside
from touchline.server.app import create_app
from touchline.server.backups import repository
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.port import Stored
from touchline.server.settings import Settings

ENGINE = MemoryEngine()


def settings_of(folder: Path, url: str = "") -> Settings:
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        password_hash_memory_kib=8,
        password_hash_passes=1,
    )


def rows_of(settings: Settings) -> list[str]:
    ports = outside.connect(settings, ENGINE)
    with ports.database.engine.connect() as connection:
        rows = sorted(repository.rows_of_all(connection))
    ports.database.close()
    return rows


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def club(tmp_path: Path) -> Settings:
    """The settings of a club in which something has happened."""
    settings = settings_of(tmp_path / "club")
    ports = outside.connect(settings, ENGINE)
    migrate.upgrade(ports.database.engine)
    with TestClient(create_app(settings, ports)) as client:
        founded = clubs.found(client, "Lynx")
        founded.call("coach", "POST", f"/teams/{founded.team_id}/invitations", {"role": "viewer"})
    ports.storage.put("films/1/film.mp4", io.BytesIO(b"a film"))
    ports.database.close()
    (settings.data_dir / "uploads/ab").mkdir(parents=True)
    (settings.data_dir / "uploads/ab/1.bytes").write_bytes(b"half of a ta")
    return settings


@pytest.mark.parametrize("kind", databases.KINDS)
def test_what_is_restored_is_what_was_backed_up(kind: str, club: Settings, tmp_path: Path) -> None:
    kept = backups.back_up(club, tmp_path / "backup", ENGINE)
    with databases.fresh_database(kind, tmp_path, "touchline_test_restored") as url:
        restored = settings_of(tmp_path / "again", url)
        assert backups.restore(restored, tmp_path / "backup", ENGINE) == kept
        assert rows_of(restored) == rows_of(club)
        assert administration.verify_audit(restored).is_whole
    for below in ("files", "uploads"):
        assert files_below(restored.data_dir / below) == files_below(club.data_dir / below)


def test_a_second_backup_copies_what_is_new_and_forgets_what_is_gone(club: Settings, tmp_path: Path) -> None:
    assert backups.back_up(club, tmp_path / "backup", ENGINE).copied == 2
    (club.data_dir / "files/films/1/film.mp4").unlink()
    (club.data_dir / "files/films/2.mp4").write_bytes(b"another film")
    assert backups.back_up(club, tmp_path / "backup", ENGINE).copied == 1
    assert set(files_below(tmp_path / "backup/files")) == {"films/2.mp4"}


@pytest.mark.parametrize("is_listed_before", [True, False])
def test_an_upload_that_becomes_a_recording_meanwhile_is_in_the_backup(
    club: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_listed_before: bool
) -> None:
    def adopt(storage: LocalStorage) -> None:
        storage.adopt("takes/1/recording.mp4", club.data_dir / "uploads/ab/1.bytes")

    _meanwhile(monkeypatch, adopt, is_listed_before=is_listed_before)
    backups.back_up(club, tmp_path / "backup", ENGINE)
    assert b"half of a ta" in files_below(tmp_path / "backup").values()


def test_a_file_that_is_deleted_meanwhile_ends_no_backup_and_is_in_none(
    club: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.back_up(club, tmp_path / "backup", ENGINE)
    (club.data_dir / "files/films/1/film.mp4").write_bytes(b"a newer film")
    _meanwhile(monkeypatch, lambda storage: storage.delete("films/1/film.mp4"), is_listed_before=True)
    backups.back_up(club, tmp_path / "backup", ENGINE)
    assert files_below(tmp_path / "backup/files") == {}


def _meanwhile(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[LocalStorage], object], *, is_listed_before: bool
) -> None:
    """Have something be done by the server just before, or just after, storage is listed."""
    listed = LocalStorage.list

    def list_beside(storage: LocalStorage, prefix: str) -> Iterator[Stored]:
        if not is_listed_before:
            act(storage)
        found = list(listed(storage, prefix))
        if is_listed_before:
            act(storage)
        return iter(found)

    monkeypatch.setattr(LocalStorage, "list", list_beside)


def test_a_backup_is_not_restored_over_anything(club: Settings, tmp_path: Path) -> None:
    backups.back_up(club, tmp_path / "backup", ENGINE)
    with pytest.raises(Conflict, match="files here already"):
        backups.restore(club, tmp_path / "backup", ENGINE)
    for path in files_below(club.data_dir / "files"):
        (club.data_dir / "files" / path).unlink()
    before = rows_of(club)
    with pytest.raises(Conflict, match="in use"):
        backups.restore(club, tmp_path / "backup", ENGINE)
    assert rows_of(club) == before


def test_a_backup_of_another_version_says_with_which_to_restore_it(club: Settings, tmp_path: Path) -> None:
    backups.back_up(club, tmp_path / "backup", ENGINE)
    about = tmp_path / "backup/backup.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "revision": "0001_x", "version": "0.9"}))
    with pytest.raises(Invalid, match=r"Touchline 0\.9 made this backup"):
        backups.restore(settings_of(tmp_path / "again"), tmp_path / "backup", ENGINE)


def test_a_backup_goes_into_no_other_folder_and_comes_from_none(club: Settings, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/one").touch()
    with pytest.raises(Conflict, match="holds no backup"):
        backups.back_up(club, tmp_path / "letters", ENGINE)
    with pytest.raises(NotFound, match="no whole backup"):
        backups.restore(settings_of(tmp_path / "again"), tmp_path / "letters", ENGINE)


def test_a_damaged_backup_leaves_the_database_empty(club: Settings, tmp_path: Path) -> None:
    backups.back_up(club, tmp_path / "backup", ENGINE)
    database = tmp_path / "backup/database.jsonl.gz"
    database.write_bytes(database.read_bytes()[:-200])
    again = settings_of(tmp_path / "again")
    with pytest.raises(Invalid, match="damaged"):
        backups.restore(again, tmp_path / "backup", ENGINE)
    ports = outside.connect(again, ENGINE)
    with ports.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users")) == 0
    ports.database.close()
