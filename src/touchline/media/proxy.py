"""A take that browsers cannot be given as it is, encoded once: small, quick to search, on the game clock."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.media import decode, encode_sound, hls_init, hls_segments, mix_sound
from touchline.media.copy_sound import SEGMENT_S
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import FilmFormat
from touchline.media.encode_hls import HlsEncoder
from touchline.media.hls_fragments import Sample
from touchline.media.hls_init import SOUND_CODECS, VIDEO_TICKS_PER_S
from touchline.media.hls_segments import Rendition, SegmentWriter, Track
from touchline.media.mix_sound import Heard
from touchline.media.picture import PictureShaper
from touchline.media.probe import SoundInfo, VideoInfo

LONG_SIDE_PX, SHORT_SIDE_PX = 1280, 720
KEYFRAME_S = 1.0
"""A proxy is for jumping about in and for cutting to."""

_FASTEST_HZ = 60


def proxy_format(video: VideoInfo) -> FilmFormat:
    """Return the largest even size, not above the take's, within 1280 × 720 or 720 × 1280."""
    short, long = sorted((video.width_px, video.height_px))
    scale = min(1.0, SHORT_SIDE_PX / short, LONG_SIDE_PX / long)
    width, height = (max(16, 2 * round(side * scale / 2)) for side in (video.width_px, video.height_px))
    rate = Fraction(min(max(video.frame_rate_hz, 1.0), _FASTEST_HZ)).limit_denominator(1001)
    return FilmFormat(width, height, rate, crf=24, preset="superfast")


def write_pictures(
    source: Path, video: VideoInfo, folder: Path, clock: TakeClock, on_progress: Callable[[float], None]
) -> Rendition:
    """Encode a take's pictures as H.264 into `folder`, each at its own game-clock time.

    Pictures that follow sooner than 1/60 s are left out.

    Raises:
        UnusableRecording: nothing in it can be decoded.
        Unavailable: the disk is full.
    """
    form = proxy_format(video)
    shaper = PictureShaper(video, width_px=form.width_px, height_px=form.height_px)
    encoder = HlsEncoder(folder, form)
    shortest = 0.95 * VIDEO_TICKS_PER_S / _FASTEST_HZ
    keyframe = last = -math.inf
    for frame in ahead(decode.frames(source)):
        tick = max(0, round(clock.to_game(frame.take_s) * VIDEO_TICKS_PER_S))
        if tick - last < shortest:
            continue
        is_keyframe = tick - keyframe >= KEYFRAME_S * VIDEO_TICKS_PER_S
        keyframe = tick if is_keyframe else keyframe
        encoder.add(shaper.shape(frame.picture), tick, is_keyframe=is_keyframe)
        last = tick
        on_progress(min(1.0, frame.take_s * video.frame_rate_hz / max(1, video.frame_count)))
    return encoder.close(round(last + VIDEO_TICKS_PER_S / form.rate))


def write_sound(source: Path, info: SoundInfo, folder: Path, clock: TakeClock) -> Rendition | None:
    """Encode a take's sound as AAC into `folder`, its offset and drift taken out; None if it is empty.

    Raises:
        Unavailable: the disk is full.
    """
    rate_hz = encode_sound.RATE_HZ
    first = max(0, round(clock.to_game(info.start_s) * rate_hz))
    last = round(clock.to_game(info.start_s + info.duration_s) * rate_hz)
    if last <= first:
        return None
    container, buffer = hls_init.in_memory()
    with container:
        stream = encode_sound.add_stream(container)
        container.start_encoding()
        hls_segments.clear(folder, hls_init.of_container(buffer))
        writer = SegmentWriter(folder, rate_hz, at_least_s=SEGMENT_S)
        for packet in encode_sound.encoded(stream, _blocks(source, clock, first, last)):
            if packet.pts is not None and packet.pts >= 0:
                writer.add(Sample(first + packet.pts, True, bytes(packet)))
        writer.close(last)
    return Rendition(folder, Track(SOUND_CODECS, rate_hz), tuple(writer.segments))


def _blocks(source: Path, clock: TakeClock, first: int, last: int) -> Iterator[NDArray[np.float32]]:
    reader = mix_sound.sound_on_game_clock(Heard(source, clock))
    step = encode_sound.RATE_HZ // 2
    for begin in range(first, last, step):
        yield reader.at(begin, min(step, last - begin))
