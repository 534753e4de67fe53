"""What synchronising three takes costs, in a process of its own that does nothing else."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.sync_recordings import PITCH, Recording, record
from touchline.core.sync.fusion import synchronise

GOAL_S, GOAL_MB = 60.0, 500.0
# Linux counts kilobytes, macOS bytes.
_MEMORY_UNIT = 1e6 if sys.platform == "darwin" else 1024.0


def prepare(recording: Recording, folder: Path) -> None:
    """Record the three takes, apart from the process that is measured."""
    record(recording, 0, 3, folder)


def measure(recording: Recording, folder: Path) -> str:
    """A sentence on time and memory for the takes prepared in the folder."""
    command = [sys.executable, "-m", "benchmarks.sync_cost", str(folder), json.dumps(asdict(recording))]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, megabytes = json.loads(answer.splitlines()[-1])
    return (
        f"3 takes × {recording.minutes} min (±{recording.drift_ppm:.0f} ppm, {recording.snr_db:.0f} dB), "
        f"sounds read from the disk: {seconds:.1f} s and {megabytes:.0f} MB at most "
        f"(goals for 90 min: {GOAL_S:.0f} s, {GOAL_MB:.0f} MB)."
    )


def _cost(recording: Recording, folder: Path) -> tuple[float, float]:
    """Seconds, and the largest memory in MB, of takes that lie in the folder."""
    evidence = [take.evidence for take in record(recording, 0, 3, folder)]
    began_s = time.perf_counter()
    synchronise(evidence, pitch_size_m=(PITCH.length_m, PITCH.width_m))
    seconds = time.perf_counter() - began_s
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEMORY_UNIT


if __name__ == "__main__":
    print(json.dumps(_cost(Recording(**json.loads(sys.argv[2])), Path(sys.argv[1]))))
