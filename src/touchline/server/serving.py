"""Web and worker on one machine: what `touchline serve` runs. Stopped or killed, it loses nothing."""

import contextlib
import gc
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from uuid import UUID

import structlog
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from touchline.base.errors import Invalid
from touchline.base.ids import new_id
from touchline.server import administration, migrate, outside, worker
from touchline.server.app import create_app
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.jobs import claims
from touchline.server.kit.jobs.child import die_with
from touchline.server.kit.jobs.forking import STOPS
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

LINGER_S = 5
"""How long requests may go on when the server is to stop; an upload that is cut off goes on where it was."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""How long after its end a worker is started again: twice as long each time, until one lives long."""

WORKER_ENDS_S = 20.0
POLL_S = 0.25

log = structlog.get_logger()


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """Yield an open socket and the address of it for people.

    Raises:
        Invalid: somebody else listens there, or nobody may.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise Invalid(
                f"Nothing can listen at {host}:{port} ({error.strerror}). Choose another --port or --host."
            ) from error
        shown = f"[{host}]" if family == socket.AF_INET6 else host
        yield listener, f"http://{shown}:{listener.getsockname()[1]}"


def serve(
    settings: Settings,
    film_engine: FilmEngine,
    listener: socket.socket,
    *,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT; then let requests and jobs end for a few seconds."""
    outside.configure_logs(settings)
    ports = outside.connect(settings, film_engine)
    try:
        migrate.upgrade(ports.database.engine)
        if not administration.has_administrator(ports.database):
            log.warning("nobody administers this server yet", do="touchline admin create-administrator EMAIL")
        app = create_app(settings, ports)
        keep_for_life()
        web = _Web(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=LINGER_S,
            )
        )
        with EmbeddedWorker(settings, ports), _Ready(web, on_ready):
            web.run(sockets=[listener])
    finally:
        ports.database.close()


def keep_for_life() -> None:
    """Have the collector of garbage pass over all that is here by now.

    The application is some hundred thousand objects that stay; to go through them stops every request,
    for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


class EmbeddedWorker:
    """A worker in a process of its own beside the web, started again whenever it dies.

    Its jobs are free at once, since its death is seen here; of others' workers, the silence must tell.
    """

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self._settings, self._ports = settings, ports
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="worker's keeper")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *raised: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _keep(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._is_over.is_set():
            worker_id, started_s = new_id(), time.monotonic()
            process, life = self._start(worker_id)
            with life:
                self._watch(process)
            if not self._is_over.is_set():
                if time.monotonic() - started_s > LONGEST_PAUSE_S:
                    pause_s = FIRST_PAUSE_S
                log.error("worker ended", exit_code=process.exitcode, again_in_s=pause_s)
                self._free_jobs_of(worker_id)
                self._is_over.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            process.close()

    def _free_jobs_of(self, worker_id: UUID) -> None:
        try:
            with self._ports.database.writing() as session:
                claims.bury_all_of(session, worker_id, "Its worker ended", self._ports.clock.now())
        except SQLAlchemyError as error:  # then the silence will tell
            log.warning("jobs of a dead worker wait", kind=type(error).__name__)

    def _start(self, worker_id: UUID) -> tuple[SpawnProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        theirs, ours = context.Pipe(duplex=False)
        process = context.Process(
            target=_be_worker, args=(self._settings, self._ports.film_engine, worker_id, theirs)
        )
        resource_tracker.ensure_running()  # else the start below does it, which unblocks the signals again
        # Until it listens for them, signals to stop wait: a terminal's Ctrl-C reaches it, too.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
        return process, ours

    def _watch(self, process: SpawnProcess) -> None:
        """Return when the worker has ended, by itself or because all is over."""
        while not wait([process.sentinel], POLL_S):
            if self._is_over.is_set():
                process.terminate()
                process.join(WORKER_ENDS_S)
                process.kill()
                break
        process.join()


class _Web(uvicorn.Server):
    """Uvicorn that ends when it is told to, and does not tell itself again afterwards."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Listen for signals to stop while it serves."""
        before = {number: signal.signal(number, self.handle_exit) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Ready:
    """Says once that the web answers."""

    def __init__(self, web: uvicorn.Server, on_ready: Callable[[], None]) -> None:
        self._web, self._on_ready = web, on_ready
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="waits until the web answers")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *raised: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _wait(self) -> None:
        while not self._is_over.wait(POLL_S / 5):
            if self._web.started:
                self._on_ready()
                return


def _be_worker(settings: Settings, film_engine: FilmEngine, worker_id: UUID, life: Connection) -> None:
    threading.Thread(target=die_with, args=(life,), daemon=True).start()
    outside.configure_logs(settings)
    worker.run(settings, film_engine, worker_id)
