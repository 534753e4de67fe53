"""All that the server reaches beyond itself, in one place: chosen at the start, replaced in tests."""

from dataclasses import dataclass
from pathlib import Path

import limits.storage

from touchline.base.clock import Clock
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.mail.port import Mail
from touchline.server.kit.sealing import Sealer
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.port import Storage


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world as the server knows it."""

    database: Database
    clock: Clock
    links: Links
    storage: Storage
    mail: Mail
    counters: limits.storage.Storage
    sealer: Sealer
    film_engine: FilmEngine
    folder: Path
    """On this computer's disk: what comes in and is not finished, what is being made."""
