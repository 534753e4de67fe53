"""A take made playable on the game clock (an angle): copied where every browser can play it, else a proxy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from touchline.base.errors import Invalid
from touchline.core.sync.clocks import TakeClock
from touchline.media import copy_rules, hls_playlists, hls_segments, opening, proxy, start
from touchline.media.copy_pictures import NotCopyable, PictureCopy
from touchline.media.copy_sound import SoundCopy
from touchline.media.hls_playlists import GAME_CLOCK_ZERO, Variant
from touchline.media.hls_segments import Rendition
from touchline.media.probe import MediaInfo

INDEX = "index.m3u8"


@dataclass(frozen=True, slots=True)
class CopiedTake:
    """A take on the game clock in `folder`; `index` plays it.

    `why_encoded` says why its picture is a proxy, None where its own packets were copied.
    """

    folder: Path
    video: Rendition
    sound: Rendition | None
    why_encoded: str | None

    @property
    def index(self) -> Path:
        """The playlist that a player opens."""
        return self.folder / INDEX


def copy_to_hls(
    source: Path,
    info: MediaInfo,
    folder: Path,
    *,
    clock: TakeClock,
    clock_zero: datetime = GAME_CLOCK_ZERO,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> CopiedTake:
    """Write a take as HLS in `folder`, every picture and sound stamped with its game-clock time.

    Pictures are copied where `copy_rules.why_not_copied` has no objection and every keyframe is a place to
    start from, else they become a proxy of at most 720 lines. Sound is a rendition of its own: AAC is copied,
    anything else encoded once. `clock.offset_s` ≥ 0. Segments of an older copy in `folder` are replaced.

    Raises:
        Invalid: it has no picture.
        Unavailable: the disk is full.
    """
    if info.video is None:
        raise Invalid(f"{source.name} holds no picture, so it cannot be shown as an angle.")
    why = copy_rules.why_not_copied(info.video)
    if why is None:
        try:
            video, sound = _copy(source, folder, clock, on_progress)
        except NotCopyable as error:
            why = str(error)
    if why is not None:
        video = proxy.write_pictures(source, info.video, folder / "video", clock, on_progress)
        sound = _copy_sound(source, folder, clock)
    if sound is None and info.sound is not None:
        sound = proxy.write_sound(source, info.sound, folder / "sound", clock)
    return _with_playlists(CopiedTake(folder, video, sound, why), clock_zero)


def _copy(
    source: Path, folder: Path, clock: TakeClock, on_progress: Callable[[float], None]
) -> tuple[Rendition, Rendition | None]:
    """Copy pictures, and sound where it can be copied, in one pass over the file."""
    zero = start.take_zero(source)
    with opening.opened(source) as container:
        picture, sound = opening.choose_picture(container), _copyable_sound(container)
        if picture is None:
            raise NotCopyable("it has no picture")
        pictures = PictureCopy(picture, folder / "video", clock, zero)
        sounds = SoundCopy(sound, folder / "sound", clock, zero) if sound else None
        for packet in _packets(container, picture, sound):
            if packet.stream_index == picture.index:
                pictures.add(packet)
                on_progress(min(1.0, max(0, packet.pos or 0) / container.size))
            elif sounds:
                sounds.add(packet)
        return pictures.close(), sounds.close() if sounds else None


def _copy_sound(source: Path, folder: Path, clock: TakeClock) -> Rendition | None:
    with opening.opened(source) as container:
        sound = _copyable_sound(container)
        if sound is None:
            return None
        sounds = SoundCopy(sound, folder / "sound", clock, start.take_zero(source))
        for packet in _packets(container, sound):
            sounds.add(packet)
        return sounds.close()


def _copyable_sound(container: InputContainer) -> AudioStream | None:
    sound = opening.choose_sound(container)
    return sound if sound is not None and copy_rules.can_copy_sound(sound) else None


def _packets(
    container: InputContainer, *wanted: VideoStream | AudioStream | None
) -> Iterator["av.Packet[Any]"]:
    """Yield the packets of the wanted streams, up to where the file was cut off if it was."""
    streams = [stream for stream in wanted if stream is not None]
    opening.read_only(container, *streams)
    try:
        yield from (packet for packet in container.demux(streams) if packet.size)
    except av.FFmpegError:
        return


def _with_playlists(take: CopiedTake, clock_zero: datetime) -> CopiedTake:
    """Write the lists of segments and the playlists that play them; the index comes last."""
    picture = _playlist(take.folder, take.video, clock_zero)
    sound = _playlist(take.folder, take.sound, clock_zero) if take.sound else None
    hls_playlists.write_master(take.index, [picture], sound)
    return take


def _playlist(folder: Path, rendition: Rendition, clock_zero: datetime) -> Variant:
    hls_segments.keep(rendition)
    playlist = folder / f"{rendition.folder.name}.m3u8"
    hls_playlists.write_media(playlist, hls_playlists.entries_of(rendition), clock_zero=clock_zero)
    return hls_playlists.variant_of(rendition, playlist)
