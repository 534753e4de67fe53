"""Making a backup and bringing it back.

The database is read as it is at one moment, and the files after it: what is written meanwhile may be in the
backup without a row, and does no harm; what is deleted meanwhile may be missing, and nobody wants it back.
Uploads come before the files of storage, since that is the way in which a recording moves.
"""

import contextlib
import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from touchline import __version__
from touchline.base import files
from touchline.base.clock import SystemClock
from touchline.base.errors import Conflict, Invalid, NotFound
from touchline.server import migrate, outside
from touchline.server.backups import repository
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.errors import NoSuchFile
from touchline.server.kit.storage.port import Stored, pieces
from touchline.server.settings import Settings

DATABASE, FILES, UPLOADS, ABOUT = "database.jsonl.gz", "files", "uploads", "backup.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds; `copied` are the files that an earlier one in the same folder had not."""

    rows: int
    files: int
    copied: int


def back_up(settings: Settings, folder: Path, engine: FilmEngine) -> Kept:
    """Copy everything into a folder, which may hold an earlier backup: then only what is new is copied.

    Raises:
        Conflict: the folder holds something else.
        DiskFull, Invalid: it cannot be written to.
    """
    _refuse_foreign(folder)
    with files.told_in_words(folder), _ports(settings, engine) as ports:
        folder.mkdir(parents=True, exist_ok=True)
        rows, revision = _write_rows(ports.database.engine, folder / DATABASE)
        copied = _copy_tree(ports.folder / UPLOADS, folder / UPLOADS)
        copied += _copy_stored(ports, folder / FILES)
        about = {
            "version": __version__,
            "revision": revision,
            "made_at": SystemClock().now().isoformat(),
            "rows": rows,
            "files": len(copied),
        }
        _write_whole(folder / ABOUT, json.dumps(about, indent=2).encode())
    return Kept(rows, len(copied), sum(copied))


def restore(settings: Settings, folder: Path, engine: FilmEngine) -> Kept:
    """Bring a backup back.

    Raises:
        NotFound: there is no backup in the folder.
        Invalid: another version of Touchline made it.
        Conflict: the database or the folder of files is in use.
    """
    about = _about(folder)
    with files.told_in_words(settings.data_dir), _ports(settings, engine) as ports:
        if next(ports.storage.list(""), None) is not None:
            raise Conflict("There are files here already. Restore with another --data, into an empty folder.")
        with ports.database.engine.begin() as connection:
            _refuse_used(connection, about)
            rows = _read_rows(connection, folder / DATABASE)
            count = 0
            for path in _all_below(folder / FILES):
                with path.open("rb") as file:
                    ports.storage.put(path.relative_to(folder / FILES).as_posix(), file)
                count += 1
            count += len(_copy_tree(folder / UPLOADS, ports.folder / UPLOADS))
    return Kept(rows, count, count)


@contextlib.contextmanager
def _ports(settings: Settings, engine: FilmEngine) -> Iterator[Ports]:
    ports = outside.connect(settings, engine)
    try:
        migrate.upgrade(ports.database.engine)
        yield ports
    finally:
        ports.database.close()


def _refuse_foreign(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ABOUT).is_file():
        raise Conflict(f"The folder {folder} is not empty and holds no backup. Choose another one.")


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotFound(f"There is no whole backup in {folder}. Look at its name.") from None
    return dict(about)


def _refuse_used(connection: Connection, about: dict[str, Any]) -> None:
    if repository.revision_of(connection) != about["revision"]:
        raise Invalid(
            f"Touchline {about['version']} made this backup. Restore it with that version, then update."
        )
    if not repository.is_empty(connection):
        raise Conflict("This database is in use. Restore into an empty one: another --data, or another URL.")


def _write_rows(engine: Engine, path: Path) -> tuple[int, str]:
    if engine.dialect.name != "sqlite":  # whose transactions see one moment anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    count = 0
    with files.written_whole(path) as unfinished, engine.connect() as connection:
        with gzip.open(unfinished, "wt", encoding="utf-8") as lines:
            for line in repository.rows_of_all(connection):
                lines.write(line + "\n")
                count += line.startswith("[")
        return count, repository.revision_of(connection)


def _read_rows(connection: Connection, path: Path) -> int:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return repository.bring_back(connection, lines)
    except (EOFError, ValueError, LookupError, zlib.error, gzip.BadGzipFile, FileNotFoundError) as error:
        raise Invalid(f"{path} is damaged. Restore from another backup.") from error


def _copy_stored(ports: Ports, folder: Path) -> list[bool]:
    """Make `folder` hold what storage holds now, and return of each file whether it was copied."""
    copied = {}
    for each in list(ports.storage.list("")):
        with contextlib.suppress(NoSuchFile):  # deleted meanwhile
            copied[each.key] = _copy_out(ports, each, folder / each.key)
    _forget_others(folder, set(copied))
    return list(copied.values())


def _copy_out(ports: Ports, stored: Stored, path: Path) -> bool:
    """Copy a file unless this very one is there; say whether it was copied."""
    if _is_same(path, stored.size_bytes, stored.modified_at.timestamp()):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.written_whole(path) as unfinished, ports.storage.open(stored.key) as opened:
        with unfinished.open("wb") as file:
            file.writelines(pieces(opened))
        os.utime(unfinished, (stored.modified_at.timestamp(),) * 2)
    return True


def _copy_tree(source: Path, target: Path) -> list[bool]:
    """Make `target` hold what `source` holds now; of a file that grows, what is there."""
    copied = []
    for path in _all_below(source):
        twin = target / path.relative_to(source)
        with contextlib.suppress(FileNotFoundError):  # it moved to storage meanwhile
            facts = path.stat()
            is_new = not _is_same(twin, facts.st_size, facts.st_mtime)
            if is_new:
                twin.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, twin)
            copied.append(is_new)
    _forget_others(target, {path.relative_to(source).as_posix() for path in _all_below(source)})
    return copied


def _is_same(path: Path, size_bytes: int, modified_s: float) -> bool:
    if not path.is_file():
        return False
    facts = path.stat()
    return facts.st_size == size_bytes and abs(facts.st_mtime - modified_s) < 1e-3


def _forget_others(folder: Path, kept: set[str]) -> None:
    """What has been deleted since must not live on in a backup: it may be a child's."""
    for path in list(_all_below(folder)):
        if path.relative_to(folder).as_posix() not in kept:
            path.unlink()


def _all_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _write_whole(path: Path, content: bytes) -> None:
    with files.written_whole(path) as unfinished:
        unfinished.write_bytes(content)
