"""Writes one take: pictures and sound into a real file."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from touchline.base import files
from touchline.core.synthetic.cameras import VirtualCamera
from touchline.engine.synthetic.recorders import Recorder

Picture = NDArray[np.uint8]
Blocks = Iterator[NDArray[np.float32]]

SAMPLE_RATE_HZ = 48_000
KEYFRAME_EVERY_S = 2.0
DISPLAY_ROTATION_DEG = -90
BT601 = 6  # SMPTE 170M in the tables of ITU-T H.273; what OpenCV's I420 is


@contextmanager
def recording(
    path: Path, camera: VirtualCamera, recorder: Recorder, sound: Blocks | None
) -> Iterator["TakeFile"]:
    """Yield an open recording; it appears as `path` when the block ends well, and not at all otherwise.

    Raises:
        Unavailable: when the disk is full.
    """
    with files.written_whole(path) as unfinished:
        take = TakeFile(unfinished, camera, recorder, sound)
        try:
            yield take
            take.finish()
        finally:
            take.close()


class TakeFile:
    """An open recording. Add frames in order of time; sound follows by itself."""

    def __init__(self, path: Path, camera: VirtualCamera, recorder: Recorder, sound: Blocks | None) -> None:
        self._recorder, self._camera = recorder, camera
        options = {"live": "1"} if recorder.is_live else {}
        self._container = av.open(path, "w", format=recorder.container, container_options=options)
        self._video = self._add_video()
        self._sound = None
        if sound is not None:
            self._sound = SoundTrack(self._container, recorder.audio_codec, camera, sound)

    def add(self, planes: Picture, take_s: float) -> None:
        """Add a frame: I420 planes (H·3/2, W) uint8 as they lie in the file, at take time `take_s`."""
        if self._sound is not None:
            self._sound.write_until(take_s)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = round(take_s / self._recorder.time_base), self._recorder.time_base
        frame.colorspace = BT601
        self._container.mux(self._video.encode(frame))

    def _add_video(self) -> VideoStream:
        camera, recorder = self._camera, self._recorder
        width, height = camera.camera.lens.size_px
        rate = Fraction(camera.frame_rate_hz).limit_denominator(1001)
        stream = self._container.add_stream(
            recorder.video_codec, rate=rate, options=dict(recorder.video_options)
        )
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = (height, width) if camera.is_rotated else (width, height)
        stream.pix_fmt = recorder.pixel_format
        stream.time_base = stream.codec_context.time_base = recorder.time_base
        stream.codec_context.gop_size = max(1, round(KEYFRAME_EVERY_S * camera.frame_rate_hz))
        stream.codec_context.colorspace = BT601
        stream.codec_context.color_range = 1
        if camera.is_rotated:
            stream.set_display_rotation(DISPLAY_ROTATION_DEG)
        return stream

    def finish(self) -> None:
        """Write the rest of the sound and what the encoders still hold."""
        if self._sound is not None:
            self._sound.write_until(self._camera.duration_s)
            self._sound.finish()
        self._container.mux(self._video.encode(None))

    def close(self) -> None:
        """Close the file, finished or not."""
        self._container.close()


class SoundTrack:
    """The sound of a take, written as far as the picture has come; nothing is written in a gap."""

    def __init__(
        self, container: av.container.OutputContainer, codec: str, camera: VirtualCamera, blocks: Blocks
    ) -> None:
        self._container, self._camera, self._blocks = container, camera, blocks
        stream = container.add_stream(codec, rate=SAMPLE_RATE_HZ, layout="mono")
        assert isinstance(stream, AudioStream)
        self._stream = stream
        stream.codec_context.open()
        self._frame_size = stream.codec_context.frame_size
        self._pending = np.zeros(0, np.float32)
        self._next_sample = 0

    def write_until(self, take_s: float) -> None:
        """Write all whole frames of sound that begin before `take_s`."""
        while self._next_sample < take_s * SAMPLE_RATE_HZ:
            while len(self._pending) < self._frame_size:
                block = next(self._blocks, None)
                if block is None:
                    return
                self._pending = np.concatenate([self._pending, block])
            samples, self._pending = self._pending[: self._frame_size], self._pending[self._frame_size :]
            self._write(samples)

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._container.mux(self._stream.encode(None))

    def _write(self, samples: NDArray[np.float32]) -> None:
        at_s = np.array([self._next_sample, self._next_sample + len(samples) - 1]) / SAMPLE_RATE_HZ
        if not self._camera.in_gap(at_s).all():
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, self._next_sample
            frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
            self._container.mux(self._stream.encode(frame))
        self._next_sample += len(samples)
