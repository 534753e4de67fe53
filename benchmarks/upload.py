"""Uploads to a real server: killed at random bytes, at full speed, forty at once, fifty gigabytes long."""

import hashlib
import importlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchline.server import migrate
from touchline.server.kit.db import Database
from touchline.server.uploads import digests
from touchline.server.uploads.shelf import Shelf

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PAGE = ROOT / "docs" / "experiments" / "upload.md"
MB = 1_000_000
sys.path.append(str(ROOT / "tests"))
servers = importlib.import_module("factories.upload_server")


@dataclass(frozen=True)
class Counts:
    """How much is tried."""

    kills: int
    speed_mb: int
    paced_s: int
    appended_mb: int
    cut_off: int


FULL = Counts(kills=1000, speed_mb=2000, paced_s=60, appended_mb=500, cut_off=100)
QUICK = Counts(kills=200, speed_mb=100, paced_s=5, appended_mb=50, cut_off=10)
PACED, PACED_BYTES = 40, MB  # 8 Mb/s: one megabyte a second
SPARSE_BYTES = 50_000 * MB


def main(quick: bool) -> None:
    """Print what was measured; without `quick` also write docs/experiments/upload.md."""
    counts = QUICK if quick else FULL
    CACHE.mkdir(exist_ok=True)
    measures = (_kills, _speed, _paced, _stalls, _sparse)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        rows = ["| measured | goal | found |", "|---|---|---|"]
        for measure in measures:
            for row in measure(counts, Path(folder) / measure.__name__):
                rows.append(row)
                print(row, flush=True)
    table = "\n".join(rows)
    if not quick:
        PAGE.write_text(_page(table), encoding="utf-8")


@contextmanager
def _server(folder: Path) -> Iterator[Any]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'touchline.db'}"
    database = Database(url)
    migrate.upgrade(database.engine)
    database.close()
    server = servers.UploadServer(folder / "data", url)
    try:
        yield server
    finally:
        server.close()


def _kills(counts: Counts, folder: Path) -> Iterator[str]:
    dice = random.Random(1)
    content = memoryview(dice.randbytes(64 * MB))
    lost = wrong = kills = 0
    with _server(folder) as server:
        while kills < counts.kills:
            sender = servers.Sender(server, content)
            sender.begin()
            while kills < counts.kills and sender.acknowledged < len(content) - 4 * MB:
                _kill_once(server, sender, dice, power_fails=kills % 2 == 1)
                kills += 1
            sender.add(len(content))
            lost += sender.lost_bytes
            path = Shelf(server.settings.data_dir / "uploads").path(sender.upload_id)
            wrong += digests.of_files([path]) != _sha256(content)
    yield f"| acknowledged bytes lost in {kills} kills, half of them with all unsynced pages | 0 | {lost} |"
    yield f"| files whose SHA-256 is another | 0 | {wrong} |"


def _kill_once(server: Any, sender: Any, dice: random.Random, *, power_fails: bool) -> None:
    sender.add(dice.randrange(1, MB))
    sender.break_off(dice.randrange(min(3 * MB, len(sender.content) - sender.acknowledged)))
    if power_fails:
        server.cut_power(sender.upload_id)
    else:
        server.kill()
    sender.broken.close()
    server.start()
    sender.look()


def _speed(counts: Counts, folder: Path) -> Iterator[str]:
    content = memoryview(random.Random(2).randbytes(50 * MB) * (counts.speed_mb // 50))
    with _server(folder) as server:
        sender = servers.Sender(server, content)
        sender.begin()
        began_s = time.perf_counter()
        sender.add(len(content))
        ours = counts.speed_mb / (time.perf_counter() - began_s)
        path = Shelf(server.settings.data_dir / "uploads").path(sender.upload_id)
        began_s = time.perf_counter()
        subprocess.run(["openssl", "dgst", "-sha256", str(path)], check=True, capture_output=True)
        theirs = counts.speed_mb / (time.perf_counter() - began_s)
    found = f"{ours / theirs:.2f} ({ours:.0f} of {theirs:.0f} MB/s)"
    yield f"| speed of one upload over that of `openssl dgst -sha256` | at least 0.4 | {found} |"


def _paced(counts: Counts, folder: Path) -> Iterator[str]:
    content = memoryview(bytes((counts.paced_s + 1) * PACED_BYTES))
    with _server(folder) as server, ThreadPoolExecutor(PACED) as people:
        senders = [servers.Sender(server, content) for _ in range(PACED)]
        for sender in senders:
            sender.begin()
        spread = [number / PACED for number in range(PACED)]
        took_ms = sorted(
            took for each in people.map(_pace, senders, spread, [counts.paced_s] * PACED) for took in each
        )
    p99 = took_ms[int(0.99 * (len(took_ms) - 1))]
    what = f"{PACED} uploads × 8 Mb/s for {counts.paced_s} s: p99 of an append of 1 MB"
    yield f"| {what} | under 250 ms | {p99:.0f} ms |"
    bare_ms = _bare_p99_ms(folder, counts)
    yield f"| the same without a server: {PACED} threads write 1 MB a second, synced | – | {bare_ms:.0f} ms |"


def _bare_p99_ms(folder: Path, counts: Counts) -> float:
    """What the disk and the computer's other work allow, in the same run."""
    block = bytes(PACED_BYTES)

    def write(number: int) -> list[float]:
        began_s, took_ms = time.perf_counter() + number / PACED, []
        with (folder / f"bare-{number}").open("wb", buffering=0) as file:
            for second in range(counts.paced_s):
                time.sleep(max(0.0, began_s + second - time.perf_counter()))
                asked_s = time.perf_counter()
                file.write(block)
                os.fdatasync(file.fileno())
                took_ms.append(1000.0 * (time.perf_counter() - asked_s))
        return took_ms

    with ThreadPoolExecutor(PACED) as writers:
        took_ms = sorted(took for each in writers.map(write, range(PACED)) for took in each)
    return took_ms[int(0.99 * (len(took_ms) - 1))]


def _pace(sender: Any, late_s: float, seconds: int) -> list[float]:
    began_s, took_ms = time.perf_counter() + late_s, []
    for second in range(seconds):
        time.sleep(max(0.0, began_s + second - time.perf_counter()))
        asked_s = time.perf_counter()
        sender.add(PACED_BYTES)
        took_ms.append(1000.0 * (time.perf_counter() - asked_s))
    return took_ms


def _stalls(counts: Counts, folder: Path) -> Iterator[str]:
    """How long another upload waits while a client that stalls is cut off by its own next request."""
    with _server(folder) as server:
        stalled, other = (servers.Sender(server, memoryview(bytes(20 * MB))) for _ in range(2))
        stalled.begin()
        other.begin()
        _add_ms(other)
        quiet_ms = [_add_ms(other) for _ in range(10 * counts.cut_off)]
        evicted_ms, beside_ms = [], []
        with ThreadPoolExecutor(1) as newer:
            for _ in range(counts.cut_off):
                stalled.break_off(1000)
                looking = newer.submit(_look_ms, stalled)
                while not looking.done():
                    beside_ms.append(_add_ms(other))
                evicted_ms.append(looking.result())
                stalled.broken.close()
    longer = max(beside_ms) - max(quiet_ms)
    yield (
        f"| longest append of 1 KB beside {counts.cut_off} evictions, over the longest without (they take "
        f"{max(quiet_ms):.0f} ms) | under 50 ms more | {max(0.0, longer):.0f} ms more |"
    )
    yield f"| until a newer client evicts a stalled one, longest | under 1 s | {max(evicted_ms):.0f} ms |"


def _add_ms(sender: Any) -> float:
    began_s = time.perf_counter()
    sender.add(1000)
    return 1000.0 * (time.perf_counter() - began_s)


def _look_ms(sender: Any) -> float:
    began_s = time.perf_counter()
    sender.look()
    return 1000.0 * (time.perf_counter() - began_s)


def _sparse(counts: Counts, folder: Path) -> Iterator[str]:
    with _server(folder) as server:
        with servers.Line(server.address) as line:
            length = SPARSE_BYTES + counts.appended_mb * MB + 1
            url = line.ask("POST", servers.UPLOADS, Upload_Length=length).headers["location"]
        sender = servers.Sender(server, memoryview(bytes(counts.appended_mb * MB)))
        sender.url, sender.upload_id = url, servers.UUID(url.rsplit("/", 1)[-1])
        os.truncate(Shelf(server.settings.data_dir / "uploads").path(sender.upload_id), SPARSE_BYTES)
        before_bytes = _most_memory_bytes(server)
        with servers.Line(server.address) as line:
            answer = line.ask(
                "PATCH", url, sender.content, Upload_Offset=SPARSE_BYTES, Content_Type=servers.BYTES
            )
        assert answer.status == 204, answer
        grown = (_most_memory_bytes(server) - before_bytes) / MB
    yield (
        f"| memory that {counts.appended_mb} MB more take at the end of a sparse upload of 50 GB "
        f"| under 64 MB | {grown:.0f} MB |"
    )


def _most_memory_bytes(server: Any) -> int:
    """The largest that the server ever was, so that a peak that is over counts too."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _sha256(content: memoryview) -> str:
    return hashlib.sha256(content).hexdigest()


def _page(table: str) -> str:
    return f"""# Uploads: nothing acknowledged is lost, and how fast they are

`./run bench upload` starts a real server (uvicorn, SQLite) in a process of its own and sends to it over
bare sockets. A kill is SIGKILL while the body of a PATCH is on its way, at a random byte; every second kill
also cuts the file to what the server had made durable, as a power cut does. Then a new server starts, the
client asks how far it is, and goes on.

{table}

What these numbers rest on: [uploads](../reference/uploads.md).
"""
