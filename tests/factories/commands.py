"""Touchline's command line as a program of its own, without loading it anew for every command.

A server process loads Touchline once, 2.7 s of one core, and each command is a fork of it: its own arguments,
standard output, standard error, working folder and signals, and the exit code that a shell would see.
"""

import contextlib
import gc
import io
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from touchline import cli
from touchline.cli import terminal
from touchline.engine.progress import Report

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([cli.__name__])


DISK_FULL = "disk full"
FULL_AT_BYTES = 200
"""On a full disk a file is begun, and not ended."""


@dataclass(frozen=True)
class Stop:
    """`by` a signal to ourselves or DISK_FULL, in `stage`, once `share` of it is done (0: when it begins)."""

    stage: str
    by: signal.Signals | str
    share: float = 0.0


@dataclass(frozen=True)
class Ran:
    """How a command ended; `exit_code` is -9 where it was killed."""

    exit_code: int
    stdout: str
    stderr: str


def touchline(
    *arguments: object, cwd: Path | None = None, stop: Stop | None = None, timeout_s: float = 240.0
) -> Ran:
    """Run `touchline ARGUMENTS`."""
    pipes = [_SERVER.Pipe(duplex=False) for _ in range(2)]
    process = _SERVER.Process(
        target=_be_touchline,
        args=([str(argument) for argument in arguments], [to for _, to in pipes], cwd, stop),
    )
    process.start()
    with ThreadPoolExecutor(len(pipes)) as listeners:
        heard = [listeners.submit(_all_of, ours, theirs) for ours, theirs in pipes]
        process.join(timeout_s)
        if is_late := process.exitcode is None:
            process.kill()
            process.join()
    out, err = (text.result() for text in heard)
    assert not is_late, f"still running after {timeout_s} s: {err}"
    assert process.exitcode is not None
    return Ran(process.exitcode, out, err)


def _all_of(ours: Connection, theirs: Connection) -> str:
    theirs.close()  # else there is no end
    with ours, open(ours.fileno(), encoding="utf-8", errors="surrogateescape", closefd=False) as pipe:
        return pipe.read()


def _be_touchline(
    arguments: list[str], heard: list[Connection], cwd: Path | None, stop: Stop | None
) -> NoReturn:
    for number, pipe in enumerate(heard, start=1):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8", errors, write_through=True)
        for number, errors in ((1, "strict"), (2, "backslashreplace"))
    )
    gc.freeze()  # a film collects garbage after each stage: 0.15 s for all that the server process loaded
    sys.argv = ["touchline", *arguments]
    if cwd:
        os.chdir(cwd)
    if stop:
        _Stopping.at = stop
        terminal.Terminal = _Stopping  # type: ignore[misc]
    cli.main()
    raise AssertionError("a command ends by its exit code")


class _Stopping(terminal.Terminal):
    """A terminal that stops the program at a certain point."""

    at: Stop

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Report]:
        waiting = [self.at] if title == self.at.stage else []

        def watched(share: float) -> None:
            tell(share)
            if waiting and share >= waiting[0].share:
                _happen(waiting.pop())

        with super().stage(title) as tell:
            watched(0.0)
            yield watched


def _happen(stop: Stop) -> None:
    if isinstance(stop.by, signal.Signals):
        os.kill(os.getpid(), stop.by)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT_BYTES, resource.RLIM_INFINITY))
