"""A request that is refused and still leaves a trace."""

import contextlib
from collections.abc import Iterator

from sqlalchemy.orm import Session

from touchline.base.errors import TouchlineError


@contextlib.contextmanager
def kept_when_refused(session: Session) -> Iterator[None]:
    """Commit what was written even if the request is refused: a guess or a theft must leave its trace.

    Only endpoints use this: the edge commits.
    """
    try:
        yield
    except TouchlineError:
        session.commit()
        raise
