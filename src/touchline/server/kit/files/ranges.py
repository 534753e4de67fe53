"""Which part of a file is asked for, and whether whoever asks has it already (RFC 9110, 13 and 14)."""

import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from touchline.server.kit.storage.port import Stored

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """`size` bytes of a file from position `first` on."""

    first: int
    size: int

    def content_range(self, whole_bytes: int) -> str:
        """Say it as the header does."""
        return f"bytes {self.first}-{self.first + self.size - 1}/{whole_bytes}"


class Unsatisfiable(ValueError):
    """The part that is asked for begins behind the end."""


def part_asked_for(headers: Mapping[str, str], stored: Stored) -> Part | None:
    """Return the part of the file that is asked for; None for the whole.

    Several parts at once, and what cannot be read, are answered with the whole, as the standard allows:
    players ask for one part at a time, and hundreds of small ones are an attack.

    Raises:
        Unsatisfiable: the part begins behind the end.
    """
    found = _RANGE.fullmatch(headers.get("range", ""))
    if found is None or not _is_same_file(headers.get("if-range"), stored):
        return None
    first, last = (int(number) if number else None for number in found.groups())
    size = stored.size_bytes
    if first is None:
        return None if last is None else _last_bytes(last, size)
    if last is not None and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Part(first, min(size if last is None else last + 1, size) - first)


def _last_bytes(count: int, size: int) -> Part:
    if count == 0 or size == 0:
        raise Unsatisfiable
    return Part(max(0, size - count), min(count, size))


def is_known(headers: Mapping[str, str], stored: Stored) -> bool:
    """Whether whoever asks has this very content already."""
    if tags := headers.get("if-none-match"):
        return tags.strip() == "*" or stored.etag in {
            tag.strip().removeprefix("W/") for tag in tags.split(",")
        }
    since = _moment(headers.get("if-modified-since"))
    return since is not None and stored.modified_at.replace(microsecond=0) <= since


def http_date(at: datetime) -> str:
    """Write a moment as HTTP does."""
    return email.utils.format_datetime(at.astimezone(UTC), usegmt=True)


def _is_same_file(if_range: str | None, stored: Stored) -> bool:
    return if_range is None or if_range.strip() in (stored.etag, http_date(stored.modified_at))


def _moment(text: str | None) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
