"""How a picture's numbers mean colours: what the recording says, and what to assume where it says nothing.

The numbers are those of ITU-T H.273, which H.264, HEVC, VP9, AV1, MP4 and Matroska share.
"""

from dataclasses import dataclass
from typing import Literal

from av.video.frame import VideoFrame

Transfer = Literal["sdr", "pq", "hlg"]
Matrix = Literal["bt601", "bt709", "bt2020"]
Primaries = Literal["bt709", "bt2020", "p3"]

_TRANSFERS: dict[int, Transfer] = {16: "pq", 18: "hlg"}
_MATRICES: dict[int, Matrix] = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020", 10: "bt2020"}
_PRIMARIES: dict[int, Primaries] = {9: "bt2020", 11: "p3", 12: "p3"}
_FULL_RANGE = 2
_HIGH_DEFINITION_PX = 720


@dataclass(frozen=True, slots=True)
class Colours:
    """Transfer function, YCbCr matrix, primaries (the small ones of BT.601 count as BT.709), and range."""

    transfer: Transfer
    matrix: Matrix
    primaries: Primaries
    is_full_range: bool


def colours_of(frame: VideoFrame) -> Colours:
    """Return the colours of a decoded frame.

    Without a word about its matrix, a picture of 720 lines or more counts as BT.709, a smaller one as BT.601,
    as players do.
    """
    is_high = min(frame.width, frame.height) >= _HIGH_DEFINITION_PX
    return Colours(
        transfer=_TRANSFERS.get(frame.color_trc, "sdr"),
        matrix=_MATRICES.get(frame.colorspace, "bt709" if is_high else "bt601"),
        primaries=_PRIMARIES.get(frame.color_primaries, "bt709"),
        is_full_range=frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj"),
    )
