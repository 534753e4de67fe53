"""Processes for jobs, forked from a server that has loaded the program once and holds no connection.

Told to stop are workers, not jobs: a terminal or a service manager signals the whole group, and the fork
server and its children let that pass.
"""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext

STOPS = (signal.SIGINT, signal.SIGTERM)


def fork_server(preload: Sequence[str]) -> ForkServerContext:
    """Return a fork server that runs and has these modules loaded."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(list(preload))
    resource_tracker.ensure_running()  # else the fork server starts it, which unblocks the signals again
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return forks


def let_stops_pass() -> None:
    """Let signals to stop pass, but not for programs that this process starts."""
    for stop in STOPS:
        signal.signal(stop, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def listen_for_stops() -> Callable[[], bool]:
    """Return a function that says whether this process has been told to stop since.

    A process that was forked from such a server hears nothing until the signals are let through.
    """
    heard: list[int] = []
    for stop in STOPS:
        signal.signal(stop, lambda number, _: heard.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    return lambda: bool(heard)
