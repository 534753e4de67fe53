"""The outside world of tests: a database that is handed in, and in-memory ports for all else."""

import os
import tempfile
from pathlib import Path

from touchline.base.clock import Clock
from touchline.server.kit.counters.memory import MemoryCounters
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.ports import Ports
from touchline.server.kit.sealing import Sealer
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.memory import MemoryStorage

NOWHERE = Path(tempfile.gettempdir()) / f"touchline-tests-{os.getpid()}"
"""The folder of tests that keep nothing in it."""


def ports_over(
    database: Database,
    clock: Clock,
    *,
    folder: Path = NOWHERE,
    film_engine: FilmEngine | None = None,
) -> Ports:
    """Return ports over a database."""
    links = Links(Signer("a secret of tests"), clock)
    return Ports(
        database=database,
        clock=clock,
        links=links,
        storage=MemoryStorage(links, clock),
        mail=MemoryMail(),
        counters=MemoryCounters(clock),
        sealer=Sealer("a secret of tests"),
        film_engine=film_engine or MemoryEngine(),
        folder=folder,
    )
