"""The folder that a film is made in: what lies where, whose it is, and who may write now."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchline.base import files
from touchline.base.errors import Conflict, Invalid

MARK = ".touchline"


@dataclass(frozen=True, slots=True)
class FilmFolder:
    """Paths inside a film folder. `work` keeps what is needed to go on after an interruption."""

    root: Path

    @property
    def work(self) -> Path:
        """Saved results of stages; may be deleted once the film is made."""
        return self.root / MARK

    @property
    def film(self) -> Path:
        """The final film."""
        return self.root / "film.mp4"

    @property
    def instant(self) -> Path:
        """The instant cut's playlist."""
        return self.root / "film.m3u8"

    @property
    def poster(self) -> Path:
        """A still from the film."""
        return self.root / "poster.jpg"

    @property
    def ladder(self) -> Path:
        """The film as HLS in several sizes."""
        return self.root / "hls"

    @property
    def angles(self) -> Path:
        """Every take on the game clock."""
        return self.root / "angles"

    @property
    def sync(self) -> Path:
        """Where each take lies on the game clock."""
        return self.root / "sync.json"

    @property
    def cuts(self) -> Path:
        """Which take is shown when, and why."""
        return self.root / "cuts.json"

    @property
    def report(self) -> Path:
        """The page that shows it all."""
        return self.root / "report.html"


@contextlib.contextmanager
def opened(root: Path, take_keys: dict[str, str], paths: Sequence[Path] = ()) -> Iterator[FilmFolder]:
    """Take hold of the folder for the film of these takes (name → fingerprint), which lie at `paths`.

    An empty or missing folder is fine; so is one that holds a film of at least one of the same takes
    (a late take heals the film). Anything else in it stays untouched, but for what a killed Touchline left
    half-written.

    Raises:
        Conflict: the folder holds something else or the takes, or another Touchline works in it now.
        Invalid: it cannot be a folder, or nothing can be written to it.
    """
    folder = FilmFolder(root)
    with files.told_in_words(folder.work):
        with _usable(root):
            _refuse_takes_inside(root, paths)
            _refuse_foreign(folder, take_keys)
            folder.work.mkdir(parents=True, exist_ok=True)
        with (folder.work / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(
                    f"Another Touchline is making a film in {root}. Wait for it, or choose another folder."
                ) from error
            files.remove_unfinished(root)
            with files.written_whole(folder.work / "takes.json") as unfinished:
                unfinished.write_text(json.dumps(take_keys), encoding="utf-8")
            yield folder


@contextlib.contextmanager
def _usable(root: Path) -> Iterator[None]:
    """A name too long, a link to nowhere, a file on the way: whatever it is, no folder can be there."""
    try:
        yield
    except OSError as error:
        if error.errno in files.FULL_DISK:
            raise
        raise Invalid(
            f"{root} cannot be the film's folder ({error.strerror}). Choose another one."
        ) from error


def _refuse_takes_inside(root: Path, paths: Sequence[Path]) -> None:
    """What is made there has names of its own, and could be written over a recording."""
    inside = os.path.realpath(root)
    for path in paths:
        if Path(os.path.realpath(path)).is_relative_to(inside):
            raise Conflict(
                f"The recording {path} lies in {root}, where the film is to be made. Choose another folder."
            )


def _refuse_foreign(folder: FilmFolder, take_keys: dict[str, str]) -> None:
    root = folder.root
    if not root.exists():
        return
    if not root.is_dir():
        raise Invalid(f"{root} is a file. Choose a folder for the film.")
    if not any(root.iterdir()):
        return
    if not folder.work.is_dir():
        raise Conflict(f"The folder {root} is not empty. Choose a new one, so that nothing in it is lost.")
    known = _known_takes(folder)
    if known and folder.cuts.exists() and not known.intersection(take_keys.values()):
        raise Conflict(f"The folder {root} holds the film of another game. Choose a new folder.")


def _known_takes(folder: FilmFolder) -> set[str]:
    try:
        content = json.loads((folder.work / "takes.json").read_text(encoding="utf-8"))
        return {str(key) for key in content.values()}
    except (OSError, ValueError, AttributeError):
        return set()
