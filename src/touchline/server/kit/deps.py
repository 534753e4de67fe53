"""What endpoints are handed: the session of their request, the clock, the settings.

One request, one transaction: it is committed after the endpoint has answered and before the answer is sent.

What only looks something up in memory is `async def`: FastAPI calls it at once, where a plain `def` costs a
way to another thread and back (0.3 ms each on a busy computer, and a request asks for five of them).
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from touchline.base.clock import Clock
from touchline.server.kit.ports import Ports

READS = ("GET", "HEAD", "OPTIONS")


async def _ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


def _session(request: Request, ports: "PortsOfApp") -> Iterator[Session]:
    opened = ports.database.reading if request.method in READS else ports.database.writing
    with opened() as session:
        yield session


async def _clock(ports: "PortsOfApp") -> Clock:
    return ports.clock


PortsOfApp = Annotated[Ports, Depends(_ports)]
DbSession = Annotated[Session, Depends(_session, scope="function")]
Now = Annotated[Clock, Depends(_clock)]
