"""The outline of an MP4 or MOV: whether its index is there and whole, read without FFmpeg.

FFmpeg says only that such a file is invalid, and it believes a sample count that no file could hold.
Source of the layout: ISO/IEC 14496-12.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_OUTER = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"sidx", b"uuid", b"pnot"}
_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_MOST_BOXES = 200_000
"""A 90-minute recording in one-second fragments has about 11,000 outer boxes."""
_SAMPLES_PER_BYTE = 2
"""A packet takes a byte at least; only old compressed sound counts more samples (IMA ADPCM: 1.9 per byte)."""
_SAMPLES_ALWAYS_FINE = 1_000_000
"""FFmpeg takes 60 bytes of memory for each; nine hours of 30 pictures per second."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind and where its content lies, in bytes from the start of the file."""

    kind: bytes
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What the boxes of a file tell before anything is decoded.

    `has_index`: an index (moov) is there, whole. `sample_count` is the largest that a track of it promises.
    `whole_bytes`: all but a fragment's index that the file ends in the middle of; with it, FFmpeg would
    refuse all that came before.
    """

    has_index: bool
    is_fragmented: bool
    sample_count: int
    whole_bytes: int
    size_bytes: int

    @property
    def is_absurd(self) -> bool:
        """Whether the index promises more samples than bytes could carry."""
        return self.sample_count > _SAMPLES_PER_BYTE * self.size_bytes + _SAMPLES_ALWAYS_FINE


def outline(file: BinaryIO) -> Outline | None:
    """Read the outline of an MP4 or MOV; None when the file is something else."""
    size_bytes = file.seek(0, os.SEEK_END)
    outer = _boxes(file, 0, size_bytes)
    first = next(outer, None)
    if first is None or first.kind not in _OUTER:
        return None
    index = next((box for box in itertools.chain((first,), outer) if box.kind == b"moov"), None)
    if index is None or index.end > size_bytes:
        return Outline(False, False, 0, size_bytes, size_bytes)
    inner = list(_inside(file, index))
    is_fragmented = any(box.kind == b"mvex" for box in inner)
    return Outline(
        has_index=True,
        is_fragmented=is_fragmented,
        sample_count=max((_sample_count(file, box) for box in inner if box.kind == b"stsz"), default=0),
        whole_bytes=_whole_bytes(outer, size_bytes) if is_fragmented else size_bytes,
        size_bytes=size_bytes,
    )


def _sample_count(file: BinaryIO, sizes: Box) -> int:
    file.seek(sizes.begin + 8)
    return int.from_bytes(file.read(4))


def _whole_bytes(outer: Iterator[Box], size_bytes: int) -> int:
    cut = next((box for box in outer if box.kind == b"moof" and box.end > size_bytes), None)
    return cut.begin - 8 if cut else size_bytes


def _inside(file: BinaryIO, holder: Box) -> Iterator[Box]:
    for box in _boxes(file, holder.begin, holder.end):
        yield box
        if box.kind in _HOLDERS:
            yield from _inside(file, box)


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Boxes that begin in [begin, end), the last of which may claim to end beyond it."""
    for _ in range(_MOST_BOXES):
        if begin + 8 > end:
            return
        file.seek(begin)
        header = file.read(16)
        if len(header) < 8:
            return
        size, kind, head = int.from_bytes(header[:4]), header[4:8], 8
        if size == 1:
            size, head = int.from_bytes(header[8:16]), 16
        elif size == 0:
            size = end - begin
        if size < head:
            return
        yield Box(kind, begin + head, begin + size)
        begin += size
