"""What a request asks for, in either protocol: tus 1.0 or the IETF's resumable uploads (draft 10 and later).

Both meet on the same URLs. A request is tus where it says `Tus-Resumable`, and the IETF's where it says
`Upload-Complete`; from here on nobody asks which it was, except to answer in the same words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from touchline.server.uploads import checksums, metadata
from touchline.server.uploads.checksums import Checksum
from touchline.server.uploads.errors import (
    BadHeader,
    InconsistentLength,
    UnsupportedContent,
    UnsupportedVersion,
)
from touchline.server.uploads.metadata import Metadata
from touchline.server.uploads.models import LONGEST_KEY

TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = (
    "creation", "creation-with-upload", "creation-defer-length", "checksum", "expiration", "termination",
    "concatenation",
)  # fmt: skip
TUS_CONTENT = "application/offset+octet-stream"
IETF_CONTENT = "application/partial-upload"

_NUMBER = re.compile(r"[0-9]{1,18}")
_BOOLEAN = {"?0": False, "?1": True}
Headers = Mapping[str, str]


class Dialect(StrEnum):
    """Which protocol a request speaks."""

    TUS = "tus"
    IETF = "ietf"


@dataclass(frozen=True, slots=True)
class Body:
    """What a request says of the bytes it brings."""

    size_bytes: int | None
    """As HTTP says; unknown where it comes in chunks."""
    completes: bool
    """These are the last ones (IETF)."""
    length_bytes: int | None
    """Of the whole upload, where this request says it."""
    checksum: Checksum | None


@dataclass(frozen=True, slots=True)
class Creation:
    """An upload is to begin."""

    dialect: Dialect
    body: Body
    has_body: bool
    said: Metadata
    client_key: str | None
    is_part: bool = False
    joins: tuple[UUID, ...] = ()
    expected_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Bytes are to be added at an offset."""

    dialect: Dialect
    offset: int
    body: Body


def dialect_of(headers: Headers) -> Dialect:
    """Return which protocol a request speaks; tus where it says nothing.

    Raises:
        UnsupportedVersion: tus, but not 1.0.0.
    """
    if "tus-resumable" in headers:
        if headers["tus-resumable"] != TUS_VERSION:
            raise UnsupportedVersion
        return Dialect.TUS
    return Dialect.IETF if "upload-complete" in headers else Dialect.TUS


def creation_of(headers: Headers) -> Creation:
    """Read a request that begins an upload."""
    dialect = dialect_of(headers)
    if dialect is Dialect.IETF:
        return _ietf_creation(headers)
    if "tus-resumable" not in headers:
        raise UnsupportedVersion
    return _tus_creation(headers)


def append_of(headers: Headers) -> Append:
    """Read a request that adds bytes."""
    dialect = dialect_of(headers)
    if dialect is Dialect.TUS and "tus-resumable" not in headers:
        raise UnsupportedVersion
    _expect_content(headers, TUS_CONTENT if dialect is Dialect.TUS else IETF_CONTENT)
    offset = _number(headers, "upload-offset")
    if offset is None:
        raise BadHeader("Say where these bytes belong (header Upload-Offset).")
    return Append(dialect, offset, _body_of(headers, dialect))


def _tus_creation(headers: Headers) -> Creation:
    joining = headers.get("upload-concat", "")
    is_final = joining.startswith("final;")
    if joining not in ("", "partial") and not is_final:
        raise BadHeader("Upload-Concat must be 'partial', or 'final;' and the addresses of the parts.")
    body = _body_of(headers, Dialect.TUS)
    deferred = headers.get("upload-defer-length")
    if not is_final and (deferred == "1") == (body.length_bytes is not None):
        raise BadHeader(
            "Say how long the file is (Upload-Length), or that it is not known yet (Upload-Defer-Length: 1)."
        )
    has_body = bool(body.size_bytes) or "transfer-encoding" in headers
    if has_body:
        _expect_content(headers, TUS_CONTENT)
    return Creation(
        Dialect.TUS,
        body,
        has_body,
        metadata.of_tus(headers.get("upload-metadata")),
        _key_of(headers),
        is_part=joining == "partial",
        joins=tuple(_upload_at(url) for url in joining.removeprefix("final;").split()) if is_final else (),
    )


def _ietf_creation(headers: Headers) -> Creation:
    body = _body_of(headers, Dialect.IETF)
    expected = checksums.of_digest(headers.get("repr-digest", ""), "Repr-Digest")
    return Creation(
        Dialect.IETF,
        body,
        has_body=body.size_bytes != 0,
        said=metadata.of_fields(headers.get("content-disposition"), headers.get("content-type")),
        client_key=_key_of(headers),
        expected_sha256=expected.digest.hex() if expected and expected.algorithm == "sha256" else None,
    )


def _body_of(headers: Headers, dialect: Dialect) -> Body:
    size = _number(headers, "content-length")
    if size is None and "transfer-encoding" not in headers:
        size = 0
    length = _number(headers, "upload-length")
    if dialect is Dialect.TUS:
        said = headers.get("upload-checksum")
        return Body(size, False, length, checksums.of_tus(said) if said else None)
    completes = _BOOLEAN.get(headers.get("upload-complete", "").strip())
    if completes is None:
        raise BadHeader("Upload-Complete must be ?0 or ?1.")
    if completes and size is not None:
        whole = size + (_number(headers, "upload-offset") or 0)
        if length is not None and length != whole:
            raise InconsistentLength(
                f"Upload-Length says {length}, but this request would end it at {whole}."
            )
        length = whole
    return Body(
        size, completes, length, checksums.of_digest(headers.get("content-digest", ""), "Content-Digest")
    )


def _number(headers: Headers, name: str) -> int | None:
    said = headers.get(name)
    if said is None:
        return None
    if not _NUMBER.fullmatch(said.strip()):
        raise BadHeader(f"{name.title()} must be a whole number of bytes.")
    return int(said)


def _expect_content(headers: Headers, expected: str) -> None:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != expected:
        raise UnsupportedContent(expected)


def _key_of(headers: Headers) -> str | None:
    key = headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise BadHeader(f"Idempotency-Key may have 1 to {LONGEST_KEY} characters.")
    return key


def _upload_at(url: str) -> UUID:
    try:
        return UUID(url.rstrip("/").rsplit("/", 1)[-1])
    except ValueError as error:
        raise BadHeader("Upload-Concat names an address that is no upload's.") from error
