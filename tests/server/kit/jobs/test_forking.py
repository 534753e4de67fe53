"""Who hears that it is time to stop, and who lets it pass: tried in a program that has started nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import os, signal, sys
from multiprocessing import resource_tracker
import psutil
from touchline.server.kit.jobs.forking import fork_server, listen_for_stops

def hear_that_it_is_time_to_stop():
    is_over = listen_for_stops()
    os.kill(os.getpid(), signal.SIGTERM)
    sys.exit(0 if is_over() else 1)

if __name__ == "__main__":
    if "tracked" in sys.argv:
        resource_tracker.ensure_running()
    forks = fork_server([])
    [server] = [each for each in psutil.Process().children() if "forkserver" in " ".join(each.cmdline())]
    server.terminate()
    server.send_signal(signal.SIGINT)
    worker = forks.Process(target=hear_that_it_is_time_to_stop)
    worker.start()
    worker.join()
    is_alive = server.is_running() and server.status() != psutil.STATUS_ZOMBIE
    print("the server", "lives" if is_alive else "died")
    print("the worker", ["heard", "missed it"][worker.exitcode])
"""


@pytest.mark.parametrize("resources", ["tracked", "untracked"])
def test_signals_to_stop_pass_by_the_fork_server_but_reach_a_worker_forked_from_it(
    tmp_path: Path, resources: str
) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program, resources], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "the server lives\nthe worker heard\n"
