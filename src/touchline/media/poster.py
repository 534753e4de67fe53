"""A still from the film as JPEG, for pages that show the film before it plays."""

from fractions import Fraction
from pathlib import Path

import av
from av.codec.context import Flags

from touchline.base import files

QUALITY = 4
"""MJPEG's scale from 2 (best) to 31; 4 gives about 200 kB at 1080p without visible blocks."""

_QUALITY_TO_LAMBDA = 118
_FULL_RANGE = 2


def write_poster(picture: av.VideoFrame, path: Path) -> None:
    """Write an upright picture of any YUV or RGB format as JPEG, in its own size.

    Raises:
        Unavailable: the disk is full.
    """
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = picture.width, picture.height, "yuvj420p"
    encoder.color_range = _FULL_RANGE
    encoder.time_base = Fraction(1, 25)
    encoder.flags |= Flags.qscale
    encoder.global_quality = QUALITY * _QUALITY_TO_LAMBDA
    still = picture.reformat(format="yuvj420p", dst_color_range=_FULL_RANGE)
    still.pts, still.pict_type = 0, 0
    with files.told_in_words(path), files.written_whole(path) as unfinished:
        unfinished.write_bytes(b"".join(bytes(p) for p in [*encoder.encode(still), *encoder.encode(None)]))
