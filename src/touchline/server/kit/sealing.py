"""Words that only we can read: what must lie somewhere for a while and is nobody's business.

A sealed text is a compact JWE (RFC 7516): AES-256-GCM under a key made of the server's secret. When the
secret changes, what was sealed with the previous one can still be opened.
"""

import hashlib
import hmac

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from touchline.base.errors import NotFound

_HEADER = {"alg": "dir", "enc": "A256GCM"}


class CannotOpen(NotFound):
    """It was sealed with a secret that is gone, or changed since."""

    def __init__(self) -> None:
        super().__init__("This was sealed with another secret key. Give the previous one, too.")


class Sealer:
    """Seals with the current secret, and opens what any known one has sealed."""

    def __init__(self, secret: str, *previous: str) -> None:
        self._keys = [_key(one) for one in (secret, *previous)]

    def seal(self, text: str) -> str:
        """Return the text as nobody else can read it."""
        return jwe.encrypt_compact(_HEADER, text.encode(), self._keys[0])

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            CannotOpen: not by us, or not any more.
        """
        for key in self._keys:
            try:
                content = jwe.decrypt_compact(sealed, key).plaintext
            except (JoseError, ValueError):
                continue
            if content is not None:
                return content.decode()
        raise CannotOpen


def _key(secret: str) -> OctKey:
    return OctKey.import_key(hmac.digest(secret.encode(), b"touchline:sealing", hashlib.sha256))
