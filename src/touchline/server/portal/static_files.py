"""Style sheets, scripts and pictures of the pages: read once, under an address that changes with them.

Only what lies in the folder when the server starts has an address, so no path leads anywhere else. All files
share one fingerprint: a module finds its neighbours by relative imports.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response

from touchline.server.portal.errors import NoSuchPage

PREFIX = "/static"
FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "ico": "image/x-icon",
    "json": "application/json",
    "wasm": "application/wasm",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
}
_PACKED = frozenset({"css", "js", "mjs", "svg", "json", "txt", "webmanifest"})


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    content_type: str
    may_be_packed: bool

    @cached_property
    def packed(self) -> bytes | None:
        """The same in gzip, where that helps; packed when it is first asked for, so that a start is quick."""
        if not self.may_be_packed:
            return None
        packed = gzip.compress(self.content, 9, mtime=0)
        return packed if len(packed) < len(self.content) else None


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """All static files, by their path in the folder."""

    files: Mapping[str, StaticFile]
    fingerprint: str

    def url(self, path: str) -> str:
        """Return the address of a file; KeyError if there is none."""
        if path not in self.files:
            raise KeyError(f"there is no static file {path!r}")
        return f"{PREFIX}/{self.fingerprint}/{path}"

    def text(self, path: str) -> str:
        """Return what stands in a file."""
        return self.files[path].content.decode()


def read() -> StaticFiles:
    """Return the files of this version."""
    files = dict(sorted(_files_in(resources.files("touchline.server.portal") / "static", "")))
    whole = hashlib.sha256()
    for path, file in files.items():
        whole.update(path.encode() + b"\0" + hashlib.sha256(file.content).digest())
    return StaticFiles(files, whole.hexdigest()[:12])


def _files_in(folder: Traversable, path: str) -> list[tuple[str, StaticFile]]:
    found: list[tuple[str, StaticFile]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files_in(entry, f"{path}{entry.name}/")
        elif (kind := entry.name.rpartition(".")[2]) in _TYPES:
            found.append((f"{path}{entry.name}", _read_file(entry, kind)))
    return found


def _read_file(entry: Traversable, kind: str) -> StaticFile:
    return StaticFile(entry.read_bytes(), _TYPES[kind], kind in _PACKED)


router = APIRouter(include_in_schema=False)


@router.api_route(PREFIX + "/{fingerprint}/{path:path}", methods=["GET", "HEAD"])
def send_static(fingerprint: str, path: str, request: Request) -> Response:
    """Send a static file; a page that is older than the server gets what there is now, uncached."""
    static: StaticFiles = request.app.state.static
    file = static.files.get(path)
    if file is None:
        raise NoSuchPage
    headers = {
        "cache-control": FOREVER if fingerprint == static.fingerprint else "no-cache",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "vary": "accept-encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", "") and file.packed is not None:
        return Response(
            file.packed, headers={**headers, "content-encoding": "gzip"}, media_type=file.content_type
        )
    return Response(file.content, headers=headers, media_type=file.content_type)
