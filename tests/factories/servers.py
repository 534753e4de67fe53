"""The real server as its user starts it: `touchline serve` in a process of its own."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

STARTS_S = 120.0
ENDS_S = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    url: str
    process: psutil.Popen

    def workers(self) -> list[psutil.Process]:
        """Return the processes of workers that live: one, or none while it is being started again."""
        return [each for each in self.process.children() if "spawn_main" in " ".join(each.cmdline())]

    def worker(self) -> psutil.Process:
        """Return the worker's process."""
        [worker] = self.workers()
        return worker

    def everybody(self) -> list[psutil.Process]:
        """Return the server's processes."""
        return [self.process, *self.process.children(recursive=True)]


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Served]:
    """Yield a server over a folder once it answers; what is left of it is killed afterwards."""
    command = [sys.executable, "-m", "touchline", "serve", "--port", "0", "--data", str(data)]
    with (data.with_suffix(".log")).open("ab") as log:
        process = psutil.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    everybody = [process]
    try:
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address, "no address was told"
        assert process.stdout.readline() == "Ready.\n"
        everybody += process.children(recursive=True)
        yield Served(address[0], process)
    finally:
        for each in everybody:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()
        process.stdout.close()
