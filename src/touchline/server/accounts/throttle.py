"""Slowing down whoever guesses, without locking out whoever is guessed at.

A key is what is counted: an address and an account together, a known device, a mailbox. The first
attempts are free; then each doubles the wait. Keys are stored as keyed hashes.

The scheme is OWASP's "device cookies": a device that has signed in before is counted by itself, so that
strangers who exhaust the attempts on an account from everywhere do not lock out its owner.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from touchline.server.accounts import repository
from touchline.server.kit.errors import TooOften

FORGOTTEN_AFTER = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(minutes=2)
"""So much may lie between the moments of requests side by side, or of two computers, that count together."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts are free, and how the wait grows after them."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta

    def wait_after(self, count: int) -> timedelta:
        """Return how long to wait after the attempt with this number."""
        beyond = count - self.free
        if beyond < 0:
            return timedelta(0)
        return min(self.first_wait * (1 << min(beyond, 20)), self.longest_wait)


PER_ADDRESS_AND_ACCOUNT = Limit(5, timedelta(seconds=2), timedelta(minutes=15))
PER_DEVICE = Limit(10, timedelta(seconds=2), timedelta(minutes=15))
PER_ACCOUNT = Limit(50, timedelta(seconds=2), timedelta(minutes=5))
"""Of all unknown devices together: a crowd of addresses that shares the work of guessing."""
PER_MAILBOX = Limit(3, timedelta(minutes=1), timedelta(hours=1))
"""Mails that anybody can cause by typing somebody's address."""
PER_INVITED = Limit(3, timedelta(hours=1), timedelta(days=1))
"""Invitations to one mailbox by one club: seven in a day at most."""
PER_INVITED_BY_ALL = Limit(10, timedelta(hours=1), timedelta(days=1))
"""Mails with invitations to one mailbox, by all clubs together: fourteen in a day at most."""
PER_INVITER = Limit(150, timedelta(minutes=1), timedelta(hours=1))
"""Invitations by one person: all families of a club's teams in an evening, and no more."""


def count(session: Session, key_hash: str, limit: Limit, *, now: datetime) -> None:
    """Count an attempt before it is made, so that attempts side by side are all counted.

    Nobody waits much longer than they were told at first: that would be a clock that has gone back. A little
    longer is one whose moment was taken before that of the attempt that was counted last.

    Raises:
        TooOften: this key has to wait; the attempt is not counted.
    """
    attempt = repository.lock_attempt(session, key_hash, now=now)
    if timedelta(0) < attempt.blocked_until - now <= limit.wait_after(attempt.count) + CLOCKS_DIFFER:
        wait_s = int((attempt.blocked_until - now).total_seconds()) + 1
        raise TooOften(wait_s, f"Too many attempts. Wait {wait_s} seconds and try again.")
    if now - attempt.last_at > FORGOTTEN_AFTER:
        attempt.count = 0
    attempt.count += 1
    attempt.last_at = now
    attempt.blocked_until = now + limit.wait_after(attempt.count)


def forget(session: Session, key_hash: str) -> None:
    """Forget the attempts of a key: the last one was right."""
    repository.delete_attempt(session, key_hash)
