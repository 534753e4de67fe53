"""The FFmpeg graphs that shape one kind of picture, and running them picture by picture."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Self

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from touchline.media import picture_tone
from touchline.media.picture_fit import Fit, Place
from touchline.media.probe import VideoInfo

PIX_FMT = "yuv420p"
_BT709 = 1
_LIMITED_RANGE = 1

Step = tuple[str, dict[str, str]]

_MATRICES = {"bt601": "smpte170m", "bt709": "bt709", "bt2020": "bt2020nc"}
_TURNS: dict[int, tuple[Step, ...]] = {
    0: (),
    90: (("transpose", {"dir": "clock"}),),
    180: (("hflip", {}), ("vflip", {})),
    270: (("transpose", {"dir": "cclock"}),),
}
_SURROUND_SHARE = 16
"""The blurred surround is made at a sixteenth of the film's size: with the overlay 2 ms per 1080p picture."""
_SURROUND_LIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """The pictures that one graph can take; a recording may change on the way.

    `is_interlaced`: some of them are; the graph leaves the others alone.
    """

    width: int
    height: int
    pix_fmt: str
    is_interlaced: bool


class PictureGraph:
    """Shapes pictures of one kind, in their order, each at once."""

    def __init__(self, kind: Kind, source: VideoInfo, fitted: Fit, size: tuple[int, int]) -> None:
        self._lines = _Lines(kind, source) if kind.is_interlaced else None
        with tempfile.TemporaryDirectory() as folder:  # lut3d reads its table when it is made
            steps = _steps(kind, source, fitted, Path(folder))
            self._shaped = _Chain(kind, source, steps, _Surround.needed(fitted, size))

    def run(self, picture: VideoFrame) -> VideoFrame:
        """Return the shaped picture, with the time stamps of the one handed in."""
        pts, time_base = picture.pts, picture.time_base
        shown = picture if self._lines is None else self._lines.run(picture)
        shaped = self._shaped.run(shown) or shown
        for frame in (picture, shaped):
            frame.pts = pts
            if time_base is not None:
                frame.time_base = time_base
        shaped.colorspace = shaped.color_trc = shaped.color_primaries = _BT709
        shaped.color_range = _LIMITED_RANGE
        return shaped


class _Lines:
    """Makes whole pictures of interlaced ones: the lines of the second moment give way to what is between.

    bwdif answers one picture late, so each is handed in twice. The first has none before it, which bwdif
    takes for standing still, so it is made from its own lines alone.
    """

    def __init__(self, kind: Kind, source: VideoInfo) -> None:
        self._by_time = _Chain(kind, source, [("bwdif", {"deint": "interlaced"})])
        self._by_itself: _Chain | None = _Chain(kind, source, [("estdif", {"mode": "frame"})])

    def run(self, picture: VideoFrame) -> VideoFrame:
        """Return the whole picture."""
        by_time = [self._by_time.run(picture) for _ in range(2)][-1]
        if self._by_itself is None:
            return by_time or picture
        by_itself = [self._by_itself.run(picture) for _ in range(2)][-1]
        self._by_itself = None
        return by_itself or picture


@dataclass(frozen=True, slots=True)
class _Surround:
    """A film of width × height around a picture that does not fill it."""

    width: int
    height: int
    place: Place

    @classmethod
    def needed(cls, fitted: Fit, size: tuple[int, int]) -> Self | None:
        """None where the picture fills the film."""
        return None if fitted.place == Place(0, 0, *size) else cls(*size, fitted.place)


class _Chain:
    """Filters in a row, and a surround for what comes out of them."""

    def __init__(
        self, kind: Kind, source: VideoInfo, steps: Sequence[Step], surround: _Surround | None = None
    ) -> None:
        self._graph = Graph()
        self._count = 0
        self._input = self._graph.add(
            "buffer",
            video_size=f"{kind.width}x{kind.height}",
            pix_fmt=kind.pix_fmt,
            time_base="1/1000",
            colorspace=_MATRICES[source.matrix],
            range="pc" if source.is_full_range else "tv",
        )
        last = self._row(self._input, steps)
        if surround is not None:
            last = self._surrounded(last, surround)
        self._output = self._graph.add("buffersink")
        last.link_to(self._output)
        self._graph.configure()

    def run(self, picture: VideoFrame) -> VideoFrame | None:
        """Push a picture in, and return the last one that comes out."""
        picture.pts, picture.time_base = self._count, Fraction(1, 1000)
        self._count += 1
        self._input.push(picture)
        shown = None
        while True:
            try:
                frame = self._output.pull()
            except BlockingIOError:
                return shown
            if isinstance(frame, VideoFrame):
                shown = frame

    def _row(self, last: FilterContext, steps: Sequence[Step]) -> FilterContext:
        for name, options in steps:
            following = self._graph.add(name, **options)
            last.link_to(following)
            last = following
        return last

    def _surrounded(self, picture: FilterContext, surround: _Surround) -> FilterContext:
        """Lay the picture over a soft, dark enlargement of itself."""
        width, height, place = surround.width, surround.height, surround.place
        shrink = max(width / place.width, height / place.height)
        small = {"w": str(max(2, width // _SURROUND_SHARE)), "h": str(max(2, height // _SURROUND_SHARE))}
        dimmed = f"128+(val-128)*{_SURROUND_LIGHT}"
        split = self._graph.add("split", "2")
        picture.link_to(split)
        background = self._row(
            split,
            [
                ("crop", {"w": str(int(width / shrink)), "h": str(int(height / shrink))}),
                ("scale", small | {"flags": "area"}),
                ("gblur", {"sigma": "2"}),
                ("scale", {"w": str(width), "h": str(height), "flags": "bicubic"}),
                ("lutyuv", {"y": f"16+(val-16)*{_SURROUND_LIGHT}", "u": dimmed, "v": dimmed}),
            ],
        )
        overlay = self._graph.add("overlay", x=str(place.left), y=str(place.top), format="yuv420")
        background.link_to(overlay, 0, 0)
        split.link_to(overlay, 1, 1)
        return overlay


def needs_table(source: VideoInfo) -> bool:
    """Whether its colours are more than a BT.709 screen shows."""
    return source.transfer != "sdr" or source.primaries != "bt709"


def _steps(kind: Kind, source: VideoInfo, fitted: Fit, folder: Path) -> list[Step]:
    cut, place = fitted.cut, fitted.place
    lies = source.rotation_deg % 180 == 90
    steps: list[Step] = []
    if (cut.width, cut.height) != (kind.width, kind.height):
        steps.append(
            ("crop", {"w": f"{cut.width}", "h": f"{cut.height}", "x": f"{cut.left}", "y": f"{cut.top}"})
        )
    size = {"w": str(place.height if lies else place.width), "h": str(place.width if lies else place.height)}
    if needs_table(source):
        read = {"in_color_matrix": source.matrix, "in_range": "full" if source.is_full_range else "limited"}
        written = {"out_color_matrix": "bt709", "out_range": "limited"}
        table = folder / "screen.cube"
        table.write_text(picture_tone.cube(transfer=source.transfer, primaries=source.primaries))
        steps += [
            # accurate_rnd: without it a change of matrix is a level off in Y, Cb and Cr.
            ("scale", size | read | {"flags": "bicubic+accurate_rnd"}),
            ("format", {"pix_fmts": "gbrp10le"}),
            ("lut3d", {"file": str(table), "interp": "tetrahedral"}),
            ("scale", written | {"flags": "bicubic+accurate_rnd"}),
        ]
        return [*steps, ("format", {"pix_fmts": PIX_FMT}), *_TURNS[source.rotation_deg]]
    if (size["w"], size["h"]) != (str(cut.width), str(cut.height)):
        steps.append(("scale", size | {"flags": "bicubic"}))
    steps.append(("format", {"pix_fmts": PIX_FMT}))
    if source.matrix != "bt709" or source.is_full_range:
        steps.append(_to_bt709(source))
    return [*steps, *_TURNS[source.rotation_deg]]


def _to_bt709(source: VideoInfo) -> Step:
    """Change matrix and range without leaving YUV: 0.45 ms per 1080p picture; by way of RGB it is 9.5."""
    same = {"itrc": "bt709", "trc": "bt709", "iprimaries": "bt709", "primaries": "bt709", "fast": "1"}
    read = {"ispace": _MATRICES[source.matrix], "irange": "pc" if source.is_full_range else "tv"}
    return ("colorspace", same | read | {"space": "bt709", "range": "tv"})
