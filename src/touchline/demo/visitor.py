"""Somebody who uses the server as phones do: over HTTP, signed in by a token, uploading by tus."""

import base64
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from touchline.base.errors import Unavailable

PIECE_BYTES = 8 * 2**20
WAITS_S = 60.0


@dataclass
class Visitor:
    """Somebody at a server. Without a token, a stranger."""

    url: str
    email: str = ""
    password: str = ""
    token: str = field(default="", repr=False)

    def sign_in(self) -> "Visitor":
        """Sign in, or again where the token has grown old."""
        said = {"email": self.email, "password": self.password}
        answer = Visitor(self.url).ask("POST", "/auth/login", said)
        self.token = answer["access_token"]
        return self

    def ask(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Any:
        """Ask for a route of the API and return its answer.

        Raises:
            Unavailable: the server refuses; the sentence is its own.
        """
        content = None if said is None else json.dumps(said).encode()
        headers = {"Content-Type": "application/json"} if content else {}
        with self._open(method, f"/api/v1{path}", content, headers) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def upload(self, path: Path, about: Mapping[str, str]) -> None:
        """Send a file as tus does."""
        told = {"filename": path.name, **about}
        size = path.stat().st_size
        headers = {"Tus-Resumable": "1.0.0"}
        metadata = ",".join(f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in told.items())
        begin = {**headers, "Upload-Length": str(size), "Upload-Metadata": metadata}
        with self._open("POST", "/api/v1/uploads", b"", begin) as answer:
            where = answer.headers["Location"].removeprefix(self.url)
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                at = {**headers, "Upload-Offset": str(file.tell() - len(piece))}
                at["Content-Type"] = "application/offset+octet-stream"
                self._open("PATCH", where, piece, at).close()

    def fetch(self, path: str, target: Path | None = None) -> bytes:
        """Fetch a file by its address, into `target` where one is given."""
        with self._open("GET", path, None, {}) as answer:
            if target is None:
                return bytes(answer.read())
            with target.open("wb") as file:
                shutil.copyfileobj(answer, file)
            return b""

    def _open(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:
        try:
            return self._send(method, path, content, headers)
        except urllib.error.HTTPError as refused:
            with refused:
                if refused.code != HTTPStatus.UNAUTHORIZED or not self.token:
                    raise Unavailable(_sentence(refused)) from refused
        self.sign_in()
        try:
            return self._send(method, path, content, headers)
        except urllib.error.HTTPError as refused:
            with refused:
                raise Unavailable(_sentence(refused)) from refused

    def _send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = urllib.request.Request(  # noqa: S310 (our own server)
            self.url + path, content, {**headers, **signed}, method=method
        )
        try:
            return urllib.request.urlopen(request, timeout=WAITS_S)  # noqa: S310
        except urllib.error.HTTPError:
            raise
        except OSError as error:
            raise Unavailable(f"The server does not answer ({error}).") from error


def _sentence(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(refused.read())["detail"])
    except (ValueError, LookupError, TypeError):
        return "The server answered something unexpected."
