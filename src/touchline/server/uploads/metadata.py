"""What a client says about a file: bounded, decoded, and nothing but words; no path is ever made of it."""

import base64
import binascii
import email.message
import unicodedata
from dataclasses import dataclass, field

from touchline.server.uploads.errors import BadHeader
from touchline.server.uploads.models import LONGEST_NAME

MOST_KEYS = 32
LONGEST_RAW = 4096
_NAMES = ("filename", "name")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said: by key, and as it was sent."""

    said: dict[str, str] = field(default_factory=dict)
    raw: str | None = None

    @property
    def name(self) -> str | None:
        """The file's name: its last component, without what cannot be shown."""
        found = next((self.said[key] for key in _NAMES if self.said.get(key)), None)
        return shown_name(found) if found else None


def of_tus(header: str | None) -> Metadata:
    """Read `Upload-Metadata: filename d29ybGQ=,is_confidential`."""
    if not header or not header.strip():
        return Metadata()
    if len(header) > LONGEST_RAW:
        raise BadHeader(
            f"Upload-Metadata may have {LONGEST_RAW} characters at most. Say less about the file."
        )
    pairs = [pair.strip().partition(" ") for pair in header.split(",")]
    said = {key: _decoded(value.strip()) for key, _, value in pairs}
    if len(said) != len(pairs) or "" in said or len(said) > MOST_KEYS:
        raise BadHeader(f"Upload-Metadata must be 1 to {MOST_KEYS} different keys, each with a Base64 value.")
    if not header.isascii():
        raise BadHeader("The keys of Upload-Metadata must be ASCII.")
    return Metadata(said, header.strip())


def of_fields(disposition: str | None, content_type: str | None) -> Metadata:
    """Read what HTTP itself says: `Content-Disposition: inline; filename*=UTF-8''…` and Content-Type."""
    said = {}
    if disposition:
        if len(disposition) > LONGEST_RAW:
            raise BadHeader("Content-Disposition is too long. Choose a shorter name for the file.")
        message = email.message.Message()
        message["content-disposition"] = disposition
        if name := message.get_filename():
            said["filename"] = name
    if content_type:
        said["filetype"] = content_type[:LONGEST_NAME]
    return Metadata(said)


def shown_name(name: str) -> str | None:
    """Return a name that can be shown: no folders, no control or direction signs, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return unicodedata.normalize("NFC", clean)[:LONGEST_NAME].strip(". ") or None


def _decoded(value: str) -> str:
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise BadHeader("A value in Upload-Metadata is not Base64 of UTF-8.") from error
    return text.replace("\x00", "")
