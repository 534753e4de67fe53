"""The worker: takes jobs from the database and does them, until it is told to stop.

`touchline worker` and `touchline serve` call `run`.
"""

import functools
from uuid import UUID

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


def run(settings: Settings, film_engine: FilmEngine, worker_id: UUID | None = None) -> None:
    """Do jobs until SIGTERM or SIGINT; running ones may end for a few seconds, then are handed back.

    Each job's process is handed the film engine, so it must be one that can be pickled. `worker_id` is what
    the worker signs in as, where somebody watches its process.
    """
    is_over = listen_for_stops()
    make = functools.partial(assemble, settings, film_engine)
    preload = [__name__, type(film_engine).__module__]
    runner = EmbeddedRunner(make, capacity=settings.worker_capacity, preload=preload, worker_id=worker_id)
    runner.run_until(is_over)
