"""Somebody who sends files: the words of both protocols, and a client that speaks tus."""

import base64
import hashlib
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

PARENT = UUID("01900000-0000-7000-8000-000000000001")
STRANGER = UUID("01900000-0000-7000-8000-000000000002")
UPLOADS = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
PARTIAL = {"Content-Type": "application/partial-upload"}


class Tus:
    """A client that speaks tus 1.0."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def begin(self, length: int | None, content: bytes = b"", **headers: str) -> str:
        """Begin an upload and return its address."""
        answer = self.post(length, content, **headers)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def post(self, length: int | None, content: bytes = b"", **headers: str) -> Response:
        """Begin an upload."""
        said = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        sent = TUS | said | (BYTES if content else {}) | _named(headers)
        return self.client.post(UPLOADS, headers=sent, content=content)

    def send(self, url: str, offset: int, content: bytes, **headers: str) -> Response:
        """Add bytes."""
        sent = TUS | BYTES | {"Upload-Offset": str(offset)} | _named(headers)
        return self.client.patch(url, headers=sent, content=content)

    def head(self, url: str) -> Response:
        """Ask how far it is."""
        return self.client.head(url, headers=TUS)

    def offset(self, url: str) -> int:
        """Return how far it is."""
        return int(self.head(url).headers["Upload-Offset"])


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def said(**words: str) -> str:
    """Return words as Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    """Return an Upload-Checksum."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def sha256(content: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
