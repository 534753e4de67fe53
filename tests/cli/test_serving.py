"""`touchline serve`: one command, one folder; it stops when told to, and nobody is left behind."""

import json
import urllib.request
from pathlib import Path

import psutil

from factories.servers import ENDS_S, serving


def ready(url: str) -> object:
    with urllib.request.urlopen(f"{url}/ready", timeout=30) as answer:
        return json.loads(answer.read())["status"]


def test_it_answers_replaces_a_dead_worker_and_ends_with_everybody_when_told_to(tmp_path: Path) -> None:
    with serving(tmp_path / "club") as served:
        assert ready(served.url) == "ok"
        first = served.worker()
        first.kill()
        first.wait(ENDS_S)
        while not served.workers():
            assert served.process.is_running()
        everybody = served.everybody()
        served.process.terminate()
        assert served.process.wait(ENDS_S) == 0
        _, left = psutil.wait_procs(everybody, ENDS_S)
        assert left == []
    assert (tmp_path / "club/touchline.db").is_file()
    assert "Traceback" not in (tmp_path / "club.log").read_text()


def test_whoever_kills_the_server_leaves_no_worker_behind(tmp_path: Path) -> None:
    with serving(tmp_path / "club") as served:
        everybody = served.everybody()
        served.process.kill()
        _, left = psutil.wait_procs(everybody, ENDS_S)
        assert left == []
