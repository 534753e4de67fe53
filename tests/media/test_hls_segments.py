"""A rendition's segments on the disk: whole, or known to be unfinished."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from touchline.base import files

KILLED_WHILE_WRITING = """
import resource, signal, sys
from pathlib import Path
from touchline.media import hls_fragments, hls_segments

fragment = hls_fragments.of_samples([hls_fragments.Sample(0, True, bytes(10_000))], 1)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
hls_segments.write_segment(Path(sys.argv[1]), 0, fragment, 1)
"""
"""At its 200th byte the system kills the program, which can tidy up nothing."""


def test_what_a_killed_program_left_of_a_segment_is_cleared_away(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, tmp_path], check=False)
    assert killed.returncode == -signal.SIGXFSZ
    (half,) = os.listdir(tmp_path)
    assert half != "00000.m4s"
    files.remove_unfinished(tmp_path)
    assert os.listdir(tmp_path) == []
