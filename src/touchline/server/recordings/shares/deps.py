"""What endpoints are handed about shares."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from touchline.server.kit.deps import PortsOfApp


def _counting(ports: PortsOfApp) -> Iterator[Session]:
    with ports.database.writing() as session:
        yield session


CountingSession = Annotated[Session, Depends(_counting, scope="function")]
"""For a GET that counts who opened a link: unlike those of others, its transaction is committed."""
