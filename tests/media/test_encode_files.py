"""A full disk or a locked folder: a sentence, and nothing half-written under its final name."""

import contextlib
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from factories import clips
from touchline.base.errors import Invalid, Unavailable
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.media import (
    encode_film,
    encode_sound,
    hls_ladder,
    hls_segments,
    join_parts,
    mix_sound,
    poster,
)
from touchline.media.encode_film import FilmFormat
from touchline.media.hls_fragments import Sample

FORMAT = FilmFormat(320, 180, Fraction(25))
NOISE = np.random.default_rng(1).uniform(-0.5, 0.5, (48_000, 2)).astype(np.float32)


@contextlib.contextmanager
def disk_with(bytes_per_file: int) -> Iterator[None]:
    """Let files of this process grow no further; the system then answers as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_per_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def pictures(count: int) -> Iterator[av.VideoFrame]:
    clip = clips.Clip(width=320, height=180)
    for number in range(count):
        yield av.VideoFrame.from_ndarray(clips.draw(clip, number), format="rgb24").reformat(format="yuv420p")


def write_part(folder: Path) -> None:
    encode_film.write_part(pictures(50), folder / "out.mp4", FORMAT)


def write_sound(folder: Path) -> None:
    encode_sound.write_m4a([NOISE], folder / "out.m4a")


def write_mix(folder: Path) -> None:
    plan = SoundPlan(np.zeros(1), np.zeros((0, 1)))
    mix_sound.write_mix([], plan, folder / "out.m4a", spans=[(0.0, 2.0)])


def write_poster(folder: Path) -> None:
    poster.write_poster(next(pictures(1)), folder / "out.jpg")


def write_segments(folder: Path) -> None:
    hls_segments.clear(folder)
    writer = hls_segments.SegmentWriter(folder, 1, at_least_s=1.0)
    writer.add(Sample(0, True, bytes(10_000)))
    writer.close(1)


WRITERS = (write_part, write_sound, write_mix, write_poster, write_segments)


@pytest.mark.parametrize("write", WRITERS)
def test_on_a_full_disk_nothing_is_left_and_a_sentence_says_what_to_do(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    with disk_with(bytes_per_file=4096), pytest.raises(Unavailable, match=r"is full\. Free some space"):
        write(tmp_path / "film")
    left = [path.name for path in (tmp_path / "film").iterdir() if path.stat().st_size]
    assert left == []


def test_joining_on_a_full_disk_leaves_the_film_before_it_alone(tmp_path: Path) -> None:
    write_part(tmp_path)
    write_sound(tmp_path)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"the film before")
    with disk_with(bytes_per_file=20_000), pytest.raises(Unavailable):
        join_parts.join_parts([tmp_path / "out.mp4"], tmp_path / "out.m4a", film, rate=FORMAT.rate)
    assert film.read_bytes() == b"the film before"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_ladder_on_a_full_disk_has_no_master_playlist(tmp_path: Path) -> None:
    write_part(tmp_path)
    write_sound(tmp_path)
    film = tmp_path / "film.mp4"
    join_parts.join_parts([tmp_path / "out.mp4"], tmp_path / "out.m4a", film, rate=FORMAT.rate)
    with disk_with(bytes_per_file=20_000), pytest.raises(Unavailable):
        hls_ladder.write_ladder(film, tmp_path / "hls", [90], clock=TakeClock(0.0))
    assert not (tmp_path / "hls" / "master.m3u8").exists()


@contextlib.contextmanager
def as_somebody_without_rights(folder: Path) -> Iterator[None]:
    """Root may write anywhere, so root becomes nobody for a while."""
    folder.chmod(0o500)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


@pytest.mark.parametrize("write", [write_part, write_sound, write_mix, write_poster])
def test_where_nothing_may_be_written_a_sentence_asks_for_another_folder(
    write: Callable[[Path], None],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with as_somebody_without_rights(folder), pytest.raises(Invalid, match="Choose another folder"):
            write(folder)
