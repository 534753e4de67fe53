"""The poster: a JPEG that any reader opens, with the film's picture in it."""

from pathlib import Path

import av
import numpy as np

from factories import clips
from touchline.media import poster


def grey(value: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((96, 96), 128, np.uint8), format="yuv420p")
    np.frombuffer(frame.planes[0], np.uint8)
    plane = np.full((96, 64), 128, np.uint8)
    plane[:64] = value
    return av.VideoFrame.from_ndarray(plane, format="yuv420p")


def read(path: Path) -> av.VideoFrame:
    with av.open(path) as container:
        return next(container.decode(video=0))


def test_the_poster_shows_the_picture_in_its_own_size(tmp_path: Path) -> None:
    drawn = clips.draw(clips.Clip(width=320, height=180), 4711)
    picture = av.VideoFrame.from_ndarray(drawn, format="rgb24").reformat(format="yuv420p")
    poster.write_poster(picture, tmp_path / "poster.jpg")
    still = read(tmp_path / "poster.jpg")
    assert (still.width, still.height) == (320, 180)
    assert clips.read_frame_index(clips.luma_of(still)) == 4711
    assert (tmp_path / "poster.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_black_and_white_of_the_film_become_black_and_white_of_a_still(tmp_path: Path) -> None:
    for film, still in ((16, 0), (235, 255)):
        poster.write_poster(grey(film), tmp_path / "poster.jpg")
        assert abs(float(clips.luma_of(read(tmp_path / "poster.jpg")).mean()) - still) < 3
