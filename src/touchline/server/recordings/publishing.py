"""Putting what was made in a folder into storage: exactly what its playlists lead to, the playlists last.

Keys are lower case and folders of engines need not be, so playlists are written anew where they name one.
Files of the folder stay where they are; on the same disk both are one file with two names.
"""

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from touchline.server.kit.storage.port import Storage

_URI = re.compile(r'URI="([^"]+)"')
_LINKS = ".links"
Report = Callable[[float], None]


def publish(
    storage: Storage, folder: Path, prefix: str, files: Sequence[str], report: Report = lambda _share: None
) -> None:
    """Put files of a folder, and all that its playlists lead to, below a prefix that ends in `/`.

    Run twice, it replaces what is there by the same.
    """
    names = [name for name in files if (folder / name).is_file()]
    reached = [name for name in names if not _is_playlist(name)]
    playlists: list[str] = []
    for name in names:
        if _is_playlist(name):
            _follow(folder, name, reached, playlists)
    for index, name in enumerate(reached):
        _adopt(storage, folder, name, prefix + name.lower())
        report(index / len(reached))
    for name in playlists:
        text = (folder / name).read_text(encoding="utf-8")
        storage.put(prefix + name.lower(), io.BytesIO(_in_lower_case(text).encode()))


def _follow(folder: Path, playlist: str, reached: list[str], playlists: list[str]) -> None:
    """Note what a playlist leads to before the playlist itself, each once."""
    seen = set(reached) | set(playlists)
    for uri in _uris((folder / playlist).read_text(encoding="utf-8")):
        name = os.path.normpath(PurePosixPath(playlist).parent / uri)
        if name in seen:
            continue
        seen.add(name)
        if _is_playlist(name):
            _follow(folder, name, reached, playlists)
            seen |= {*reached, *playlists}
        else:
            reached.append(name)
    playlists.append(playlist)


def _uris(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("#"):
            yield from _URI.findall(line)
        elif line.strip():
            yield line.strip()


def _in_lower_case(text: str) -> str:
    def lower(line: str) -> str:
        if line.startswith("#"):
            return _URI.sub(
                lambda found: found.group(0).replace(found.group(1), found.group(1).lower()), line
            )
        return line.lower()

    return "".join(lower(line) + "\n" for line in text.splitlines())


def _is_playlist(name: str) -> bool:
    return name.endswith(".m3u8")


def _adopt(storage: Storage, folder: Path, name: str, key: str) -> None:
    """Hand a second name of the file over; where the disk knows no second names, a copy."""
    link = folder / _LINKS / PurePosixPath(key).name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    try:
        link.hardlink_to(folder / name)
    except OSError:
        shutil.copyfile(folder / name, link)
    storage.adopt(key, link)
