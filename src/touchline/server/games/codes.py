"""The codes of games: short enough to be said aloud, and without characters that are taken for one another.

Of each group that looks alike in print, in handwriting or in capital and small letters (0 O Q D, 1 I L,
2 Z, 5 S, 6 G, 8 B, U V) one or none is in the alphabet, and no vowel, so that no code is a word. There are
34 million codes, drawn from the system's randomness: whoever tries one a second needs a year for all, and
look-ups are limited far below that.
"""

import re
import secrets

from touchline.server.games.models import CODE_LENGTH

ALPHABET = "34679CFHJKMNPRTWXY"
SPOKEN = f"{CODE_LENGTH} characters out of {' '.join(ALPHABET)}"
LONGEST_TYPED = 32
"""What somebody may type: a code with all its spaces and dashes."""

_BETWEEN = re.compile(r"[\s\-_.\u2010-\u2015\u2212]+")


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """Return the code that somebody has typed, in any case, with or without spaces and dashes.

    None if it cannot be a code.
    """
    code = _BETWEEN.sub("", typed).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None
