"""What a recording is, measured from its packets and its first pictures."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from factories import clips
from touchline.media import probe

SMALL = {"width": 160, "height": 96, "seconds": 1.0}


@pytest.mark.parametrize(
    ("name", "how", "codec"),
    [
        ("a.mp4", {}, "h264"),
        ("b.mp4", {"codec": "libx265"}, "hevc"),
        ("c.webm", {"codec": "libvpx-vp9"}, "vp9"),
        ("d.mkv", {"container_options": {"live": "1"}}, "h264"),
        ("e.mov", {}, "h264"),
        ("f.ts", {}, "h264"),
        ("g.mp4", {"container_options": {"movflags": "frag_keyframe+delay_moov"}}, "h264"),
        ("h.mp4", {"b_frames": 3, "codec_options": {"preset": "medium"}}, "h264"),
        ("i.mp4", {"start_s": 2.5}, "h264"),
    ],
)
def test_length_rate_and_codec_are_told_for_every_container(name, how, codec, tmp_path):
    info = probe.probe(clips.write_clip(tmp_path / name, **SMALL | how))
    assert info.video.codec == codec
    assert info.duration_s == pytest.approx(1, abs=1e-3)
    assert info.video.frame_rate_hz == pytest.approx(30, abs=0.05)
    assert info.video.frame_count == 30
    assert not info.video.is_variable
    assert info.gaps == ()
    assert info.notes == ()
    assert info.sound.duration_s == pytest.approx(1, abs=0.05)
    assert info.size_bytes == (tmp_path / name).stat().st_size


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_size_is_that_of_the_upright_picture(rotation, tmp_path):
    path = clips.write_clip(
        tmp_path / "phone.mp4", seconds=0.2, width=96, height=160, rotation=rotation, sound=None
    )
    video = probe.probe(path).video
    assert (video.width_px, video.height_px, video.rotation_deg) == (96, 160, rotation)
    assert {video.coded_width_px, video.coded_height_px} == {96, 160}
    assert (video.coded_width_px == 96) == (rotation % 180 == 0)


def test_pixels_that_are_not_square_widen_the_upright_picture(tmp_path):
    path = clips.write_clip(tmp_path / "dv.mp4", **SMALL | {"sample_aspect": Fraction(4, 3)})
    video = probe.probe(path).video
    assert (video.width_px, video.height_px) == (213, 96)
    assert video.sample_aspect == pytest.approx(4 / 3)


def test_a_variable_rate_is_noticed(tmp_path):
    video = probe.probe(clips.write_clip(tmp_path / "phone.mp4", **SMALL | {"variable": True})).video
    assert video.is_variable
    assert video.frame_rate_hz == pytest.approx(30, abs=0.5)


@pytest.mark.parametrize("name", ["a.mp4", "b.mkv", "c.ts"])
def test_a_gap_is_told_in_take_time_and_does_not_count_into_the_rate(name, tmp_path):
    how = SMALL | {"seconds": 3.0, "gap_s": (1.0, 2.0), "start_s": 0.7}
    info = probe.probe(clips.write_clip(tmp_path / name, **how))
    ((begin_s, end_s),) = info.gaps
    assert (begin_s, end_s) == pytest.approx((1, 2), abs=2e-3)
    assert info.video.frame_rate_hz == pytest.approx(30, abs=0.1)
    assert info.duration_s == pytest.approx(3, abs=2e-3)


def test_a_few_dropped_pictures_are_no_gap(tmp_path):
    info = probe.probe(clips.write_clip(tmp_path / "phone.mp4", **SMALL | {"gap_s": (0.3, 0.6)}))
    assert info.gaps == ()


@pytest.mark.parametrize(
    ("name", "late_s"), [("a.mkv", 0.3), ("b.mkv", -0.2), ("c.ts", 0.25), ("d.mp4", 0.25)]
)
def test_sound_starts_where_it_is_first_heard_in_take_time(name, late_s, tmp_path):
    path = clips.write_clip(tmp_path / name, **SMALL | {"start_s": 0.5, "sound_start_s": late_s})
    assert probe.probe(path).sound.start_s == pytest.approx(late_s, abs=0.025)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, ("sdr", "bt709", "bt709", False, 8)),
        ({"full_range": True}, ("sdr", "bt709", "bt709", True, 8)),
        ({"transfer": "bt601"}, ("sdr", "bt601", "bt709", False, 8)),
        ({"codec": "libx265", "pix_fmt": "yuv420p10le"}, ("sdr", "bt709", "bt709", False, 10)),
        (
            {"codec": "libx265", "pix_fmt": "yuv420p10le", "transfer": "pq"},
            ("pq", "bt2020", "bt2020", False, 10),
        ),
        (
            {"codec": "libx265", "pix_fmt": "yuv420p10le", "transfer": "hlg"},
            ("hlg", "bt2020", "bt2020", False, 10),
        ),
    ],
)
def test_colours_and_depth_are_told(how, told, tmp_path):
    video = probe.probe(clips.write_clip(tmp_path / "phone.mp4", **SMALL | how)).video
    assert told == (video.transfer, video.matrix, video.primaries, video.is_full_range, video.bit_depth)


def test_interlacing_is_told(tmp_path):
    assert probe.probe(
        clips.write_clip(tmp_path / "a.mp4", **SMALL | {"interlaced": True})
    ).video.is_interlaced
    assert not probe.probe(clips.write_clip(tmp_path / "b.mp4", **SMALL)).video.is_interlaced


def test_the_longest_way_between_keyframes_is_told(tmp_path):
    video = probe.probe(clips.write_clip(tmp_path / "a.mkv", **SMALL | {"seconds": 3.0, "gop": 45})).video
    assert video.longest_keyframe_interval_s == pytest.approx(1.5, abs=0.01)


def test_a_recording_without_sound_has_none(tmp_path):
    info = probe.probe(clips.write_clip(tmp_path / "a.mp4", **SMALL | {"sound": None}))
    assert info.sound is None
    assert info.notes == ()


def test_one_picture_is_a_recording(tmp_path):
    info = probe.probe(clips.write_clip(tmp_path / "one.mp4", **SMALL | {"seconds": 1 / 30, "sound": None}))
    assert info.video.frame_count == 1
    assert info.duration_s == pytest.approx(1 / 30, abs=1e-3)


@pytest.mark.parametrize(("name", "field"), [("a.mp4", b"mdhd"), ("b.mkv", b"\x44\x89\x88")])
@pytest.mark.parametrize("factor", [0.25, 20.0])
def test_a_wrong_length_in_the_header_is_not_believed(name, field, factor, tmp_path):
    path = clips.write_clip(tmp_path / name, **SMALL | {"seconds": 2.0, "sound": None})
    content = bytearray(path.read_bytes())
    at = content.find(field)
    if field == b"mdhd":
        ticks = int.from_bytes(content[at + 20 : at + 24])
        content[at + 20 : at + 24] = round(ticks * factor).to_bytes(4)
    else:
        length = np.frombuffer(bytes(content[at + 3 : at + 11]), ">f8") * factor
        content[at + 3 : at + 11] = length.astype(">f8").tobytes()
    path.write_bytes(content)
    info = probe.probe(path)
    assert info.duration_s == pytest.approx(2, abs=2e-3)
    if name.endswith("mkv"):  # FFmpeg itself mends most of an MP4's
        assert f"says that it lasts {2 * factor:.1f} s" in info.notes[0]


def test_a_cover_is_not_a_film(tmp_path):
    path = tmp_path / "song.m4a"
    write_with_cover(path)
    info = probe.probe(path)
    assert info.video is None
    assert info.sound.codec == "aac"


def write_with_cover(path: Path) -> None:
    """Write sound with a cover picture that is larger than any film."""
    with av.open(path, "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 640, 480, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        container.mux(cover.encode(av.VideoFrame(640, 480, "yuvj420p")))
        container.mux(cover.encode(None))
        for _ in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 48_000
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))


def test_the_largest_of_several_pictures_is_the_film(tmp_path):
    path = tmp_path / "two.mkv"
    with av.open(path, "w") as container:
        streams = [container.add_stream("libx264", rate=10) for _ in range(2)]
        for stream, (width, height) in zip(streams, [(64, 48), (160, 96)], strict=True):
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(5):
            for stream in streams:
                frame = av.VideoFrame(stream.width, stream.height, "yuv420p")
                frame.pts, frame.time_base = index, Fraction(1, 10)
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode(None))
    video = probe.probe(path).video
    assert (video.width_px, video.height_px) == (160, 96)


REAL = {
    # codec, upright size, seconds, rate, has sound
    "multicam/pose2sim/Demo_SinglePerson/videos/cam01.mp4": ("h264", (1080, 1920), 100 / 60, 60, False),
    "multicam/pose2sim/Demo_SinglePerson/videos/cam02.mp4": ("vp9", (1080, 1920), 100 / 60, 60, True),
    "multicam/pose2sim/Demo_SinglePerson/videos/cam03.mp4": ("h264", (1088, 1920), 100 / 60, 60, False),
    "multicam/pose2sim/Demo_SinglePerson/videos/cam04.mp4": ("h264", (1088, 1920), 100 / 60, 60, False),
    "multicam/caliscope/4_cam_recording/calibration/extrinsic/cam_0.mp4": ("mpeg4", (1280, 720), 8, 6, False),
    "events/volleyball/rally_720p.mp4": ("h264", (1280, 720), 15.5, 30, True),
    "futsal/panorama_30s.mp4": ("h264", (758, 196), 30, 15, False),
    "audio/full.mp4": ("h264", (10, 18), 15.08, 25, True),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", REAL)
def test_real_recordings_are_told_as_they_are(real_data, name):
    codec, size, seconds, rate, has_sound = REAL[name]
    info = probe.probe(real_data / name)
    assert (info.video.codec, info.video.width_px, info.video.height_px) == (codec, *size)
    assert info.duration_s == pytest.approx(seconds, abs=1e-3)
    assert info.video.frame_rate_hz == pytest.approx(rate, abs=0.01)
    assert (info.sound is not None) == has_sound
    assert (info.gaps, info.notes) == ((), ())


@pytest.mark.realdata
def test_real_sound_alone_has_no_picture(real_data):
    info = probe.probe(real_data / "audio" / "timbl_1.mp3")
    assert info.video is None
    assert info.duration_s == pytest.approx(48, abs=0.1)
