"""A clip: a stretch of a recording or a film, rendered anew so that it begins and ends where asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from touchline.base.errors import Invalid
from touchline.core.sync.clocks import TakeClock
from touchline.media import decode, encode_film, encode_grid, encode_sound, join_parts, poster
from touchline.media.decode import Frame
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import FilmFormat
from touchline.media.errors import NothingDecodable, SoundUndecodable
from touchline.media.mix_sound import Heard, sound_on_game_clock
from touchline.media.picture import PictureShaper
from touchline.media.probe import VideoInfo, probe

Progress = Callable[[float], None]

LEAD_S = 0.25
"""Decoded before the stretch, so that the picture that is still standing when it begins is known."""

LARGEST_SIDE_PX, SMALLEST_SIDE_PX = 1080, 16
_BLOCK = 1 << 15
_PICTURE_SHARE = 0.9


class NothingFilmed(Invalid):
    """The camera recorded nothing in this stretch."""

    def __init__(self) -> None:
        super().__init__("Nothing was filmed in this stretch. Choose another one, or another angle.")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`source` from `start_s` to `end_s` of game-clock time, as its `clock` counts it."""

    source: Path
    clock: TakeClock
    start_s: float
    end_s: float


def cut_clip(stretch: Stretch, folder: Path, *, on_progress: Progress) -> float:
    """Write `clip.mp4` and `poster.jpg` into `folder`; return how long the clip is, in seconds.

    Picture n is shown at n / rate and is what the camera showed at `start_s` + n / rate; the sound lies as it
    did. H.264 and AAC as in films, upright, at most 1080 lines, index in front. Without sound it is silent.

    Raises:
        UnusableRecording: the source has no picture that can be decoded.
        NothingFilmed: none of its pictures lie in the stretch.
        Unavailable: the disk is full.
    """
    video = probe(stretch.source).video
    if video is None:
        raise NothingDecodable(stretch.source)
    film = _format_for(video)
    count = max(1, encode_grid.frame_count(stretch.start_s, stretch.end_s, film.rate))
    pictures = _counted(ahead(_pictures(stretch, video, film, count)), count, on_progress)
    encode_film.write_part(pictures, folder / "picture.mp4", film)
    duration_s = float(count / film.rate)
    encode_sound.write_m4a(_sound(stretch, duration_s), folder / "sound.m4a")
    clip = folder / "clip.mp4"
    join_parts.join_parts([folder / "picture.mp4"], folder / "sound.m4a", clip, rate=film.rate)
    frame = next(decode.frames(clip, start_s=duration_s / 2), None) or next(decode.frames(clip))
    poster.write_poster(frame.picture, folder / "poster.jpg")
    on_progress(1.0)
    return duration_s


def _format_for(video: VideoInfo) -> FilmFormat:
    short_px = min(video.width_px, video.height_px)
    scale = min(max(short_px, SMALLEST_SIDE_PX), LARGEST_SIDE_PX) / short_px
    width_px, height_px = (2 * round(side * scale / 2) for side in (video.width_px, video.height_px))
    return FilmFormat(width_px, height_px, encode_film.usual_rate(video.frame_rate_hz))


def _pictures(stretch: Stretch, video: VideoInfo, film: FilmFormat, count: int) -> Iterator[av.VideoFrame]:
    shaper = PictureShaper(video, width_px=film.width_px, height_px=film.height_px)
    from_s, until_s = (stretch.clock.to_take(game_s) for game_s in (stretch.start_s, stretch.end_s))

    def shaped(frame: Frame) -> av.VideoFrame:
        return shaper.shape(frame.picture)

    frames = decode.frames(stretch.source, start_s=from_s - LEAD_S, end_s=until_s)
    first = next(frames, None)
    if first is None:
        raise NothingFilmed
    yield from encode_grid.frames_on_grid(
        chain([first], frames),
        clock=stretch.clock,
        start_s=stretch.start_s,
        rate=film.rate,
        count=count,
        shape=shaped,
    )


def _counted(pictures: Iterator[av.VideoFrame], count: int, on_progress: Progress) -> Iterator[av.VideoFrame]:
    for number, picture in enumerate(pictures):
        if number % 15 == 0:
            on_progress(_PICTURE_SHARE * number / count)
        yield picture


def _sound(stretch: Stretch, duration_s: float) -> Iterator[NDArray[np.float32]]:
    """Yield the sound of the stretch, silence where there is none that can be decoded."""
    rate_hz = encode_sound.RATE_HZ
    first, count = round(stretch.start_s * rate_hz), round(Fraction(duration_s) * rate_hz)
    reader = sound_on_game_clock(Heard(stretch.source, stretch.clock), stretch.start_s)
    is_silent = False
    for begin in range(0, count, _BLOCK):
        size = min(_BLOCK, count - begin)
        try:
            block = None if is_silent else reader.at(first + begin, size)
        except SoundUndecodable:
            block, is_silent = None, True
        yield np.zeros((size, 2), np.float32) if block is None else block
