"""The process of one job: it dies with its worker, and its memory goes back with it."""

import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from touchline.server.kit.jobs.executing import execute
from touchline.server.kit.jobs.forking import let_stops_pass
from touchline.server.kit.jobs.running import Claim
from touchline.server.kit.jobs.task import Workshop

ORPHANED = 70


def be_child(make: Callable[[], Workshop], claim: Claim, life: Connection) -> None:
    """Do a job; `life` closes when the worker is gone. Signals to stop are the worker's business."""
    let_stops_pass()
    threading.Thread(target=die_with, args=(life,), daemon=True).start()
    workshop = make()
    execute(workshop, claim)
    workshop.ports.database.close()


def die_with(life: Connection) -> None:
    """End this process as soon as whoever holds the other end of the pipe is gone."""
    try:
        life.recv_bytes()
    except EOFError:
        os._exit(ORPHANED)
