"""A small still of a recording: what one looks at to know which camera it was."""

from pathlib import Path

from touchline.media import decode, poster
from touchline.media.errors import NothingDecodable
from touchline.media.picture import PictureShaper
from touchline.media.probe import MediaInfo

WIDTH_PX, HEIGHT_PX = 320, 180
"""Fits beside a name, sharp on a phone too; about 10 kB. Pictures of another shape are filled up."""
AT_SHARE = 0.5
"""In the middle of a recording there is a game; at its beginning there is often a pocket."""


def write_still(path: Path, info: MediaInfo, still: Path) -> None:
    """Write a JPEG of the middle of a recording, upright and in the film's colours.

    Raises:
        UnusableRecording: nothing of it can be decoded.
        Unavailable: the disk is full.
    """
    if info.video is None:
        raise NothingDecodable(path)
    middle = decode.frames(path, start_s=AT_SHARE * info.duration_s)
    frame = next(middle, None) or next(decode.frames(path), None)
    if frame is None:
        raise NothingDecodable(path)
    shaper = PictureShaper(info.video, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    poster.write_poster(shaper.shape(frame.picture), still)
