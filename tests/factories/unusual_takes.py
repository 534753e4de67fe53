"""Every kind of unusual recording, at known places of one game, so that one film has to show them all.

One take follows the other, `STRIDE_S` after it; as long as only one of them has a picture, the film can
show nothing else. The first frame of take n shows the number 1000 · n.
"""

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from factories import clips, judges

STRIDE_S = 2.5
LENGTH_S = 4.0
NUMBERS_PER_TAKE = 1000
CLOCK_BOUND_S = 0.001


@dataclass(frozen=True)
class UnusualTake:
    """A recording of which the first frame was filmed at `starts_s`, made as `clips.Clip(**how)` says.

    `spoil` damages the file; `reshape` gives FFmpeg's program the options to write the clip once more.
    """

    name: str
    starts_s: float
    how: Mapping[str, Any]
    spoil: Callable[[bytes], bytes] = field(default=bytes)
    reshape: Sequence[str] = ()

    @property
    def upright_aspect(self) -> float:
        """Width of the picture against its height, as somebody who holds it upright sees it."""
        clip = clips.Clip(**self.how)
        return float(clip.width * (clip.sample_aspect or 1) / clip.height)

    def write(self, folder: Path) -> Path:
        """Write it into a folder."""
        path = folder / self.name
        plain = folder / f"plain-{self.name}" if self.reshape else path
        clips.write_clip(plain, **self.how)
        if self.reshape:
            judges.ffmpeg("-v", "error", "-y", "-i", str(plain), *self.reshape, str(path))
            plain.unlink()
        path.write_bytes(self.spoil(path.read_bytes()))
        return path

    def number_at(self, take_s: float) -> float:
        """The number that is shown at a time of the take, and how much of the way to the next has passed."""
        times_s = clips.frame_times_s(**self.how)
        return float(np.interp(take_s, times_s, clips.frame_indices(**self.how)))


def write_clock(takes: Sequence[UnusualTake], path: Path) -> Path:
    """Write a `--clock` file: what a shared clock read at the beginning and after two seconds."""
    moments_s = (0.0, 2.0)
    rows = {take.name: [[at, take.starts_s + at, CLOCK_BOUND_S] for at in moments_s] for take in takes}
    path.write_text(json.dumps(rows))
    return path


def lie_about_length(content: bytes) -> bytes:
    """Have the headers of an MP4 and its tracks say that it lasts four hours."""
    changed = bytearray(content)
    for box in (b"mvhd", b"mdhd"):
        start = changed.find(box)
        while start >= 0:
            (scale,) = struct.unpack_from(">I", changed, start + 16)
            struct.pack_into(">I", changed, start + 20, 4 * 3600 * scale)
            start = changed.find(box, start + 4)
    return bytes(changed)


def cut_off_in_the_last_second(content: bytes) -> bytes:
    """Cut a fragmented MP4 in the middle of its last fragment."""
    head = content.rfind(b"moof")
    return content[: head + (len(content) - head) // 2]


_UPRIGHT = {"width": 180, "height": 320}
_TEN_BIT_HEVC = {"codec": "libx265", "pix_fmt": "yuv420p10le"}
_BROWSER = {"container_options": {"live": "1"}, "sound_codec": "libopus"}
_FRAGMENTED = {"container_options": {"movflags": "frag_keyframe+empty_moov"}, "gop": 15}
_MPEG4 = {"codec": "mpeg4", "bit_rate": 400_000}
_QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "copy")

_IN_ORDER: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("plain.mp4", {}),
    ("portrait by matrix.mp4", {**_UPRIGHT, "rotation": 90}),
    ("portrait as stored.mp4", _UPRIGHT),
    ("upside down.mp4", {"rotation": 180}),
    ("ten-bit.mp4", {"pix_fmt": "yuv420p10le"}),
    ("hdr-pq.mkv", {**_TEN_BIT_HEVC, "transfer": "pq"}),
    ("hdr-hlg.mp4", {**_TEN_BIT_HEVC, "transfer": "hlg", "sound": None}),
    ("interlaced.ts", {"interlaced": True, "rate": 25, "start_s": 7.0}),
    ("odd size.webm", {"codec": "libvpx-vp9", "width": 319, "height": 179}),
    ("larger.mp4", {"rate": 24}),
    ("variable rate.mp4", {"variable": True}),
    ("60 a second.mp4", {"rate": 60}),
    ("four hours.mp4", {}),
    ("cut off.mp4", _FRAGMENTED),
    ("browser.mkv", _BROWSER),
    ("old.avi", _MPEG4),
    ("hevc.mkv", {"codec": "libx265"}),
    ("vp9.webm", {"codec": "libvpx-vp9"}),
    ("short sound.mp4", {"sound_seconds": 1.2}),
    ("long sound.mp4", {"sound_seconds": 7.0}),
    ("late sound.mp4", {"sound_start_s": 1.3, "sound_seconds": 2.7}),
    ("wide pixels.mp4", {"width": 240, "sample_aspect": Fraction(4, 3)}),
    ("gap.mp4", {"gap_s": (1.0, 2.0)}),
)
_SPOILT = {"four hours.mp4": lie_about_length, "cut off.mp4": cut_off_in_the_last_second}
_RESHAPED = {
    "larger.mp4": ("-vf", "scale=1280:720:flags=neighbor", *_QUICK),
    "largest.mp4": ("-vf", "scale=3840:2160:flags=neighbor", *_QUICK),
}


def _relay() -> tuple[UnusualTake, ...]:
    takes: list[UnusualTake] = []

    def add(name: str, starts_s: float, how: Mapping[str, Any]) -> float:
        """Add a take, and say when it ends."""
        takes.append(_take(len(takes), name, starts_s, how))
        return starts_s + takes[-1].how["seconds"]

    ends_s = 0.0
    for count, (name, how) in enumerate(_IN_ORDER):
        ends_s = add(name, count * STRIDE_S, how)
    ends_s = add("largest.mp4", ends_s - 0.5, {"seconds": 1.2})
    ends_s = add("original.mp4", ends_s - 0.1, {})
    ends_s = add("barely overlaps.mp4", ends_s - 1.0, {})
    add("a minute later.mp4", ends_s + 60.0, {})
    return tuple(takes)


def _take(count: int, name: str, starts_s: float, how: Mapping[str, Any]) -> UnusualTake:
    number = count + 1
    own = {"seconds": LENGTH_S, "first_index": number * NUMBERS_PER_TAKE, "sound": "noise", "seed": number}
    return UnusualTake(name, starts_s, {**own, **how}, _SPOILT.get(name, bytes), _RESHAPED.get(name, ()))


RELAY = _relay()
"""All takes in the order in which they begin."""

COPY = "copied into another box.mkv"
"""The name under which `write_copy` writes the packets of `original.mp4` once more."""


def write_copy(original: Path) -> Path:
    """Write a recording's packets into another container: the same recording, not one byte in its place."""
    copy = original.with_name(COPY)
    judges.ffmpeg("-v", "error", "-y", "-i", str(original), "-c", "copy", str(copy))
    return copy
