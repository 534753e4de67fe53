"""Small real recordings made by our own code, whose every frame says its own number.

Along the bottom of each upright frame stands the frame's number as 16 black or white blocks, the most
significant first; it survives scaling, rotation, fields, tone mapping and any codec. A texture moves above.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

BITS = 16
BAR_SHARE = 1 / 6
TIME_BASE = Fraction(1, 60_000)
_UNEVEN = (0.7, 1.3, 1.0, 0.9, 1.4, 0.7)
"""Intervals of a variable-rate clip against 1 / rate, repeated; they average 1."""

_TRANSFERS = {None: (1, 1, 1), "pq": (9, 16, 9), "hlg": (9, 18, 9), "bt601": (6, 6, 6)}
"""Colour primaries, transfer and matrix, as numbered by ITU-T H.273."""

_SOUND_CODECS = {".webm": "libopus", ".mkv": "libopus", ".ts": "aac", ".avi": "mp3", ".wav": "pcm_s16le"}


@dataclass(frozen=True, kw_only=True)
class Clip:
    """How a clip is made. `width` and `height` are those of the upright picture.

    `start_s` shifts both streams, `sound_start_s` the sound against the picture; `gap_s` = (from, to) leaves
    the frames of that span out. `rotation` is the clockwise turn, in degrees, that makes the coded picture
    upright. `first_index` is the number that the first frame shows. `sample_aspect` = width of a pixel
    against its height. `sound`: "tone" 440 Hz, "noise", "clicks" (a 5 ms burst at each whole second of take
    time), "silent", or None.
    """

    seconds: float = 2.0
    width: int = 320
    height: int = 180
    rate: int | Fraction = 30
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    gop: int = 30
    b_frames: int | None = None
    bit_rate: int | None = None
    sound: str | None = "tone"
    sound_codec: str | None = None
    sound_rate_hz: int = 48_000
    sound_layout: str = "mono"
    sound_start_s: float = 0.0
    sound_seconds: float | None = None
    rotation: int = 0
    variable: bool = False
    interlaced: bool = False
    transfer: str | None = None
    full_range: bool = False
    sample_aspect: Fraction | None = None
    start_s: float = 0.0
    gap_s: tuple[float, float] | None = None
    first_index: int = 0
    seed: int = 1
    format: str | None = None
    codec_options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)


def write_clip(path: Path, **how: Any) -> Path:
    """Write a clip made as `Clip(**how)` says, and return `path`; the suffix chooses the container."""
    clip = Clip(**how)
    options = dict(clip.container_options)
    with av.open(path, "w", format=clip.format, options=options) as container:
        picture = _add_picture(container, clip)
        sound = None if clip.sound is None else _add_sound(container, clip, path.suffix)
        streams = [_picture_packets(picture, clip)]
        if sound is not None:
            streams.append(_sound_packets(sound, clip))
        for packet in _interleaved(streams):
            container.mux(packet)
    return path


def frame_times_s(**how: Any) -> list[float]:
    """Take times of the frames of `Clip(**how)`, exact up to the container's own clock."""
    clip = Clip(**how)
    return [float(ticks * TIME_BASE) for _, ticks in _kept_frames(clip)]


def frame_indices(**how: Any) -> list[int]:
    """Return the numbers that the frames of `Clip(**how)` show."""
    clip = Clip(**how)
    return [clip.first_index + index for index, _ in _kept_frames(clip)]


def read_frame_index(luma: NDArray[Any]) -> int:
    """Read the number off an upright picture's luma, shape (height, width), of any depth."""
    height, width = luma.shape
    middle = round(height * (1 - BAR_SHARE / 2))
    rows = luma[middle - max(1, height // 40) : middle + max(1, height // 40)].mean(axis=0)
    centres = ((np.arange(BITS) + 1.5) * width / (BITS + 2)).astype(int)
    levels = np.array([rows[c - 1 : c + 2].mean() for c in centres])
    black, white = rows[: max(1, width // 40)].mean(), rows[-max(1, width // 40) :].mean()
    if white - black < 0.2 * max(white, 1):
        raise AssertionError(f"no frame number in this picture (borders {black:.0f} and {white:.0f})")
    return int("".join("1" if level > (black + white) / 2 else "0" for level in levels), 2)


def luma_of(frame: av.VideoFrame) -> NDArray[Any]:
    """Return the luma plane of a frame in any planar or semi-planar YUV format, shape (height, width)."""
    plane = frame.planes[0]
    wide = frame.format.components[0].bits > 8
    lines = np.frombuffer(plane, np.uint16 if wide else np.uint8)
    return lines.reshape(plane.height, -1)[:, : plane.width]


def draw(clip: Clip, index: int, phase: float = 0.0) -> NDArray[np.uint8]:
    """Draw frame `index` upright: RGB, (height, width, 3); `phase` moves the texture by part of a frame."""
    height, width = clip.height, clip.width
    moved = 3.0 * (index + phase)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    wave = np.sin((x + moved) / 9.0) * np.cos((y - 0.5 * moved) / 7.0)
    picture = np.empty((height, width, 3), np.uint8)
    picture[..., 0] = 120 + 60 * wave
    picture[..., 1] = 110 + 50 * np.sin((x + y - moved) / 23.0)
    picture[..., 2] = 100 + 40 * wave
    side, left = height // 6, round(moved * 1.3) % max(1, width - height // 6)
    picture[height // 4 : height // 4 + side, left : left + side] = (230, 60, 40)
    _draw_number(picture, index)
    return picture


def _draw_number(picture: NDArray[np.uint8], number: int) -> None:
    height, width = picture.shape[:2]
    edges = (np.arange(BITS + 3) * width / (BITS + 2)).astype(int)
    levels = [0, *(255 * int(bit) for bit in f"{number % 2**BITS:0{BITS}b}"), 255]
    for left, right, level in zip(edges[:-1], edges[1:], levels, strict=True):
        picture[round(height * (1 - BAR_SHARE)) :, left:right] = level


def _kept_frames(clip: Clip) -> list[tuple[int, int]]:
    """(number, ticks of TIME_BASE since the first frame) of every frame that is written."""
    count = max(1, round(clip.seconds * clip.rate))
    if clip.variable:
        steps = itertools.accumulate(itertools.islice(itertools.cycle(_UNEVEN), count - 1), initial=0.0)
    else:
        steps = iter(range(count))
    times = [(index, round(step / clip.rate / TIME_BASE)) for index, step in enumerate(steps)]
    if clip.gap_s is None:
        return times
    begin, end = clip.gap_s
    return [(index, ticks) for index, ticks in times if not begin <= ticks * TIME_BASE < end]


def _add_picture(container: Any, clip: Clip) -> Any:
    options = (
        {"g": str(clip.gop), "preset": "ultrafast"}
        if clip.codec.startswith("libx26")
        else {"g": str(clip.gop)}
    )
    if clip.codec.startswith("libvpx"):
        options |= {"deadline": "realtime", "cpu-used": "8"}
    if clip.codec == "libx265":
        options["x265-params"] = "log-level=none"
    if clip.b_frames is not None:
        options["bf"] = str(clip.b_frames)
    if clip.interlaced:
        options["x264-params"] = "tff=1"
    stream = container.add_stream(clip.codec, rate=clip.rate, options=options | dict(clip.codec_options))
    swapped = clip.rotation % 180 == 90
    stream.width, stream.height = (clip.height, clip.width) if swapped else (clip.width, clip.height)
    stream.pix_fmt = clip.pix_fmt
    context = stream.codec_context
    context.time_base = TIME_BASE
    context.color_primaries, context.color_trc, context.colorspace = _TRANSFERS[clip.transfer]
    context.color_range = 2 if clip.full_range else 1
    if clip.bit_rate is not None:
        context.bit_rate = clip.bit_rate
    if clip.sample_aspect is not None:
        context.sample_aspect_ratio = clip.sample_aspect
    if clip.rotation:
        stream.set_display_rotation(-clip.rotation)
    return stream


def _picture_packets(stream: Any, clip: Clip) -> Iterator[Any]:
    shift = round(clip.start_s / TIME_BASE)
    reformatter = VideoReformatter()
    for index, ticks in _kept_frames(clip):
        frame = _coded_frame(clip, clip.first_index + index, reformatter)
        frame.pts, frame.time_base = ticks + shift, TIME_BASE
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _coded_frame(clip: Clip, index: int, reformatter: VideoReformatter) -> av.VideoFrame:
    picture = draw(clip, index)
    if clip.interlaced:
        picture[1::2] = draw(clip, index, 0.5)[1::2]
    turned = np.ascontiguousarray(np.rot90(picture, clip.rotation // 90))
    primaries, transfer, matrix = _TRANSFERS[clip.transfer]
    frame = reformatter.reformat(
        av.VideoFrame.from_ndarray(turned, format="rgb24"),
        format=clip.pix_fmt,
        dst_colorspace=matrix,
        src_color_range=2,
        dst_color_range=2 if clip.full_range else 1,
        threads=1,  # by itself it starts threads for each picture, which takes ten times as long
    )
    frame.color_primaries, frame.color_trc, frame.colorspace = primaries, transfer, matrix
    frame.color_range = 2 if clip.full_range else 1
    return frame


def _add_sound(container: Any, clip: Clip, suffix: str) -> Any:
    codec = clip.sound_codec or _SOUND_CODECS.get(suffix, "aac")
    return container.add_stream(codec, rate=clip.sound_rate_hz, layout=clip.sound_layout)


def sound_samples(clip: Clip) -> NDArray[np.float32]:
    """Return the clip's sound before encoding, mono, shape (N,), in [-1, 1]."""
    seconds = clip.seconds if clip.sound_seconds is None else clip.sound_seconds
    at_s = np.arange(round(seconds * clip.sound_rate_hz)) / clip.sound_rate_hz
    noise = np.random.default_rng(clip.seed).uniform(-0.5, 0.5, at_s.size)
    since_whole_second = (at_s + clip.sound_start_s) % 1.0
    samples = {
        "tone": 0.5 * np.sin(2 * np.pi * 440 * at_s),
        "noise": noise,
        "clicks": np.where(since_whole_second < 0.005, 1.8 * noise, 0.0),
        "silent": np.zeros(at_s.size),
    }[clip.sound or "silent"]
    return samples.astype(np.float32)


def _sound_packets(stream: Any, clip: Clip) -> Iterator[Any]:
    samples = sound_samples(clip)
    context = stream.codec_context
    context.open()
    channels = context.layout.nb_channels
    resampler = av.AudioResampler(
        context.format, context.layout, clip.sound_rate_hz, context.frame_size or 1024
    )
    start = round((clip.start_s + clip.sound_start_s) * clip.sound_rate_hz)
    for first in range(0, samples.size, 4096):
        block = np.tile(samples[first : first + 4096], (channels, 1))
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=clip.sound_layout)
        frame.sample_rate, frame.time_base = clip.sound_rate_hz, Fraction(1, clip.sound_rate_hz)
        frame.pts = start + first
        for piece in resampler.resample(frame):
            yield from stream.encode(piece)
    for piece in resampler.resample(None):
        yield from stream.encode(piece)
    yield from stream.encode(None)


def _interleaved(streams: list[Iterator[Any]]) -> Iterator[Any]:
    """Packets of all streams in the order of their times, as a recorder writes them."""
    waiting = [next(stream, None) for stream in streams]
    while any(packet is not None for packet in waiting):
        which = min(
            (index for index, packet in enumerate(waiting) if packet is not None),
            key=lambda index: waiting[index].dts * waiting[index].time_base,
        )
        yield waiting[which]
        waiting[which] = next(streams[which], None)
