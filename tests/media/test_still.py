"""The still of a recording: small, light, upright, from the middle."""

from pathlib import Path

import av
import pytest

from factories import clips
from touchline.media import probe, still
from touchline.media.errors import UnusableRecording

LIGHT_BYTES = 25_000


def made(recording: Path, folder: Path) -> Path:
    path = folder / "still.jpg"
    still.write_still(recording, probe.probe(recording), path)
    return path


def test_a_still_is_small_and_shows_the_middle(tmp_path: Path) -> None:
    recording = clips.write_clip(tmp_path / "a.mp4", width=640, height=360, seconds=4.0, gop=30)
    path = made(recording, tmp_path)
    with av.open(path) as container:
        picture = next(container.decode(video=0))
    assert (picture.width, picture.height) == (still.WIDTH_PX, still.HEIGHT_PX)
    assert path.stat().st_size < LIGHT_BYTES
    assert clips.read_frame_index(clips.luma_of(picture)) == 60


def test_a_recording_of_one_picture_has_a_still(tmp_path: Path) -> None:
    recording = clips.write_clip(tmp_path / "a.mp4", width=160, height=90, seconds=1 / 30)
    assert made(recording, tmp_path).read_bytes()[:2] == b"\xff\xd8"


def test_a_still_of_a_recording_held_upright_has_the_same_size(tmp_path: Path) -> None:
    recording = clips.write_clip(tmp_path / "a.mp4", width=90, height=160, seconds=1.0)
    with av.open(made(recording, tmp_path)) as container:
        picture = next(container.decode(video=0))
    assert (picture.width, picture.height) == (still.WIDTH_PX, still.HEIGHT_PX)


def test_what_holds_no_picture_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"nothing")
    with pytest.raises(UnusableRecording):
        made(tmp_path / "a.mp4", tmp_path)
