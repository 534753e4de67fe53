"""Words that only we can have written: HMAC-signed tokens for one purpose, until one moment.

A token is `<payload>.<mac>`, both base64url; the payload is readable by whoever holds it, so it carries ids
and never names of people. Each purpose has a key of its own, so that a token for one is worthless for
another. When the secret changes, what was signed with the previous one stays good until it expires.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from touchline.base.errors import NotFound

MAC_BYTES = 20
"""160 bits: half of SHA-256 is out of anybody's reach, and keeps addresses short."""

LONGEST_TOKEN = 2000


class BadToken(NotFound):
    """Somebody else wrote it, changed it, or its time is over."""


class Signer:
    """Signs with the current secret, and believes the current and the previous ones."""

    def __init__(self, secret: str, *previous: str) -> None:
        if not secret:
            raise ValueError("expected a secret, got an empty one")
        self._secrets = [one.encode() for one in (secret, *previous) if one]

    def sign(self, purpose: str, facts: Mapping[str, Any], *, expires_at: datetime) -> str:
        """Return a token that says these facts until a moment."""
        content = {**facts, "exp": int(expires_at.timestamp())}
        payload = _text(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode())
        return f"{payload}.{_text(_mac(self._secrets[0], purpose, payload))}"

    def read(self, purpose: str, token: str, *, now: datetime) -> dict[str, Any]:
        """Return the facts of a token.

        Raises:
            BadToken: it was not signed by us for this purpose, was changed, or has expired.
        """
        facts, _ = self.read_until(purpose, token, now=now)
        return facts

    def read_until(self, purpose: str, token: str, *, now: datetime) -> tuple[dict[str, Any], datetime]:
        """Return the facts of a token as `read` does, and when it expires."""
        payload, _, mac = token[:LONGEST_TOKEN].partition(".")
        # As text: bytes have more than one spelling in base64.
        given = mac.encode()
        expected = [_text(_mac(secret, purpose, payload)).encode() for secret in self._secrets]
        # All are compared, so that the time it takes does not say which secret it was.
        if not sum(hmac.compare_digest(given, one) for one in expected):
            raise BadToken("This link is not valid. Ask for a new one.")
        facts: dict[str, Any] = json.loads(_bytes(payload))
        expires_at = datetime.fromtimestamp(facts.pop("exp"), UTC)
        if expires_at <= now:
            raise BadToken("This link has expired. Ask for a new one.")
        return facts, expires_at


def _mac(secret: bytes, purpose: str, payload: str) -> bytes:
    key = hmac.digest(secret, f"touchline:{purpose}".encode(), hashlib.sha256)
    return hmac.digest(key, payload.encode(), hashlib.sha256)[:MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
