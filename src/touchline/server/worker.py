"""The worker: takes jobs from the database and does them, until it is told to stop.

`touchline worker` and `touchline serve` call `run`.
"""

import functools

from touchline.server import outside, wiring
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.jobs.embedded import EmbeddedRunner
from touchline.server.kit.jobs.forking import listen_for_stops
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.settings import Settings


def assemble(settings: Settings, film_engine: FilmEngine) -> Workshop:
    """Return what a worker works with."""
    ports = outside.connect(settings, film_engine)
    return Workshop(ports, table(*wiring.tasks_of(settings, ports)), wiring.PERIODIC)


def run(settings: Settings, film_engine: FilmEngine) -> None:
    """Do jobs until SIGTERM or SIGINT; running ones may end for a few seconds, then are handed back.

    Each job's process is handed the film engine, so it must be one that can be pickled.
    """
    is_over = listen_for_stops()
    make = functools.partial(assemble, settings, film_engine)
    preload = [__name__, type(film_engine).__module__]
    EmbeddedRunner(make, capacity=settings.worker_capacity, preload=preload).run_until(is_over)
