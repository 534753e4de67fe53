"""How exactly takes are placed on one clock, and how far the bound holds: one factor varied at a time.

Trials are kept as JSON lines under .cache, by a hash of what they depend on, so an interrupted run goes on.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import sync_cost, sync_page
from benchmarks.sync_recordings import CACHE, Recording, forget_stale, hash_of, keep_air, places, record
from benchmarks.sync_trials import Outcome, Trial, try_out

BASE = Recording(drift_ppm=100.0, baseline_m=125.0, snr_db=10.0, minutes=20)
WORST = Recording(drift_ppm=300.0, baseline_m=125.0, snr_db=0.0, minutes=90)


@dataclass(frozen=True)
class Series:
    """Trials of one recording: games of `seeds`, each with the first so many cameras, places known or not."""

    title: str
    recording: Recording
    seeds: tuple[int, ...] = (0, 1, 2)
    cameras: tuple[int, ...] = (3,)


FULL = (
    Series("base", BASE, seeds=(0,), cameras=(2, 3, 4, 8)),
    Series("base", BASE, seeds=(1, 2), cameras=(2, 3, 4)),
    Series("no drift", replace(BASE, drift_ppm=0.0)),
    Series("drift ±300 ppm", replace(BASE, drift_ppm=300.0)),
    Series("baseline 10 m", replace(BASE, baseline_m=10.0)),
    Series("baseline 40 m", replace(BASE, baseline_m=40.0)),
    Series("SNR 20 dB", replace(BASE, snr_db=20.0)),
    Series("SNR 0 dB", replace(BASE, snr_db=0.0)),
    Series("2 minutes", replace(BASE, minutes=2), seeds=tuple(range(6)), cameras=(2, 3, 4)),
    Series("90 minutes", replace(BASE, minutes=90), seeds=(0, 1)),
    Series("worst corner", WORST, seeds=(0,), cameras=(2, 3, 4)),
    Series("worst corner", WORST, seeds=(1,), cameras=(2, 3)),
)
_SHORT = replace(BASE, minutes=4)
QUICK = (
    Series("base", _SHORT, seeds=(0, 1)),
    Series("±300 ppm, 0 dB", replace(_SHORT, drift_ppm=300.0, snr_db=0.0), seeds=(0, 1)),
)


def main(quick: bool) -> None:
    """Print the table; without `quick` also write it to docs/experiments/sync.md."""
    grid = QUICK if quick else FULL
    CACHE.mkdir(parents=True, exist_ok=True)
    forget_stale()
    kept = Kept()
    longest = grid[-1].recording
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            _simulate(grid, pool)
            prepared = pool.submit(sync_cost.prepare, longest, Path(folder))
            _try_all(grid, kept, pool)
            prepared.result()
        cost = sync_cost.measure(longest, Path(folder))
    results = f"{sync_page.table(kept.of(grid))}\n\n{sync_page.held(kept.of(grid))}\n\n{cost}\n"
    print(f"\n{results}")
    if not quick:
        sync_page.write(results, BASE, WORST)


class Kept:
    """Trials that were made already, as JSON lines in a file whose name tells what they depend on."""

    def __init__(self) -> None:
        core = CACHE.parents[1] / "src" / "touchline" / "core"
        own = [Path(__file__).with_name(name) for name in ("sync_recordings.py", "sync_trials.py")]
        self._path = CACHE / f"trials-{hash_of(core / 'sync', core / 'synthetic', *own)}.jsonl"
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        self._trials = {_key(row): row for row in map(json.loads, lines)}

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Keep these trials for good."""
        with self._path.open("a", encoding="utf-8") as file:
            for row in rows:
                self._trials[_key(row)] = row
                file.write(json.dumps(row) + "\n")

    def has(self, recording: Recording, seed: int, cameras: int) -> bool:
        """Whether both trials, places known and not, are there."""
        return all(_key(_row(recording, seed, cameras, known)) in self._trials for known in (True, False))

    def of(self, grid: Sequence[Series]) -> list[Trial]:
        """The trials of a grid, in its order."""
        return [
            Trial(series.title, cameras, known, Outcome(**self._trials[_key(row)]["outcome"]))
            for series in grid
            for cameras in series.cameras
            for known in (True, False)
            for row in (_row(series.recording, seed, cameras, known) for seed in series.seeds)
        ]


def _row(recording: Recording, seed: int, cameras: int, known: bool) -> dict[str, Any]:
    return {"recording": asdict(recording), "seed": seed, "cameras": cameras, "places_known": known}


def _key(row: dict[str, Any]) -> str:
    return json.dumps([row["recording"], row["seed"], row["cameras"], row["places_known"]], sort_keys=True)


def _simulate(grid: Sequence[Series], pool: ProcessPoolExecutor) -> None:
    """Have the air of all games at all places simulated, the longest first."""
    wanted = {
        (seed, series.recording.minutes, place)
        for series in grid
        for seed in series.seeds
        for place in places(seed, series.recording.baseline_m, max(series.cameras))
    }
    waiting = [pool.submit(keep_air, *one) for one in sorted(wanted, key=lambda one: -one[1])]
    for done, future in enumerate(as_completed(waiting), 1):
        future.result()
        _tell(f"sounds: {done} of {len(waiting)}")


def _try_all(grid: Sequence[Series], kept: Kept, pool: ProcessPoolExecutor) -> None:
    """Make the trials that are missing, the longest games first."""
    waiting = []
    for series in sorted(grid, key=lambda one: -one.recording.minutes * max(one.cameras)):
        for seed in series.seeds:
            missing = [count for count in series.cameras if not kept.has(series.recording, seed, count)]
            if missing:
                waiting.append(pool.submit(_try_game, series.recording, seed, missing))
    for done, future in enumerate(as_completed(waiting), 1):
        kept.add(future.result())
        _tell(f"games: {done} of {len(waiting)}")


def _try_game(recording: Recording, seed: int, cameras: Sequence[int]) -> list[dict[str, Any]]:
    """All trials on the recordings of one game."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        takes = record(recording, seed, max(cameras), Path(name))
        return [
            {
                **_row(recording, seed, count, known),
                "outcome": asdict(try_out(takes[:count], places_known=known)),
            }
            for count in cameras
            for known in (True, False)
        ]


def _tell(text: str) -> None:
    print(f"\r{text:40}", end="", file=sys.stderr, flush=True)
