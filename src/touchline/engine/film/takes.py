"""The recordings handed in: which can be used, what each is called, and which are copies of another."""

import filecmp
import hashlib
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.progress import Report, side_by_side
from touchline.media import probe, recover
from touchline.media.errors import UnusableRecording
from touchline.media.probe import MediaInfo, VideoInfo

_SAMPLE_BYTES = 2**20
_TURNS_WRITING = frozenset(map(chr, (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_BLOCK_BYTES, _BLOCKS = 2**16, 64


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that can be used. `name` is unique among the takes; `letter` is what pages call it.

    `path` is what is read: the recording itself, or its copy with an index.
    """

    letter: str
    name: str
    path: Path
    fingerprint: str
    info: MediaInfo
    video: VideoInfo

    @property
    def duration_s(self) -> float:
        """Length by the take's own clock."""
        return self.info.duration_s


@dataclass(frozen=True, slots=True)
class Refused:
    """A recording that is left out, and the sentence that says why and what to do."""

    letter: str
    name: str
    path: Path
    sentence: str


def letter_of(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def legible(text: str) -> str:
    """Write out what no page, terminal or JSON can show: control characters, bytes that are no UTF-8.

    And what turns the direction of writing: it would show a name that is not the file's.
    """
    return "".join(
        letter.encode("unicode_escape").decode()
        if unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNS_WRITING
        else letter
        for letter in text
    )


def unique_names(paths: Sequence[Path]) -> list[str]:
    """File names; where two are alike, with as many of their folders as it takes to tell them apart."""
    depth = [1] * len(paths)
    parts = [Path(legible(os.path.abspath(path))).parts for path in paths]  # noqa: PTH100 (absolute() keeps "..")
    while True:
        names = ["/".join(part[-min(d, len(part)) :]) for part, d in zip(parts, depth, strict=True)]
        alike = [i for i, name in enumerate(names) if names.count(name) > 1 and depth[i] < len(parts[i])]
        if not alike:
            return names
        for i in alike:
            depth[i] += 1


def fingerprints(paths: Sequence[Path]) -> list[str]:
    """Name recordings by their content: copies share the name, and nothing else does.

    Those that a sample cannot tell apart are read whole: a damaged copy may be the same but for one place.
    """
    named: dict[str, Path] = {}
    names = []
    for path in paths:
        name = fingerprint(path)
        alike = named.setdefault(name, path)
        if alike is not path and path.is_file() and not filecmp.cmp(alike, path, shallow=False):
            name = _fingerprint_of_all(path)
        names.append(name)
    return names


def fingerprint(path: Path) -> str:
    """Name a recording by its size, its first and last MiB, and 64 blocks spread evenly in between.

    A recording's index, which holds the size of every packet, lies at its beginning or end.
    What is no file that can be read is named by its path; a pipe is not even opened: that may last forever.
    """
    try:
        if not path.is_file():
            return _fingerprint_of_name(path)
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            digest = hashlib.sha256(f"{size}:".encode() + file.read(_SAMPLE_BYTES))
            for block in range(_BLOCKS):
                file.seek(size * block // _BLOCKS)
                digest.update(file.read(_BLOCK_BYTES))
            file.seek(max(0, size - _SAMPLE_BYTES))
            digest.update(file.read(_SAMPLE_BYTES))
    except OSError:
        return _fingerprint_of_name(path)
    return digest.hexdigest()[:24]


def _fingerprint_of_all(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:24]


def _fingerprint_of_name(path: Path) -> str:
    return f"unreadable-{hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:24]}"  # noqa: PTH100


def read_takes(
    paths: Sequence[Path], fingerprints: Sequence[str], *, work: Path, shelf: Shelf, report: Report
) -> list[Take | Refused]:
    """Probe every recording, in the order they were named. A bad one is refused, the others go on."""
    names = unique_names(paths)
    first_with = {print_: index for index, print_ in reversed(list(enumerate(fingerprints)))}

    def read(index: int, report: Report) -> Take | Refused:
        letter, name, path = letter_of(index), names[index], paths[index]
        original = first_with[fingerprints[index]]
        if original != index:
            return Refused(
                letter,
                name,
                path,
                f"{name} is the same recording as {names[original]}; one of them is enough.",
            )
        try:
            path = _with_index(path, work / f"take-{fingerprints[index]}.mkv", report)
            info = _probe(path, fingerprints[index], shelf)
        except UnusableRecording as error:
            return Refused(letter, name, path, legible(str(error)))
        if info.video is None:
            return Refused(letter, name, path, f"{name} holds sound but no picture, so it cannot be shown.")
        report(1.0)
        return Take(letter, name, path, fingerprints[index], info, info.video)

    return side_by_side(read, range(len(paths)), report)


def _with_index(path: Path, copy: Path, report: Report) -> Path:
    """Copy a browser's stream once: without an index every shot would read it from its start."""
    if not recover.is_slow_to_seek(path):
        return path
    if not copy.is_file():
        recover.recover(path, copy, on_progress=report)
    return copy


def _probe(path: Path, print_: str, shelf: Shelf) -> MediaInfo:
    key = key_of("probe", print_)
    info = shelf.recall(f"probe-{print_}", key, MediaInfo)
    if info is None:
        info = probe.probe(path)
        shelf.keep(f"probe-{print_}", key, info)
    return info
