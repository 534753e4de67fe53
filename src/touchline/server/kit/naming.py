"""Taking a name out of what somebody else wrote."""

import re

LEFT = "…"
"""What stands where a name stood."""


def is_told_apart(name: str) -> bool:
    """Say whether a text with this name in it is about them: Max may be any Max, or “max. 3 min”."""
    return len(name.split()) > 1


def without_name(text: str, name: str) -> str:
    """Return a text without a name, whole and however it is written; a word that only begins so stays."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT, text, flags=re.IGNORECASE)
