"""One movie fragment (ISO/IEC 14496-12 `moof` + `mdat`): many samples with exact times, in one file.

FFmpeg's muxers shift timestamps and decide themselves where fragments end; the game clock must stand in
the file to the tick, and a cut must trim a segment without encoding. So these two boxes are written here.
Decoding starts with the first presentation time and takes as long as showing: no delay between the two
clocks, whatever the recorder claimed (Matroska has no decode times, drift bends them), so that players
which align segments by decode time and those which do so by presentation time agree. Pictures decoded
ahead of their turn get negative offsets, as CMAF (ISO/IEC 23000-19) allows.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

KEYFRAME_FLAGS = 0x02000000
"""sample_depends_on = 2: needs no other sample."""
OTHER_FLAGS = 0x01010000
"""sample_depends_on = 1, sample_is_non_sync_sample."""

_HEAD = struct.Struct(">I4s I4sII I4s I4sII I4sIQ I4sIII")
"""moof, mfhd, traf, tfhd, tfdt (version 1), trun (version 1) up to its table of 16 bytes per sample."""
_DEFAULT_BASE_IS_MOOF = 0x020000
_DURATION_SIZE_FLAGS_OFFSET = 0x01000000 | 0xF00 | 0x1
_ROW_BYTES = 16


class Sample(NamedTuple):
    """One coded picture or packet of sound: presentation time in ticks, and its bytes."""

    pts: int
    is_keyframe: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Fragment:
    """N samples in decode order.

    `pts` (N,) presentation times in ticks, all different; the last one shown lasts until `end`.
    `is_keyframe` (N,), `sizes` (N,) in bytes, `payload` the samples' bytes one after the other.
    """

    pts: IntArray
    end: int
    is_keyframe: NDArray[np.bool_]
    sizes: IntArray
    payload: bytes

    @property
    def start(self) -> int:
        """First presentation time in ticks."""
        return int(self.pts.min())


def of_samples(samples: Sequence[Sample], end: int) -> Fragment:
    """Gather samples, in decode order, into a fragment that is shown until tick `end`.

    Raises:
        ValueError: no samples, or `end` does not come after the last of them.
    """
    if not samples or end <= max(sample.pts for sample in samples):
        raise ValueError(f"expected samples before the end at {end}, got {[s.pts for s in samples[:3]]}")
    return Fragment(
        _all_different(np.array([sample.pts for sample in samples], np.int64), end),
        end,
        np.array([sample.is_keyframe for sample in samples]),
        np.array([len(sample.data) for sample in samples], np.int64),
        b"".join(sample.data for sample in samples),
    )


def to_bytes(fragment: Fragment, sequence: int) -> bytes:
    """Write the two boxes; `sequence` counts fragments of a track from 1."""
    durations = _shown_for(fragment)
    decode = fragment.start + np.cumsum(durations) - durations
    rows = np.stack(
        [
            durations,
            fragment.sizes,
            np.where(fragment.is_keyframe, KEYFRAME_FLAGS, OTHER_FLAGS),
            (fragment.pts - decode) & 0xFFFFFFFF,
        ],
        axis=1,
    ).astype(">u4")
    table = rows.tobytes()
    moof_size = _HEAD.size + len(table)
    # fmt: off
    head = _HEAD.pack(
        moof_size, b"moof",
        16, b"mfhd", 0, sequence,
        moof_size - 24, b"traf",
        16, b"tfhd", _DEFAULT_BASE_IS_MOOF, 1,
        20, b"tfdt", 0x01000000, int(decode[0]),
        20 + len(table), b"trun", _DURATION_SIZE_FLAGS_OFFSET, len(rows), moof_size + 8,
    )
    # fmt: on
    return b"".join((head, table, struct.pack(">I4s", 8 + len(fragment.payload), b"mdat"), fragment.payload))


def from_bytes(data: bytes) -> Fragment:
    """Read back what `to_bytes` wrote.

    Raises:
        ValueError: it is not such a fragment.
    """
    if len(data) < _HEAD.size or data[4:8] != b"moof" or data[_HEAD.size - 16 : _HEAD.size - 12] != b"trun":
        raise ValueError("expected a fragment that Touchline wrote, got something else")
    fields = _HEAD.unpack_from(data)
    first, count, payload_at = fields[-6], fields[-2], fields[-1]
    rows = np.frombuffer(data, ">u4", count * 4, _HEAD.size).reshape(count, 4).astype(np.int64)
    durations, sizes, flags = rows[:, 0], rows[:, 1], rows[:, 2]
    offsets = rows[:, 3] - ((rows[:, 3] >> 31) << 32)
    decode = first + np.concatenate(([0], np.cumsum(durations)))
    return Fragment(decode[:-1] + offsets, int(decode[-1]), flags == KEYFRAME_FLAGS, sizes, data[payload_at:])


def from_keyframe(fragment: Fragment, start: int) -> Fragment:
    """Leave out everything before the keyframe that is shown at tick `start`.

    Raises:
        ValueError: there is no keyframe at that tick.
    """
    at = np.flatnonzero(fragment.is_keyframe & (fragment.pts == start))
    if len(at) == 0:
        raise ValueError(f"expected a keyframe at tick {start}, got {fragment.pts[fragment.is_keyframe]}")
    return _taking(fragment, slice(int(at[0]), None), fragment.end)


def until(fragment: Fragment, end: int) -> Fragment:
    """Leave out what is shown from tick `end` on.

    A picture that is shown later but decoded earlier, because one of those that stay refers to it, stays
    as well; it gets the last ticks before `end` (11 µs each), so nobody ever sees it.

    Raises:
        ValueError: nothing is shown before `end`.
    """
    shown = np.flatnonzero(fragment.pts < end)
    if len(shown) == 0:
        raise ValueError(f"expected a picture before tick {end}, the first is at {fragment.start}")
    return _taking(fragment, slice(0, int(shown[-1]) + 1), end)


def held_until(fragment: Fragment, end: int) -> Fragment:
    """Show the last picture until tick `end`."""
    return Fragment(fragment.pts, end, fragment.is_keyframe, fragment.sizes, fragment.payload)


def _shown_for(fragment: Fragment) -> IntArray:
    """Ticks for which each sample is shown, (N,).

    They stand as durations in the file: players take the end of a segment from its last picture's, and
    where that is wrong by a frame everything behind the next cut is late by one.
    """
    order = np.argsort(fragment.pts)
    durations = np.empty_like(fragment.pts)
    durations[order] = np.diff(fragment.pts[order], append=fragment.end)
    return durations


def _taking(fragment: Fragment, part: slice, end: int) -> Fragment:
    edges = np.concatenate(([0], np.cumsum(fragment.sizes)))
    start, stop, _step = part.indices(len(fragment.pts))
    return Fragment(
        _all_different(fragment.pts[part], end),
        end,
        fragment.is_keyframe[part],
        fragment.sizes[part],
        fragment.payload[edges[start] : edges[stop]],
    )


def _all_different(pts: IntArray, end: int) -> IntArray:
    """Move ticks as little as needed so that all differ and lie before `end`; their order stays."""
    order = np.argsort(pts, kind="stable")
    steps = np.arange(len(pts))
    rising = np.maximum.accumulate(pts[order] - steps) + steps
    moved = np.empty_like(pts)
    moved[order] = np.minimum(rising, end - len(pts) + steps)
    return moved
