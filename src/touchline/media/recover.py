"""Writes what a cut-off or index-less recording holds as a whole recording, without encoding anything.

Reading needs no recovery: `opening` reads such files up to the cut. A rewritten one can be sought in at once
and played by anything. An MP4 cut off before its index cannot be recovered: how its pictures are decoded is
written nowhere else, and to borrow that from another recording of the same phone would be guessing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream

from touchline.base.files import written_whole
from touchline.media.errors import NothingDecodable
from touchline.media.opening import (
    AnyPacket,
    PictureOrSound,
    choose_picture,
    choose_sound,
    opened,
    packets,
    read_only,
)

_MANY_BYTES = 2**26
"""To read 64 MiB of a file for a seek takes 30 ms; a whole game's takes seconds, and each shot seeks."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A rewritten recording. `packet_count` were kept, `lost_count` were broken and left out."""

    path: Path
    packet_count: int
    lost_count: int


def is_slow_to_seek(path: Path) -> bool:
    """Whether each seek would read the file from its start: large and written as a stream, as browsers do.

    Such a Matroska file has neither length nor index.

    Raises:
        UnusableRecording: when the file cannot be opened as a recording.
    """
    with opened(path) as container:
        is_stream = container.format.name.startswith("matroska") and container.duration is None
        return is_stream and container.size > _MANY_BYTES


def recover(path: Path, out: Path, *, on_progress: Callable[[float], None] | None = None) -> Recovered:
    """Copy the film and the sound of a recording, as far as they go, into a new one with an index.

    MP4 and MOV become MP4, everything else Matroska, whatever `out` is called. Take time stays the same.
    `on_progress` hears the share of the file that is read.

    Raises:
        IndexMissing: an MP4 that was cut off before its index.
        UnusableRecording: nothing in it can be copied.
        Unavailable: the disk is full.
    """
    with opened(path) as source, written_whole(out) as unfinished:
        kind = "mp4" if source.format.name.startswith("mov") else "matroska"
        chosen = [stream for stream in (choose_picture(source), choose_sound(source)) if stream]
        read_only(source, *chosen)
        with av.open(str(unfinished), "w", format=kind) as target:
            copies = {stream.index: target.add_stream_from_template(stream) for stream in chosen}
            kept = lost = 0
            for packet in _as_far_as_they_go(source, chosen):
                if on_progress and packet.pos:
                    on_progress(packet.pos / source.size)
                is_kept = _copied(packet, copies[packet.stream_index], target)
                kept, lost = kept + is_kept, lost + (not is_kept)
        if not kept:
            raise NothingDecodable(path)
    return Recovered(out, kept, lost)


def _as_far_as_they_go(
    source: av.container.InputContainer, streams: Sequence[PictureOrSound]
) -> Iterator[AnyPacket]:
    try:
        yield from packets(source, *streams)
    except av.FFmpegError:
        return  # cut off here


def _copied(packet: AnyPacket, stream: Stream, target: OutputContainer) -> bool:
    """Write a packet unless it is broken, never shown, or older than the one before."""
    if packet.is_corrupt or packet.is_discard:
        return False
    if packet.dts is None:
        packet.dts = packet.pts
    packet.stream = stream
    try:
        target.mux(packet)
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        return False
    return True
