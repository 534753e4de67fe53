"""When each packet of a recording shows: from the index where it is whole, else read; never decoded."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import av
import numpy as np
from av.container import InputContainer
from av.index import IndexEntry
from numpy.typing import NDArray

from touchline.media.opening import PictureOrSound, packets, read_only


@dataclass(frozen=True, slots=True)
class PacketTimes:
    """Times of one stream's packets by the container's clock, seconds, ascending; both arrays (N,).

    `end_s` is when the last packet ends, by its own duration or else that of a typical one.
    `is_cut_off`: the file ends before the container says that the stream does.
    """

    at_s: NDArray[np.float64]
    is_key: NDArray[np.bool_]
    end_s: float
    is_cut_off: bool = False


def packet_times(
    container: InputContainer, streams: Iterable[PictureOrSound | None], *, index_is_whole: bool
) -> dict[int, PacketTimes]:
    """Return the packet times of each stream by its index.

    An MP4's index holds them: 90 min take 0.2 s, whatever the size. Other containers are read once
    from end to end, about 1 s per million packets beside the disk.
    """
    wanted = [stream for stream in streams if stream is not None]
    if index_is_whole:
        return {stream.index: _from_index(container, stream) for stream in wanted}
    return _from_packets(container, wanted)


def _from_index(container: InputContainer, stream: PictureOrSound) -> PacketTimes:
    """Index entries carry decode times: those shown are the same but for reordering, so the end is read."""
    size_bytes = container.size
    entries: list[IndexEntry] = [entry for entry in stream.index_entries if not entry.is_discard]
    there = [entry for entry in entries if entry.pos + entry.size <= size_bytes]
    read = _Read([entry.timestamp for entry in there], [entry.is_keyframe for entry in there])
    times = _in_order(stream, read, is_cut_off=len(there) < len(entries))
    if not there:
        return times
    read_only(container, stream)
    try:
        container.seek(_last_key(there), stream=stream)
    except av.FFmpegError:
        return times  # one reordering delay less exact
    return replace(times, end_s=_from_packets(container, [stream])[stream.index].end_s)


def _last_key(entries: list[IndexEntry]) -> int:
    return next((entry.timestamp for entry in reversed(entries) if entry.is_keyframe), entries[0].timestamp)


@dataclass(slots=True)
class _Read:
    """What was read of one stream, in the order of the file."""

    ticks: list[int] = field(default_factory=list)
    keys: list[bool] = field(default_factory=list)
    end: int | None = None
    ends_broken: bool = False


def _from_packets(container: InputContainer, streams: list[PictureOrSound]) -> dict[int, PacketTimes]:
    read = {stream.index: _Read() for stream in streams}
    read_only(container, *streams)
    is_cut_off = False
    try:
        for packet in packets(container, *streams):
            at = packet.pts if packet.pts is not None else packet.dts
            if at is None or packet.is_discard:
                continue
            of_stream = read[packet.stream_index]
            of_stream.ends_broken = packet.is_corrupt
            if packet.is_corrupt:
                continue
            of_stream.ticks.append(at)
            of_stream.keys.append(packet.is_keyframe)
            if packet.duration:
                of_stream.end = max(of_stream.end or at, at + packet.duration)
    except av.FFmpegError:
        is_cut_off = True  # what was read until here is whole
    times = {}
    for stream in streams:
        of_stream = read[stream.index]
        times[stream.index] = _in_order(stream, of_stream, is_cut_off=is_cut_off or of_stream.ends_broken)
    return times


def _in_order(stream: PictureOrSound, read: _Read, *, is_cut_off: bool) -> PacketTimes:
    tick_s = float(stream.time_base or 0)
    at_s = np.array(read.ticks, np.float64) * tick_s
    order = np.argsort(at_s, kind="stable")
    at_s = at_s[order]
    if at_s.size and (read.end is None or read.end * tick_s <= at_s[-1]):
        end_s = float(at_s[-1] + (np.median(np.diff(at_s)) if at_s.size > 1 else 0.0))
    else:
        end_s = (read.end or 0) * tick_s
    return PacketTimes(at_s, np.array(read.keys, np.bool_)[order], end_s, is_cut_off)
