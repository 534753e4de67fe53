"""Passwords: which are refused because they are guessed early, and how the others are stored.

Lists of broken passwords consist of few words with digits, doubled letters and look-alikes around them.
So a password is stripped of all that; what is left must not be one or two of these words.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from touchline.server.accounts.errors import WeakPassword
from touchline.server.accounts.settings import AccountSettings

SHORTEST, LONGEST = 10, 200
_FEWEST_DIFFERENT = 5
_WALKS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6z7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LOOK_ALIKES = str.maketrans("013457@$!€", "oleastasie")


def check_strength(password: str, *, email: str) -> None:
    """Refuse a password that somebody would guess early.

    Raises:
        WeakPassword: it is too short, or made of what everybody uses.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"Choose a password of {SHORTEST} characters or more.")
    plain = normalised(password).casefold()
    if len(set(plain)) < _FEWEST_DIFFERENT or _is_walk(plain) or _is_common(plain) or _is_own(plain, email):
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


@cache
def _common_words() -> frozenset[str]:
    text = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


def _is_common(plain: str) -> bool:
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return any(_is_made_of_words(_core(text)) for text in (bare, bare.translate(_LOOK_ALIKES)))


def _core(plain: str) -> str:
    letters = re.sub(r"[\W\d_]+", "", plain)
    doubled = re.fullmatch(r"(.+?)\1+", letters)
    return doubled[1] if doubled else letters


def _is_made_of_words(core: str) -> bool:
    words = _common_words()
    return (
        not core or core in words or any(core[:i] in words and core[i:] in words for i in range(1, len(core)))
    )


def _is_walk(plain: str) -> bool:
    runs = [plain[i : i + 5] for i in range(len(plain) - 4)]
    walked = sum(any(run in walk or run[::-1] in walk for walk in _WALKS) for run in runs)
    return walked * 2 > len(runs)


def _is_own(plain: str, email: str) -> bool:
    name = _core(email.partition("@")[0].casefold())
    return len(name) >= 3 and _core(plain) == name
