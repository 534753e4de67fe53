"""Counters in the database: they survive a restart, and all processes count together.

Each count is a transaction of its own, since a request that is refused or fails must count as well. It has
to be over before the request's own transaction begins: SQLite has one writer. `limits.limited` sees to that.
"""

import contextlib
import hashlib
from datetime import timedelta

from limits.storage import Storage
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from touchline.base.clock import Clock
from touchline.server.kit.counters import repository
from touchline.server.kit.db import Database


class SqlCounters(Storage):
    """The storage of the `limits` library, in our database."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__()
        self._database, self._clock = database, clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return how high the counter is."""
        while True:
            if counted := self._add(key, expiry, amount):
                return counted
            with contextlib.suppress(IntegrityError):  # another one was quicker: add to theirs
                return self._start(key, expiry, amount)

    def get(self, key: str) -> int:
        """Return how high the counter is."""
        with self._database.reading() as session:
            found = repository.read(session, _hashed(key), self._clock.now())
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """Return when the counter begins anew, in seconds of Unix time."""
        now = self._clock.now()
        with self._database.reading() as session:
            found = repository.read(session, _hashed(key), now)
        return (found[1] if found else now).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        self.get("")
        return True

    def reset(self) -> int:
        """Forget all counters."""
        with self._database.writing() as session:
            return repository.remove_all(session)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._database.writing() as session:
            repository.remove(session, _hashed(key))

    def _add(self, key: str, expiry: int, amount: int) -> int | None:
        now, counted = self._clock.now(), _hashed(key)
        with self._database.writing() as session:
            until = now + timedelta(seconds=expiry)
            if high := repository.add(session, counted, amount, now, until):
                return high
            return amount if repository.restart(session, counted, amount, now, until) else None

    def _start(self, key: str, expiry: int, amount: int) -> int:
        # Not in the transaction that looked for it: MariaDB locks the gap where it found nothing, and two
        # that did so would wait for each other.
        with self._database.writing() as session:
            expires_at = self._clock.now() + timedelta(seconds=expiry)
            repository.start(session, _hashed(key), amount, expires_at)
        return amount


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
