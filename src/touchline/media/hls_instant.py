"""The instant cut: a playlist over segments that exist already; only the edges of shots are written anew."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from touchline.core.direct.shots import Shot
from touchline.media import hls_fragments, hls_playlists, hls_segments
from touchline.media.hls_fragments import Fragment
from touchline.media.hls_playlists import GAME_CLOCK_ZERO, Entry, Variant
from touchline.media.hls_segments import Rendition, Segment


def write_instant(
    playlist: Path,
    shots: Sequence[Shot],
    pictures: Sequence[Rendition],
    sound: Rendition | None,
    *,
    clock_zero: datetime = GAME_CLOCK_ZERO,
) -> tuple[Shot, ...]:
    """Write `playlist` and, in the folder of the same name beside it, what it needs; no encoding.

    `shots` in order of time, `pictures[shot.take]` on the game clock; `sound` is the whole film's. Each cut
    falls on the nearest keyframe of the take that is cut to; a picture is held where no take goes on.
    Returns the shots as they are played.

    Raises:
        ValueError: no shot holds a keyframe of its take.
    """
    folder = playlist.with_suffix("")
    played = at_keyframes(shots, pictures)
    hls_segments.clear(folder, b"")
    entries = [
        entry
        for number, shot in enumerate(played)
        for entry in _cut_out(pictures[shot.take], shot.start_s, shot.end_s, folder, f"shot{number:04d}-")
    ]
    hls_playlists.write_media(folder / "video.m3u8", entries, clock_zero=clock_zero)
    tracks = tuple(pictures[take].track for take in sorted({shot.take for shot in played}))
    variant = Variant(folder / "video.m3u8", tuple(entry.segment for entry in entries), tracks)
    heard = None
    if sound:
        parts = list(_cut_out(sound, played[0].start_s, played[-1].end_s, folder, "sound-"))
        hls_playlists.write_media(folder / "sound.m3u8", parts, clock_zero=clock_zero)
        heard = Variant(folder / "sound.m3u8", tuple(part.segment for part in parts), (sound.track,))
    hls_playlists.write_master(playlist, [variant], heard)
    return played


def at_keyframes(shots: Sequence[Shot], pictures: Sequence[Rendition]) -> tuple[Shot, ...]:
    """Move every cut to the nearest keyframe of the take that is cut to.

    A cut never falls behind the last picture of the take before it if a keyframe before that will do; a
    shot without a keyframe of its own leaves its time to the shot before it.

    Raises:
        ValueError: no shot holds a keyframe of its take.
    """
    begun: list[Shot] = []
    for shot in shots:
        if begun and begun[-1].take == shot.take:
            continue
        previous = begun[-1] if begun else None
        not_before = previous.start_s if previous else -np.inf
        covered_until = pictures[previous.take].end_s if previous else np.inf
        start_s = _nearest_keyframe(pictures[shot.take], shot, not_before, covered_until)
        if start_s is not None:
            begun.append(replace(shot, start_s=start_s))
    if not begun:
        raise ValueError(f"expected shots that hold a keyframe of their take, got {list(shots)}")
    ends = [later.start_s for later in begun[1:]] + [max(shots[-1].end_s, begun[-1].start_s + 0.1)]
    return tuple(replace(shot, end_s=end_s) for shot, end_s in zip(begun, ends, strict=True))


def _nearest_keyframe(picture: Rendition, shot: Shot, after_s: float, covered_until_s: float) -> float | None:
    keyframes = np.concatenate([segment.keyframes_s for segment in picture.segments])
    keyframes = keyframes[(keyframes > after_s) & (keyframes < shot.end_s)]
    early = keyframes[keyframes <= max(covered_until_s, shot.start_s)]
    usable = early if len(early) else keyframes
    if len(usable) == 0:
        return None
    return float(usable[np.argmin(np.abs(usable - shot.start_s))])


def _cut_out(
    rendition: Rendition, start_s: float, end_s: float, folder: Path, prefix: str
) -> Iterator[Entry]:
    """Refer to the segments in [start_s, end_s); write those anew, in `folder`, that reach beyond it."""
    per_s = rendition.track.ticks_per_s
    start, end = round(start_s * per_s), round(end_s * per_s)
    inside = [
        segment
        for segment in rendition.segments
        if round(segment.end_s * per_s) > start and round(segment.start_s * per_s) < end
    ]
    for index, segment in enumerate(inside):
        until = end if segment is inside[-1] and rendition.track.width_px else None
        trimmed = _trimmed(rendition, segment, start, end, until)
        if trimmed is None:
            yield Entry(rendition.folder, segment, rendition.folder)
        else:
            written = hls_segments.write_segment(folder, index, trimmed, per_s, prefix)
            yield Entry(folder, written, rendition.folder)


def _trimmed(
    rendition: Rendition, segment: Segment, start: int, end: int, held_until: int | None
) -> Fragment | None:
    """Return what of a segment lies in [start, end), held until `held_until`; None if nothing changes."""
    per_s = rendition.track.ticks_per_s
    begins, ends = round(segment.start_s * per_s), round(segment.end_s * per_s)
    if begins >= start and ends == (held_until or min(ends, end)):
        return None
    fragment = hls_segments.read_fragment(rendition, segment)
    if begins < start:
        keyframes = fragment.pts[fragment.is_keyframe]
        fragment = hls_fragments.from_keyframe(fragment, int(keyframes[np.argmin(np.abs(keyframes - start))]))
    if ends > end:
        return hls_fragments.until(fragment, end)
    return hls_fragments.held_until(fragment, held_until) if held_until else fragment
