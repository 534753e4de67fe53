"""The checksum of one request's body: what the client says it is, in tus's words or in those of RFC 9530."""

import base64
import binascii
import hashlib
import re
import zlib
from dataclasses import dataclass

from touchline.server.uploads.digests import Hash
from touchline.server.uploads.errors import BadHeader

ALGORITHMS = ("sha256", "sha1", "sha512", "md5", "crc32")
"""What tus clients may choose: md5, sha1 and crc32 guard against accidents, not against people."""

_STRUCTURED = {"sha-256": "sha256", "sha-512": "sha512"}
_MEMBER = re.compile(r"\s*([a-z0-9-]+)=:([A-Za-z0-9+/=]*):\s*")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the client says a body's checksum is."""

    algorithm: str
    digest: bytes

    def begin(self) -> Hash:
        """Return a hash that has seen nothing."""
        return Crc32() if self.algorithm == "crc32" else hashlib.new(self.algorithm, usedforsecurity=False)


class Crc32:
    """CRC-32 in the manners of hashlib."""

    def __init__(self, value: int = 0) -> None:
        self._value = value

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Go on."""
        self._value = zlib.crc32(data, self._value)

    def copy(self) -> "Crc32":
        """Return another one that has seen the same."""
        return Crc32(self._value)

    def digest(self) -> bytes:
        """Return the four bytes, the most significant first."""
        return self._value.to_bytes(4, "big")

    def hexdigest(self) -> str:
        """Return them in hexadecimal."""
        return self.digest().hex()


def of_tus(header: str) -> Checksum:
    """Read `Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`."""
    algorithm, _, digest = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Checksums may be {', '.join(ALGORITHMS)}. Choose one of them.")
    return Checksum(algorithm, _decoded(digest.strip(), "Upload-Checksum"))


def of_digest(header: str, name: str) -> Checksum | None:
    """Read `Content-Digest: sha-256=:…:` (RFC 9530): the first algorithm that we know, or none."""
    for member in header.split(","):
        if (found := _MEMBER.fullmatch(member)) and found[1] in _STRUCTURED:
            return Checksum(_STRUCTURED[found[1]], _decoded(found[2], name))
    return None


def _decoded(digest: str, name: str) -> bytes:
    try:
        return base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeader(f"The digest in {name} is not Base64.") from error
