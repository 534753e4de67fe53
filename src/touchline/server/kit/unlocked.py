"""A pause in a transaction: for work that is slow on purpose, such as hashing a password.

SQLite has one writer, and PostgreSQL and MariaDB lock the rows that were counted: nobody is to wait for
a hash that somebody else asked for.
"""

import contextlib
from collections.abc import Iterator

from sqlalchemy.orm import Session


@contextlib.contextmanager
def unlocked(session: Session) -> Iterator[None]:
    """Commit what was written so far, and hold no lock and no connection meanwhile.

    What was read before may have changed afterwards: read it again. Inside of a savepoint nothing can be
    committed: there the locks are held on.
    """
    if not session.in_nested_transaction():
        session.commit()
    yield
