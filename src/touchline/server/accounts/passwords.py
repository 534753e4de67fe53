"""Passwords: which are refused because they are guessed early, and how the others are stored.

How early is what zxcvbn estimates (MIT): it ships ranked lists of leaked passwords, names and words, and
knows look-alikes, repeats, dates and walks over the keyboard. Why this of its ports to Python, and what it
lets through: docs/experiments/passwords.md.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn_rs_py import zxcvbn

from touchline.server.accounts.errors import WeakPassword
from touchline.server.accounts.settings import AccountSettings

SHORTEST, LONGEST = 10, 200
_FEWEST_GUESSES = 10**10
"""Eleven days at 10,000 a second for who has stolen the database: what zxcvbn calls very unguessable."""
_JUDGED = 32
"""Of how many characters the guesses are counted, at either end: all are no easier to guess than a part.
Nobody can keep the server busy with them: the slowest 32 that were found take as long as four hashes."""
_CLUB_WORDS = (
    "touchline", "trainer", "torwart", "spieler", "mannschaft", "verein", "vereinsheim", "weltmeister",
    "matchday", "gameday", "spieltag", "icehockey", "eishockey", "fussball", "glueckauf", "gluckauf",
    "miasanmia", "viscaelbarca", "allezlesbleus", "youllneverwalkalone", "you'll never walk alone",
    "fortnite", "roblox", "ichliebedich", "prinzessin", "schmetterling", "willkommen", "lassmichrein",
    "bienvenue", "correcthorsebatterystaple", "correct horse battery staple",
    "qwertzuiop", "йцукен", "пароль",
)  # fmt: skip
"""What comes to mind here first, and is in none of zxcvbn's lists, which are English, or far down."""


def check_strength(password: str, *, email: str, display_name: str) -> None:
    """Refuse a password that somebody would guess early.

    Raises:
        WeakPassword: it is too short, or made of what everybody uses, or of what this person is called.
    """
    plain = normalised(password)
    if min(len(password), len(plain)) < SHORTEST:
        raise WeakPassword(f"Choose a password of {SHORTEST} characters or more.")
    early = [*_words(email), *_words(display_name), *_CLUB_WORDS]
    once = _said_once(plain)
    ends = {once[:_JUDGED], once[-_JUDGED:]}
    if all(zxcvbn(end, early).guesses < _FEWEST_GUESSES for end in ends):
        raise WeakPassword("This password is easy to guess. Choose another, for example four random words.")


def normalised(password: str) -> str:
    """Return a password as it is hashed: the same whichever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


class Hasher:
    """Hashes passwords with Argon2id and checks them."""

    def __init__(self, settings: AccountSettings) -> None:
        memory_kib, passes = settings.password_hash_memory_kib, settings.password_hash_passes
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._nobody = _hash_of_nobody(memory_kib, passes)

    def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        return self._hasher.hash(normalised(password))

    def is_right(self, password: str, password_hash: str | None) -> bool:
        """Say whether it is the password; without a hash it takes as long and is wrong."""
        try:
            self._hasher.verify(password_hash or self._nobody, normalised(password))
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None

    def renewed(self, password: str, password_hash: str | None) -> str | None:
        """Return the hash of a right password, made anew if today's parameters are others."""
        if password_hash is None or not self._hasher.check_needs_rehash(password_hash):
            return password_hash
        return self.hash(password)


@cache
def _hash_of_nobody(memory_kib: int, passes: int) -> str:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1).hash("nobody's")


def _words(text: str) -> Iterator[str]:
    return (word[0] for word in re.finditer(r"[^\W\d_]{3,}", normalised(text)))


def _said_once(plain: str) -> str:
    lengths = range(1, len(plain) // 2 + 1)
    return next((plain[:n] for n in lengths if plain[n:] == plain[:-n]), plain)
