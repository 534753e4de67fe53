"""Makes any take's pictures the film's: its size, upright, 8-bit 4:2:0, BT.709 in limited range.

What already is so passes through untouched; everything else runs through an FFmpeg graph, built once.
"""

from av.video.frame import VideoFrame

from touchline.media.picture_fit import Fit, Place, fit
from touchline.media.picture_graph import PIX_FMT, Kind, PictureGraph, needs_table
from touchline.media.probe import VideoInfo


class PictureShaper:
    """Shapes the pictures of one take, in their order, for a film of width_px × height_px (both even).

    Not for several threads at a time.
    """

    def __init__(self, source: VideoInfo, *, width_px: int, height_px: int) -> None:
        self._source = source
        self._size = (width_px, height_px)
        self._kind: Kind | None = None
        self._graph: PictureGraph | None = None
        self._passes = False

    def shape(self, picture: VideoFrame) -> VideoFrame:
        """Return the picture as the film shows it, with the same time stamps; the same object if it is so."""
        was_interlaced = self._kind is not None and self._kind.is_interlaced
        kind = Kind(
            picture.width, picture.height, picture.format.name, picture.interlaced_frame or was_interlaced
        )
        if kind != self._kind:
            fitted = self._fit(kind)
            self._kind, self._passes = kind, self._is_so_already(kind, fitted)
            self._graph = None if self._passes else PictureGraph(kind, self._source, fitted, self._size)
        if self._graph is None:
            return picture
        return self._graph.run(picture)

    def _fit(self, kind: Kind) -> Fit:
        return fit(
            (kind.width, kind.height),
            sample_aspect=self._source.sample_aspect,
            rotation_deg=self._source.rotation_deg,
            width_px=self._size[0],
            height_px=self._size[1],
        )

    def _is_so_already(self, kind: Kind, fitted: Fit) -> bool:
        whole = Place(0, 0, *self._size)
        return (
            (kind.width, kind.height, kind.pix_fmt) == (*self._size, PIX_FMT)
            and (fitted.cut, fitted.place) == (whole, whole)
            and self._source.rotation_deg == 0
            and not kind.is_interlaced
            and not _changes_colours(self._source)
        )


def _changes_colours(source: VideoInfo) -> bool:
    return needs_table(source) or source.matrix != "bt709" or source.is_full_range
