"""The text of HLS playlists (RFC 8216bis): finished, fragmented MP4, the game clock as programme time."""

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from touchline.base import files
from touchline.media.hls_init import SOUND_CODECS
from touchline.media.hls_segments import INIT, Rendition, Segment, Track

GAME_CLOCK_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
"""What `EXT-X-PROGRAM-DATE-TIME` says at game-clock time 0 while nobody knows the time of day: a page
reads game seconds as `date / 1000`."""

_SOUND_GROUP = "sound"


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment in a media playlist: `folder` holds it, `init_folder` the initialisation segment it needs.

    `cuts_before`: discontinuities between the segment before it and this one.
    """

    folder: Path
    segment: Segment
    init_folder: Path
    cuts_before: int = 0


@dataclass(frozen=True, slots=True)
class Variant:
    """One media playlist that a master playlist offers, with all segments it plays and their tracks."""

    playlist: Path
    segments: tuple[Segment, ...]
    tracks: tuple[Track, ...]


def entries_of(rendition: Rendition) -> list[Entry]:
    """Return all segments of a rendition."""
    return [Entry(rendition.folder, segment, rendition.folder) for segment in rendition.segments]


def variant_of(rendition: Rendition, playlist: Path) -> Variant:
    """Return the variant that plays exactly this rendition."""
    return Variant(playlist, rendition.segments, (rendition.track,))


def write_media(playlist: Path, entries: Sequence[Entry], *, clock_zero: datetime = GAME_CLOCK_ZERO) -> None:
    """Write a media playlist; the game clock is told at its start and after each discontinuity."""
    _write(playlist, _media_lines(entries, playlist.parent, clock_zero))


def write_master(playlist: Path, variants: Sequence[Variant], sound: Variant | None) -> None:
    """Write a master playlist, best variant first, all with one rendition of the sound."""
    _write(playlist, _master_lines(variants, sound, playlist.parent))


def _media_lines(entries: Sequence[Entry], base: Path, clock_zero: datetime) -> Iterator[str]:
    longest = max(entry.segment.end_s - entry.segment.start_s for entry in entries)
    yield from ("#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{max(1, math.floor(longest + 0.5))}")
    yield from ("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-MEDIA-SEQUENCE:0")
    for index, entry in enumerate(entries):
        segment = entry.segment
        yield from ["#EXT-X-DISCONTINUITY"] * entry.cuts_before
        if index == 0 or entry.cuts_before:
            yield f'#EXT-X-MAP:URI="{_link(entry.init_folder / INIT, base)}"'
            at = clock_zero + timedelta(seconds=segment.start_s)
            yield f"#EXT-X-PROGRAM-DATE-TIME:{at.astimezone(UTC).isoformat(timespec='milliseconds')}"
        yield f"#EXTINF:{segment.end_s - segment.start_s:.6f},"
        yield _link(entry.folder / segment.name, base)
    yield "#EXT-X-ENDLIST"


def _master_lines(variants: Sequence[Variant], sound: Variant | None, base: Path) -> Iterator[str]:
    yield from ("#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS")
    if sound:
        yield (
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{_SOUND_GROUP}",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,'
            f'URI="{_link(sound.playlist, base)}"'
        )
    for variant in variants:
        yield f"#EXT-X-STREAM-INF:{_attributes(variant, sound)}"
        yield _link(variant.playlist, base)


def _attributes(variant: Variant, sound: Variant | None) -> str:
    largest = max(variant.tracks, key=lambda track: track.width_px * track.height_px)
    codecs = sorted({track.codecs for track in variant.tracks}, reverse=True)
    peak, mean = _bits_per_s(variant.segments)
    if sound:
        codecs.append(SOUND_CODECS)
        peak, mean = (a + b for a, b in zip((peak, mean), _bits_per_s(sound.segments), strict=True))
    attributes = [
        f"BANDWIDTH={peak}",
        f"AVERAGE-BANDWIDTH={mean}",
        f"RESOLUTION={largest.width_px}x{largest.height_px}",
        f"FRAME-RATE={max(track.rate_fps for track in variant.tracks):.3f}",
        f'CODECS="{",".join(codecs)}"',
    ]
    if sound:
        attributes.append(f'AUDIO="{_SOUND_GROUP}"')
    return ",".join(attributes)


def _bits_per_s(segments: Sequence[Segment]) -> tuple[int, int]:
    """Peak and mean; a segment counts as half a second or more, for a trimmed one is mostly keyframe."""
    peak = max(8 * s.size_bytes / max(s.end_s - s.start_s, 0.5) for s in segments)
    mean = 8 * sum(s.size_bytes for s in segments) / sum(s.end_s - s.start_s for s in segments)
    return math.ceil(peak), math.ceil(mean)


def _link(target: Path, base: Path) -> str:
    return Path(os.path.relpath(target, base)).as_posix()


def _write(playlist: Path, lines: Iterable[str]) -> None:
    with files.written_whole(playlist) as unfinished:
        unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
