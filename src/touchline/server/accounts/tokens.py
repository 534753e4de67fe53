"""Secrets that are handed out: opaque ones (stored hashed) and signed ones (not stored at all)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from touchline.server.accounts.settings import AccountSettings

ALGORITHM = "HS256"
_NOT_EVEN_A_TOKEN = (ValueError, TypeError, LookupError, AttributeError)
"""What the library raises where a stranger's token has another shape than any token."""


def new_secret() -> str:
    """Return an opaque token of 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is stored of an opaque token; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Signer:
    """Signs with the present key and reads what any known key has signed."""

    def __init__(self, settings: AccountSettings) -> None:
        known = (settings.secret_key, *settings.older_secret_keys)
        self._secrets = [secret.get_secret_value().encode() for secret in known]
        self._keys = KeySet([_jwt_key(secret) for secret in self._secrets])

    def token(self, purpose: str, claims: Mapping[str, str], *, now: datetime, lifetime: timedelta) -> str:
        """Return a JWT that says `claims` and is good for one purpose.

        When it was issued is not said: a clock that goes back would make it a token of the future.
        """
        key = self._keys.keys[0]
        header = {"alg": ALGORITHM, "kid": key.kid}
        expires = int((now + lifetime).timestamp())
        return jwt.encode(header, {**claims, "exp": expires, "aud": purpose}, key, algorithms=[ALGORITHM])

    def read(self, purpose: str, token: str, *, now: datetime) -> Mapping[str, str] | None:
        """Return what a JWT says, or None if it is not ours, too old or meant for something else."""
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            aud={"essential": True, "value": purpose},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            registry.validate(claims)
        except (JoseError, *_NOT_EVEN_A_TOKEN):
            return None
        return claims

    def mark(self, purpose: str, text: str) -> str:
        """Return a keyed hash of a text, the same whenever the present key is."""
        return _mark(self._secrets[0], purpose, text)

    def is_mark(self, mark: str, purpose: str, text: str) -> bool:
        """Say whether any known key has made this mark."""
        marks = [_mark(secret, purpose, text) for secret in self._secrets]
        return any(hmac.compare_digest(mark.encode(), known.encode()) for known in marks)


def _jwt_key(secret: bytes) -> OctKey:
    key = hmac.digest(secret, b"touchline jwt", "sha256")
    return OctKey.import_key(key, {"kid": hashlib.sha256(key).hexdigest()[:16], "use": "sig"})


def _mark(secret: bytes, purpose: str, text: str) -> str:
    return hmac.new(secret, f"touchline {purpose}\0{text}".encode(), "sha256").hexdigest()
