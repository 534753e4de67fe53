"""What kind of file a key names, and under which name it is saved: never anything a browser would run."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

UNKNOWN = "application/octet-stream"

CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".ts": "video/mp2t",
    ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska",
    ".m4a": "audio/mp4", ".wav": "audio/wav", ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".pdf": "application/pdf",
    ".json": "application/json", ".csv": "text/csv; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
    ".zip": "application/zip",
}  # fmt: skip
"""Ending of the key → type. HTML, SVG and scripts are not among them, and `nosniff` keeps it so."""

_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def content_type_of(key: str) -> str:
    """Return the type of the file under this key."""
    return CONTENT_TYPES.get(PurePosixPath(key).suffix, UNKNOWN)


def saved_as(name: str) -> str:
    """Return the header that has a file saved under a name in any script (RFC 6266)."""
    safe = _UNSAFE_IN_NAMES.sub("_", name).strip(" .") or "file"
    plain = re.sub(r"[^\x20-\x7e]", "_", safe).replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
