"""Identifiers: made anywhere, never the same twice, and rising with time so that databases like them."""

import os
import time
from uuid import UUID

_VERSION, _VARIANT = 0x7, 0b10


def new_id() -> UUID:
    """Return a UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix time in milliseconds, 74 random bits."""
    moment = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10)) & ((1 << 74) - 1)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=moment << 80 | _VERSION << 76 | high << 64 | _VARIANT << 62 | low)
