"""The film in several sizes for any line: its own size copied, smaller ones encoded in one decoding."""

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import Interpolation, VideoReformatter

from touchline.core.sync.clocks import TakeClock
from touchline.media import decode, hls_playlists, hls_segments, start
from touchline.media.copy_pictures import PictureCopy
from touchline.media.copy_sound import SoundCopy
from touchline.media.decode import Frame
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import FilmFormat
from touchline.media.encode_hls import HlsEncoder
from touchline.media.hls_init import VIDEO_TICKS_PER_S
from touchline.media.hls_playlists import GAME_CLOCK_ZERO, Variant
from touchline.media.hls_segments import Rendition

MASTER = "master.m3u8"
SMALLER_CRF = 23


def write_ladder(
    film: Path,
    folder: Path,
    short_sides_px: Sequence[int],
    *,
    clock: TakeClock,
    clock_zero: datetime = GAME_CLOCK_ZERO,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> None:
    """Write `film` (what `join_parts` made) as HLS; `folder`/master.m3u8 exists once all is there.

    Its own size is always offered, by copying; of `short_sides_px` (1080, 720, 360 …) those that are
    smaller are encoded, with keyframes where the film has them, so that a player can change over at any
    segment. Interrupted, it goes on behind the last segment that all unfinished sizes have.

    Raises:
        Unavailable: the disk is full.
    """
    (folder / MASTER).unlink(missing_ok=True)
    own_size, sound = _copied(film, folder, clock)
    forms = smaller_formats(own_size, short_sides_px)
    unfinished = [form for form in forms if hls_segments.kept(folder / _name(form)) is None]
    if unfinished:
        _encode(film, folder, unfinished, own_size=own_size, clock=clock, on_progress=on_progress)
    renditions = [own_size, *(kept for form in forms if (kept := hls_segments.kept(folder / _name(form))))]
    variants = [_playlist(folder, rendition, clock_zero) for rendition in renditions]
    heard = _playlist(folder, sound, clock_zero) if sound else None
    hls_playlists.write_master(folder / MASTER, variants, heard)


def smaller_formats(own_size: Rendition, short_sides_px: Sequence[int]) -> list[FilmFormat]:
    """Return the formats below the film's own size, largest first, in its shape and at its rate."""
    track = own_size.track
    short = min(track.width_px, track.height_px)
    rate = Fraction(track.rate_fps).limit_denominator(1001)
    return [
        FilmFormat(
            _even(track.width_px * side / short), _even(track.height_px * side / short), rate, SMALLER_CRF
        )
        for side in sorted(set(short_sides_px), reverse=True)
        if side < short
    ]


def _copied(film: Path, folder: Path, clock: TakeClock) -> tuple[Rendition, Rendition | None]:
    """Copy the film's own size. If it is not the film that was copied before, nothing smaller is kept."""
    zero = start.take_zero(film)
    before = hls_segments.kept(folder / "own")
    with av.open(film) as container:
        picture = container.streams.video[0]
        pictures = PictureCopy(picture, folder / "own", clock, zero)
        heard = container.streams.audio[:1]
        sounds = [SoundCopy(stream, folder / "sound", clock, zero) for stream in heard]
        for packet in container.demux(picture, *heard):
            if packet.size:
                (pictures if packet.stream_index == picture.index else sounds[0]).add(packet)
        own_size, sound = pictures.close(), sounds[0].close() if sounds else None
    if before is None or before.segments != own_size.segments:
        for other in folder.iterdir():
            if other.is_dir() and other.name not in ("own", "sound"):
                hls_segments.clear(other)
    hls_segments.keep(own_size)
    return own_size, sound


def _encode(
    film: Path,
    folder: Path,
    forms: Sequence[FilmFormat],
    *,
    own_size: Rendition,
    clock: TakeClock,
    on_progress: Callable[[float], None],
) -> None:
    found = [hls_segments.found(folder / _name(form), VIDEO_TICKS_PER_S) for form in forms]
    done = min(len(segments) for segments in found)
    encoders = [
        HlsEncoder(folder / _name(form), form, segments[:done])
        for form, segments in zip(forms, found, strict=True)
    ]
    keyframes = {
        round(at_s * VIDEO_TICKS_PER_S) + slack
        for segment in own_size.segments
        for at_s in segment.keyframes_s
        for slack in (-1, 0, 1)  # where two roundings of one moment differ
    }
    if done < len(own_size.segments):
        first_s = float(clock.to_take(own_size.segments[done].start_s))
        shrink = _Shrinker(forms)
        for frame in ahead(decode.frames(film, start_s=first_s - 0.5 / float(forms[0].rate))):
            tick = round(clock.to_game(frame.take_s) * VIDEO_TICKS_PER_S)
            for encoder, picture in zip(encoders, shrink.all_sizes(frame), strict=True):
                encoder.add(picture, tick, is_keyframe=tick in keyframes)
            on_progress((tick / VIDEO_TICKS_PER_S - own_size.start_s) / (own_size.end_s - own_size.start_s))
    for encoder in encoders:
        hls_segments.keep(encoder.close(round(own_size.end_s * VIDEO_TICKS_PER_S)))


class _Shrinker:
    """Scales each picture down step by step: the smaller size out of the larger, which is cheaper."""

    def __init__(self, forms: Sequence[FilmFormat]) -> None:
        self._steps = [(form, VideoReformatter()) for form in forms]

    def all_sizes(self, frame: Frame) -> list[av.VideoFrame]:
        """Return the picture in every format, in their order."""
        pictures, picture = [], frame.picture
        for form, scaler in self._steps:
            picture = scaler.reformat(
                picture, form.width_px, form.height_px, "yuv420p", interpolation=Interpolation.BICUBIC
            )
            pictures.append(picture)
        return pictures


def _playlist(folder: Path, rendition: Rendition, clock_zero: datetime) -> Variant:
    playlist = folder / f"{rendition.folder.name}.m3u8"
    hls_playlists.write_media(playlist, hls_playlists.entries_of(rendition), clock_zero=clock_zero)
    return hls_playlists.variant_of(rendition, playlist)


def _name(form: FilmFormat) -> str:
    return f"{min(form.width_px, form.height_px)}p"


def _even(length_px: float) -> int:
    return max(16, 2 * round(length_px / 2))
