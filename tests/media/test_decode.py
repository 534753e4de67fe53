"""Which pictures a span of take time holds, judged by an independent decoder (the ffmpeg program)."""

import os
import re
import subprocess
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import clips
from touchline.media import decode
from touchline.media.decode import Damage, Skip
from touchline.media.errors import NothingDecodable

KINDS = {
    "H.264 with B-frames": ("a.mp4", {"b_frames": 3, "gop": 20, "codec_options": {"preset": "medium"}}),
    "H.264 with open groups": (
        "b.mkv",
        {"gop": 15, "codec_options": {"preset": "medium", "x264-params": "open-gop=1:bframes=3:scenecut=0"}},
    ),
    "HEVC": ("c.mp4", {"codec": "libx265", "b_frames": 4, "gop": 15, "codec_options": {"preset": "medium"}}),
    "HEVC with open groups": (
        "d.mp4",
        {
            "codec": "libx265",
            "codec_options": {"x265-params": "log-level=none:open-gop=1:keyint=12:bframes=4"},
        },
    ),
    "VP9": ("e.webm", {"codec": "libvpx-vp9"}),
    "Matroska as a browser records it": ("f.mkv", {"container_options": {"live": "1"}, "variable": True}),
    "variable rate": ("g.mp4", {"variable": True, "b_frames": 2, "codec_options": {"preset": "medium"}}),
    "a late start": ("h.mp4", {"start_s": 1.5, "b_frames": 2, "codec_options": {"preset": "medium"}}),
    "transport stream": ("i.ts", {"b_frames": 2, "gop": 10, "codec_options": {"preset": "medium"}}),
    "MPEG-4 in AVI": ("j.avi", {"codec": "mpeg4", "sound": None}),
    "a fragmented MP4": ("k.mp4", {"container_options": {"movflags": "frag_keyframe+delay_moov"}, "gop": 10}),
    "one keyframe only": ("l.mp4", {"gop": 1000}),
    "29.97 pictures per second": ("m.mp4", {"rate": Fraction(30000, 1001)}),
}

BETWEEN_TICKS_S = 0.00035
"""Keeps the borders of drawn spans off every picture's time, where rounding decides: off Matroska's
milliseconds, and off the thirtieths of one that 29.97 pictures per second fall on."""

Shown = list[tuple[float, int]]


def by_the_ffmpeg_program(path: Path, width: int, height: int) -> Shown:
    """(take time, number shown) of every picture, decoded from the first to the last without seeking."""
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path), "-map", "0:v:0", "-vf", "showinfo",
         "-fps_mode", "passthrough", "-copyts", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    times_s = [float(time) for time in re.findall(r"pts_time:\s*([-.\d]+)", done.stderr.decode())]
    pictures = np.frombuffer(done.stdout, np.uint8).reshape(-1, height, width)
    assert len(times_s) == len(pictures)
    return [
        (time_s - times_s[0], clips.read_frame_index(picture))
        for time_s, picture in zip(times_s, pictures, strict=True)
    ]


def by_us(path: Path, **span: float) -> Shown:
    return [
        (frame.take_s, clips.read_frame_index(clips.luma_of(frame.picture)))
        for frame in decode.frames(path, **span)
    ]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Shown]]:
    """Write a clip of a kind, once, with what the independent decoder shows."""
    folder, made = tmp_path_factory.mktemp("decode"), {}

    def make(kind: str) -> tuple[Path, Shown]:
        if kind not in made:
            name, how = KINDS[kind]
            path = clips.write_clip(folder / name, **{"width": 160, "height": 96, "first_index": 1000} | how)
            made[kind] = path, by_the_ffmpeg_program(path, 160, 96)
        return made[kind]

    return make


def assert_same(ours: Shown, theirs: Shown) -> None:
    assert [index for _, index in ours] == [index for _, index in theirs]
    assert [time_s for time_s, _ in ours] == pytest.approx([time_s for time_s, _ in theirs], abs=2e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_take_is_what_an_independent_decoder_shows(kind, recording):
    path, truth = recording(kind)
    assert_same(by_us(path), truth)
    assert len(truth) == 60


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin_ms=st.integers(-500, 2200), lasts_ms=st.integers(0, 1200))
def test_any_span_is_what_an_independent_decoder_shows_in_it(kind, recording, begin_ms, lasts_ms):
    path, truth = recording(kind)
    begin_s, end_s = begin_ms / 1000 + BETWEEN_TICKS_S, (begin_ms + lasts_ms) / 1000 + BETWEEN_TICKS_S
    expected = [shown for shown in truth if begin_s <= shown[0] < end_s]
    assert_same(by_us(path, start_s=begin_s, end_s=end_s), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_spans_that_meet_at_a_pictures_own_time_show_it_once(kind, recording):
    path, truth = recording(kind)
    times_s = [frame.take_s for frame in decode.frames(path)]
    ours = by_us(path, end_s=times_s[23]) + by_us(path, start_s=times_s[23])
    assert_same(ours, truth)


def test_frames_say_how_they_must_be_turned(tmp_path):
    path = clips.write_clip(tmp_path / "portrait.mp4", seconds=0.2, width=96, height=160, rotation=270)
    (frame, *_) = decode.frames(path)
    assert (frame.rotation_deg, frame.picture.width, frame.picture.height) == (270, 160, 96)


def test_a_sample_holds_the_first_picture_of_each_interval(recording):
    path, _ = recording("H.264 with B-frames")
    times_s = [frame.take_s for frame in decode.sampled_frames(path, rate_hz=5)]
    assert times_s == pytest.approx([k / 5 for k in range(10)], abs=1e-9)


def test_a_sample_by_a_rate_above_the_recordings_is_every_picture(recording):
    path, truth = recording("variable rate")
    assert len(list(decode.sampled_frames(path, rate_hz=240))) == len(truth)


def test_keyframes_alone_can_be_asked_for(recording):
    path, _ = recording("H.264 with B-frames")
    times_s = [frame.take_s for frame in decode.sampled_frames(path, skip=Skip.NON_KEY)]
    assert times_s == pytest.approx([0, 20 / 30, 40 / 30], abs=1e-9)


def test_leaving_out_what_no_other_picture_needs_keeps_times_and_order(recording):
    path, truth = recording("H.264 with B-frames")
    kept = [
        (frame.take_s, clips.read_frame_index(clips.luma_of(frame.picture)))
        for frame in decode.sampled_frames(path, skip=Skip.NON_REFERENCE)
    ]
    assert 15 <= len(kept) < 60
    assert_same(kept, [shown for shown in truth if shown[1] in {index for _, index in kept}])


def test_damaged_packets_are_skipped_and_counted(tmp_path):
    path = clips.write_clip(tmp_path / "damaged.mp4", gop=10, sound=None)
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : third + 20_000] = np.random.default_rng(3).bytes(20_000)
    path.write_bytes(content)
    damage = Damage()
    times_s = [frame.take_s for frame in decode.frames(path, damage=damage)]
    assert damage.packets > 0
    assert damage.pictures > 0
    assert times_s[-1] == pytest.approx(59 / 30, abs=1e-4)
    assert len(times_s) >= 45


def test_closing_the_iterator_closes_the_file(recording):
    path, _ = recording("VP9")
    shown = decode.frames(path)
    next(shown)
    open_files = [Path(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]
    assert any(link.exists() and link.resolve() == path for link in open_files)
    shown.close()
    assert not any(link.exists() and link.resolve() == path for link in open_files)


def test_sound_alone_has_no_pictures(tmp_path):
    path = tmp_path / "sound.wav"
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        silence.sample_rate = 8000
        container.mux(stream.encode(silence))
    with pytest.raises(NothingDecodable):
        next(decode.frames(path))


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("multicam/pose2sim/Demo_SinglePerson/videos/cam01.mp4", 100),
        ("multicam/pose2sim/Demo_SinglePerson/videos/cam02.mp4", 100),
        ("multicam/pose2sim/Demo_SinglePerson/videos/cam03.mp4", 100),
        ("multicam/caliscope/4_cam_recording/calibration/extrinsic/cam_0.mp4", 48),
        ("events/volleyball/rally_720p.mp4", 465),
    ],
)
def test_any_span_of_a_real_recording_is_part_of_the_whole(real_data, name, count):
    whole = [(frame.take_s, checksum(frame)) for frame in decode.frames(real_data / name)]
    assert len(whole) == count
    for share in (0.31, 0.77):
        begin_s, end_s = share * whole[-1][0], share * whole[-1][0] + 0.4
        span = [
            (f.take_s, checksum(f)) for f in decode.frames(real_data / name, start_s=begin_s, end_s=end_s)
        ]
        assert span == [shown for shown in whole if begin_s <= shown[0] < end_s]


def checksum(frame: decode.Frame) -> int:
    return zlib.crc32(clips.luma_of(frame.picture)[::8, ::8].tobytes())
