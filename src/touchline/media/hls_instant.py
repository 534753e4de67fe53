"""The instant cut: a playlist over segments that exist already; only the edges of shots are written anew."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from touchline.core.direct.shots import Shot
from touchline.media import hls_fragments, hls_playlists, hls_segments
from touchline.media.copy_rules import LONGEST_GROUP_S
from touchline.media.hls_fragments import Fragment
from touchline.media.hls_playlists import GAME_CLOCK_ZERO, Entry, Variant
from touchline.media.hls_segments import Rendition, Segment

HELD_S = 3.0
"""Longer than any stumble of a camera, shorter than anybody waits before a still picture."""


def write_instant(
    playlist: Path,
    shots: Sequence[Shot],
    pictures: Sequence[Rendition],
    sound: Rendition | None,
    *,
    clock_zero: datetime = GAME_CLOCK_ZERO,
) -> tuple[Shot, ...]:
    """Write `playlist` and, in the folder of the same name beside it, what it needs; no encoding.

    `shots` in order of time, `pictures[shot.take]` on the game clock; `sound` goes on through the whole film.
    Each cut falls on the nearest keyframe of the take that is cut to. Where nothing is shown for up to
    HELD_S, the picture before it is held; longer spans are left out of the film, and of its sound.
    Returns the shots as they are played.

    Raises:
        ValueError: no shot holds a keyframe of its take.
    """
    folder = playlist.with_suffix("")
    played = at_keyframes(shots, pictures)
    hls_segments.clear(folder)
    shown = list(_pictures_of(played, pictures, folder))
    hls_playlists.write_media(folder / "video.m3u8", shown, clock_zero=clock_zero)
    tracks = tuple(pictures[take].track for take in sorted({shot.take for shot in played}))
    variant = Variant(folder / "video.m3u8", tuple(entry.segment for entry in shown), tracks)
    heard = None
    if sound:
        parts = list(_sound_of(played, sound, folder))
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
    played: list[Shot] = []
    for shot in shots:
        previous = played[-1] if played else None
        goes_on = previous is not None and shot.start_s - previous.end_s <= HELD_S
        start_s = _nearest_keyframe(pictures, shot, previous)
        if previous and goes_on and (start_s is None or shot.take == previous.take):
            played[-1] = replace(previous, end_s=shot.end_s)
        elif start_s is not None:
            if previous and goes_on:
                played[-1] = replace(previous, end_s=start_s)
            played.append(replace(shot, start_s=start_s))
    if not played:
        raise ValueError(f"expected shots that hold a keyframe of their take, got {list(shots)}")
    return tuple(played)


def _nearest_keyframe(pictures: Sequence[Rendition], shot: Shot, previous: Shot | None) -> float | None:
    keyframes = np.concatenate([segment.keyframes_s for segment in pictures[shot.take].segments])
    keyframes = keyframes[(keyframes > shot.start_s - LONGEST_GROUP_S) & (keyframes < shot.end_s)]
    if previous:
        keyframes = keyframes[keyframes > previous.start_s]
        covered = keyframes[keyframes <= max(pictures[previous.take].end_s, shot.start_s)]
        keyframes = covered if len(covered) else keyframes
    if len(keyframes) == 0:
        return None
    return float(keyframes[np.argmin(np.abs(keyframes - shot.start_s))])


def _pictures_of(played: Sequence[Shot], pictures: Sequence[Rendition], folder: Path) -> Iterator[Entry]:
    for number, shot in enumerate(played):
        entries = _cut_out(pictures[shot.take], shot.start_s, shot.end_s, folder, f"shot{number:04d}-")
        yield from _after_cuts(entries, min(number, 1))


def _sound_of(played: Sequence[Shot], sound: Rendition, folder: Path) -> Iterator[Entry]:
    """Cut the sound out over spans that are played without a break.

    At a break it gets as many discontinuities as the pictures had until there: players match the two by
    that count, and between breaks the sound has none at all.
    """
    begins = [n for n, shot in enumerate(played) if n == 0 or shot.start_s > played[n - 1].end_s]
    for first, following in pairwise([*begins, len(played)]):
        start_s, end_s = played[first].start_s, played[following - 1].end_s
        cuts = first - begins[max(0, begins.index(first) - 1)]
        yield from _after_cuts(_cut_out(sound, start_s, end_s, folder, f"sound{first:04d}-"), cuts)


def _after_cuts(entries: Iterator[Entry], cuts: int) -> Iterator[Entry]:
    for index, entry in enumerate(entries):
        yield entry if index else replace(entry, cuts_before=cuts)


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
