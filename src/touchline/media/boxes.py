"""The outline of an MP4 or MOV: whether its index is there and whole, read without FFmpeg.

FFmpeg says only that such a file is invalid, and it believes a sample count that no file could hold.
Source of the layout: ISO/IEC 14496-12.
"""

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

    `sample_count` is the largest that a track of the index promises.
    """

    has_index: bool
    is_fragmented: bool
    sample_count: int
    size_bytes: int

    @property
    def is_absurd(self) -> bool:
        """Whether the index promises more samples than bytes could carry."""
        return self.sample_count > _SAMPLES_PER_BYTE * self.size_bytes + _SAMPLES_ALWAYS_FINE


def outline(file: BinaryIO) -> Outline | None:
    """Read the outline of an MP4 or MOV; None when the file is something else."""
    size_bytes = file.seek(0, os.SEEK_END)
    first = next(_boxes(file, 0, size_bytes), None)
    if first is None or first.kind not in _OUTER:
        return None
    for count, box in enumerate(_boxes(file, 0, size_bytes)):
        if box.kind == b"moov":
            return _outline_of_index(file, box, size_bytes)
        if count > _MOST_BOXES:
            break
    return Outline(has_index=False, is_fragmented=False, sample_count=0, size_bytes=size_bytes)


def _outline_of_index(file: BinaryIO, index: Box, size_bytes: int) -> Outline:
    is_fragmented, sample_count = False, 0
    for box in _inside(file, index):
        if box.kind == b"mvex":
            is_fragmented = True
        if box.kind == b"stsz":
            file.seek(box.begin + 8)
            sample_count = max(sample_count, int.from_bytes(file.read(4)))
    return Outline(index.end <= size_bytes, is_fragmented, sample_count, size_bytes)


def _inside(file: BinaryIO, holder: Box) -> Iterator[Box]:
    for count, box in enumerate(_boxes(file, holder.begin, holder.end)):
        if count > _MOST_BOXES:
            return
        yield box
        if box.kind in _HOLDERS:
            yield from _inside(file, box)


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Boxes that begin in [begin, end), the last of which may claim to end beyond it."""
    while begin + 8 <= end:
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
