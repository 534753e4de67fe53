"""One real recording as if several cameras had filmed it: later starts, other clocks, crops, colours, codecs.

The truth is exact: no picture is interpolated, only the time stamps are rewritten to the camera's clock.
The cameras stay in the repository's .cache folder under a hash of the source, the settings and this file.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from factories import judges
from touchline.core.sports.table import find_sport
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic import sound
from touchline.core.synthetic.motion import play_game
from touchline.core.synthetic.sound import Surroundings

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "real_cameras"
KEPT_SETS = 6
SOUND_RATE_HZ = 48_000
_TICK = Fraction(1, 1_000_000)
_HOW = {
    "libx264": {"preset": "veryfast", "crf": "23", "g": "30"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "34", "g": "30"},
}


@dataclass(frozen=True, kw_only=True)
class Camera:
    """How one camera saw the recording.

    It films from the first frame at or after `from_s` to `to_s` of the recording. `keeps` says which frames:
    a pattern repeated along the recording, so (1, 1, 1, 1, 1, 0) makes 25 of 30 frames a second. `crop` =
    left, top, right, bottom as shares of the picture. `gains` of red, green and blue. `microphone_m`: where
    it stood when it heard our synthetic game; None: it has no sound.
    """

    file: str
    from_s: float
    to_s: float
    drift_ppm: float = 0.0
    size: tuple[int, int] = (640, 360)
    codec: str = "libx264"
    keeps: tuple[int, ...] = (1,)
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    microphone_m: tuple[float, float, float] | None = None

    def see(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of an RGB picture (height, width, 3) that this camera sees, in its colours."""
        height, width = picture.shape[:2]
        left, top, right, bottom = self.crop
        part = picture[
            round(top * height) : round(bottom * height), round(left * width) : round(right * width)
        ]
        return np.clip(part * np.array(self.gains, np.float32), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class CamerasOfOne:
    """The cameras' files, each with its true clock on the recording's own time, and its length."""

    takes: list[Path]
    clocks: dict[str, TakeClock]
    durations_s: dict[str, float]


def film_with(cameras: Sequence[Camera], source: Path) -> CamerasOfOne:
    """Film `source` with these cameras, or take them from the cache."""
    settings = json.dumps([asdict(camera) for camera in cameras], sort_keys=True).encode()
    digest = hashlib.sha256(settings + source.read_bytes() + Path(__file__).read_bytes())
    folder = CACHE / digest.hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:  # several test processes may ask at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            truth = {camera.file: _film(camera, source, part / camera.file) for camera in cameras}
            (part / "truth.json").write_text(json.dumps(truth))
            part.replace(folder)
            _forget_old()
    truth = json.loads((folder / "truth.json").read_text())
    return CamerasOfOne(
        [folder / camera.file for camera in cameras],
        {name: TakeClock(take["offset_s"], take["drift_ppm"]) for name, take in truth.items()},
        {name: take["duration_s"] for name, take in truth.items()},
    )


def silenced(heard: CamerasOfOne, folder: Path) -> CamerasOfOne:
    """Return the same cameras' same pictures in files without any sound."""
    silent = replace(heard, takes=[folder / take.name for take in heard.takes])
    for take, to in zip(heard.takes, silent.takes, strict=True):
        judges.ffmpeg("-v", "error", "-i", str(take), "-map", "0:v", "-c", "copy", str(to))
    return silent


def frames_of(source: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    """Every frame of a recording with its time since the first, in seconds."""
    with av.open(source) as container:
        first_s: float | None = None
        for frame in container.decode(video=0):
            first_s = frame.time if first_s is None else first_s
            yield frame.time - first_s, frame


def _forget_old() -> None:
    folders = sorted((p for p in CACHE.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for old in folders[:-KEPT_SETS]:
        shutil.rmtree(old, ignore_errors=True)


def _film(camera: Camera, source: Path, path: Path) -> dict[str, float]:
    """Write one camera's file; returns its true clock and length."""
    kept = list(_kept(camera, source))
    clock = TakeClock(kept[0][0], camera.drift_ppm)
    duration_s = clock.to_take(kept[-1][0])
    with av.open(path, "w") as container:
        picture, scaler = _add_picture(container, camera), VideoReformatter()
        packets = [
            packet
            for at_s, frame in kept
            for packet in picture.encode(_seen(camera, frame, clock, at_s, scaler))
        ]
        packets += picture.encode(None)
        if camera.microphone_m is not None:
            codec = "libopus" if path.suffix == ".webm" else "aac"
            microphone = container.add_stream(codec, rate=SOUND_RATE_HZ, layout="mono")
            packets += _sound_packets(microphone, _heard(camera, clock, duration_s))
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return {"offset_s": clock.offset_s, "drift_ppm": clock.drift_ppm, "duration_s": duration_s}


def _kept(camera: Camera, source: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    for number, (at_s, frame) in enumerate(frames_of(source)):
        if camera.from_s <= at_s <= camera.to_s and camera.keeps[number % len(camera.keeps)]:
            yield at_s, frame


def _add_picture(container: Any, camera: Camera) -> Any:
    rate = Fraction(30 * sum(camera.keeps), len(camera.keeps))
    stream = container.add_stream(camera.codec, rate=rate, options=_HOW[camera.codec])
    stream.width, stream.height = camera.size
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = _TICK
    return stream


def _seen(
    camera: Camera, frame: av.VideoFrame, clock: TakeClock, at_s: float, scaler: VideoReformatter
) -> av.VideoFrame:
    width, height = camera.size
    picture = camera.see(frame.to_ndarray(format="rgb24"))
    seen = scaler.reformat(
        av.VideoFrame.from_ndarray(picture, format="rgb24"), width, height, "yuv420p", threads=1
    )
    seen.pts, seen.time_base = round(clock.to_take(at_s) / _TICK), _TICK
    return seen


def _heard(camera: Camera, clock: TakeClock, duration_s: float) -> NDArray[np.float32]:
    """What the camera's microphone heard of a synthetic game, shape (N,), in [-1, 1], on its own clock."""
    assert camera.microphone_m is not None
    game = play_game(find_sport("soccer"), duration_s=20.0, rng=np.random.default_rng(5), liveliness=3.0)
    blocks = sound.hear(
        game,
        microphone_m=camera.microphone_m,
        clock=clock,
        duration_s=duration_s,
        sample_rate_hz=SOUND_RATE_HZ,
        rng=np.random.default_rng(round(1000 * camera.from_s)),
        surroundings=Surroundings(snr_db=10.0),
    )
    return np.concatenate(list(blocks))


def _sound_packets(stream: Any, samples: NDArray[np.float32]) -> list[Any]:
    stream.codec_context.open()
    size, packets = stream.codec_context.frame_size, []
    for first in range(0, len(samples) - size, size):
        frame = av.AudioFrame.from_ndarray(samples[None, first : first + size], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE_HZ, first, Fraction(1, SOUND_RATE_HZ)
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]
