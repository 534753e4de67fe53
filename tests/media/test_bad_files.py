"""Whatever is handed in as a recording, the answer is a result or a sentence, never FFmpeg's own words."""

import os
import resource
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import clips
from touchline.media import decode, probe, sound
from touchline.media.errors import (
    EmptyRecording,
    HeaderAbsurd,
    IndexMissing,
    NoSuchRecording,
    NotAFile,
    NotARecording,
    NothingDecodable,
    PictureTooLarge,
    Unreadable,
    UnusableRecording,
)

SMALL = {"width": 96, "height": 64, "seconds": 2.0, "gop": 10}


def refused(path: Path, kind: type[UnusableRecording]) -> str:
    """Probe a file that must be refused as `kind`, and return the sentence."""
    with pytest.raises(kind) as raised:
        probe.probe(path)
    assert type(raised.value) is kind
    assert raised.value.path == path
    return str(raised.value)


def used_up(path: Path) -> probe.MediaInfo:
    """Probe a recording, decode all of it, and hold both against each other."""
    info = probe.probe(path)
    if info.video:
        times_s = [frame.take_s for frame in decode.frames(path)]
        assert times_s[0] == 0
        assert times_s[-1] <= info.duration_s + 0.1  # a decoder may show half a picture
    if info.sound:
        assert sound.extract_mono(path, path.with_suffix(".s16")).sample_count > 0
    return info


def cut(path: Path, size: int) -> Path:
    with path.open("r+b") as file:
        file.truncate(size)
    return path


def test_what_is_no_recording_is_refused(tmp_path):
    (tmp_path / "letter.mp4").write_text("Dear coach,\n" * 200)
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(200_000))
    (tmp_path / "zeros.mp4").write_bytes(bytes(200_000))
    for name in ("photo.jpg", "photo.png"):
        av.VideoFrame(320, 240, "rgb24").save(tmp_path / name)
    for path in sorted(tmp_path.iterdir()):
        sentence = refused(path, NotARecording)
        assert sentence.startswith(f"{path.name} is not a film or sound recording.")


def test_nothing_is_refused_as_empty(tmp_path):
    (tmp_path / "empty.mp4").touch()
    assert "empty (0 bytes)" in refused(tmp_path / "empty.mp4", EmptyRecording)


def test_a_wrong_name_is_said_to_be_one(tmp_path):
    assert "There is no file" in refused(tmp_path / "nobody.mp4", NoSuchRecording)


def test_a_folder_a_device_and_a_pipe_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    for path in (tmp_path, Path(os.devnull), tmp_path / "pipe.mp4"):
        assert "is not a file" in refused(path, NotAFile)


def test_a_name_that_the_system_refuses_is_a_sentence_too(tmp_path):
    assert "cannot be read" in refused(tmp_path / ("a" * 300 + ".mp4"), Unreadable)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.7, 0.999])
def test_an_mp4_cut_off_before_its_index_says_so(share, tmp_path):
    path = clips.write_clip(tmp_path / "cut.mp4", **SMALL)
    cut(path, max(8, int(share * path.stat().st_size)))
    assert "cut off before the camera wrote its index" in refused(path, IndexMissing)


def test_an_mp4_with_its_index_in_front_is_used_up_to_the_cut(tmp_path):
    path = clips.write_clip(tmp_path / "cut.mp4", **SMALL, container_options={"movflags": "faststart"})
    info = used_up(cut(path, path.stat().st_size // 2))
    assert 0.7 < info.duration_s < 1.3
    assert "cut off" in info.notes[0]


CUTTABLE = {
    "fragmented.mp4": {"container_options": {"movflags": "frag_keyframe+empty_moov"}},
    "matroska.mkv": {},
    "browser.webm": {"codec": "libvpx-vp9", "container_options": {"live": "1"}},
    "camcorder.ts": {},
    "old.avi": {"codec": "mpeg4"},
}


@pytest.mark.parametrize("name", CUTTABLE)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.35, 0.999))
def test_a_recording_cut_at_any_byte_is_used_up_to_the_cut(name, share, tmp_path):
    whole = tmp_path / name
    if not whole.exists():
        clips.write_clip(whole, **SMALL | CUTTABLE[name])
    path = tmp_path / f"cut{whole.suffix}"
    path.write_bytes(whole.read_bytes()[: int(share * whole.stat().st_size)])
    assert 2 * share - 0.5 < used_up(path).duration_s < 2.1


def test_a_fragmented_mp4_cut_at_any_byte_of_its_last_fragments_head_is_used(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mp4", **SMALL | CUTTABLE["fragmented.mp4"])
    content = whole.read_bytes()
    head = content.rfind(b"moof") - 4
    path = tmp_path / "cut.mp4"
    for size in range(head, head + 400, 25):
        path.write_bytes(content[:size])
        assert 1.6 < probe.probe(path).duration_s < 2


def with_changed_packets(path: Path, out: Path, kind: str, content: bytes | None) -> Path:
    """Copy a recording; of the streams of `kind`, no packets (None), or all with `content` repeated."""
    with av.open(path) as source, av.open(out, "w") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None or (packet.stream.type == kind and content is None):
                continue
            copy = packet
            if packet.stream.type == kind:
                copy = av.Packet((content * packet.size)[: packet.size])
                copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
            copy.stream = streams[packet.stream.index]
            target.mux(copy)
    return out


def test_a_picture_track_without_packets_leaves_the_sound(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL)
    info = used_up(with_changed_packets(whole, tmp_path / "empty.mkv", "video", None))
    assert info.video is None
    assert info.duration_s == pytest.approx(2, abs=0.1)
    assert "no picture in it can be decoded" in info.notes[0]


def test_a_picture_track_of_length_zero_leaves_the_sound(tmp_path):
    path = clips.write_clip(tmp_path / "empty.mp4", **SMALL)
    content = bytearray(path.read_bytes())
    for table, count_at in ((b"stts", 8), (b"stsc", 8), (b"stsz", 12), (b"stco", 8), (b"stss", 8)):
        at = content.find(table) + count_at
        content[at : at + 4] = bytes(4)
    path.write_bytes(content)
    info = used_up(path)
    assert info.video is None
    assert info.duration_s == pytest.approx(2, abs=0.1)


def test_a_picture_of_garbage_leaves_the_sound(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL)
    info = used_up(with_changed_packets(whole, tmp_path / "garbage.mkv", "video", b"\xff\x0f"))
    assert info.video is None
    assert info.sound is not None


def test_sound_of_garbage_leaves_the_picture(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL, sound_codec="flac")
    info = used_up(with_changed_packets(whole, tmp_path / "garbage.mkv", "audio", b"\xff\x0f"))
    assert info.sound is None
    assert info.video.frame_count == 60
    assert "no sound in it can be decoded" in info.notes[0]


def test_garbage_alone_is_refused(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL, sound=None)
    path = with_changed_packets(whole, tmp_path / "garbage.mkv", "video", b"\xff\x0f")
    assert "it says that its picture is h264" in refused(path, NothingDecodable)


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n",
    "network": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://localhost:9/secret.ts\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile {clip}\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet>'
    "<Representation><BaseURL>{clip}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "session": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "subtitles": "1\n00:00:01,000 --> 00:00:02,000\nHello\n",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("suffix", [".mp4", ".m3u8", ".ffconcat", ".mpd", ".sdp", ".ts"])
def test_a_list_of_other_files_is_not_a_recording(kind, suffix, tmp_path):
    clip = clips.write_clip(tmp_path / "clip.ts", **SMALL)
    path = tmp_path / f"list{suffix}"
    path.write_text(PLAYLISTS[kind].replace("{clip}", str(clip)))
    refused(path, NotARecording)


@pytest.mark.parametrize(
    "name",
    [
        "concat:a.mp4|b.mp4", "subfile,,start,0,end,99,,:a.mp4", "file:a.mp4", "http:a.mp4", "-i.mp4",
        "pipe:0", "a%03d.mp4", "a|b.mp4", "a b'c\"d.mp4", "Übung ⚽.mp4", "crypto:a.mp4", "cache:a.mp4",
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(name, tmp_path, monkeypatch):
    made = clips.write_clip(tmp_path / "made.mp4", **SMALL)
    made.rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert used_up(Path(name)).video.frame_count == 60


def test_a_tag_in_another_alphabet_than_it_says_is_no_trouble(tmp_path):
    path = clips.write_clip(tmp_path / "tagged.mkv", **SMALL)
    path.write_bytes(path.read_bytes().replace(b"Lavf", b"\xff\xfe\xe9\xe8", 1))
    assert used_up(path).video.frame_count == 60


def test_a_picture_larger_than_any_camera_makes_is_refused(tmp_path):
    path = clips.write_clip(tmp_path / "huge.mp4", width=8208, height=16, seconds=0.1, sound=None)
    assert "8208 × 16 pixels" in refused(path, PictureTooLarge)


def test_an_index_that_promises_more_than_the_file_can_hold_is_refused(tmp_path):
    path = clips.write_clip(tmp_path / "absurd.mp4", **SMALL, sound=None)
    content = bytearray(path.read_bytes())
    sizes, chunks = content.find(b"stsz"), content.find(b"stsc")
    content[sizes + 8 : sizes + 12] = (100).to_bytes(4)
    content[sizes + 12 : sizes + 16] = content[chunks + 16 : chunks + 20] = (200_000_000).to_bytes(4)
    path.write_bytes(content)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "promises 200,000,000" in refused(path, HeaderAbsurd)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 50_000


@pytest.mark.parametrize("name", ["a.mp4", "b.mkv", "c.ts", "d.webm"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), places=st.integers(1, 60))
def test_any_damage_gives_a_result_or_a_sentence(name, seed, places, tmp_path, capfd):
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    path = tmp_path / name
    if not path.exists():
        clips.write_clip(path, **SMALL, codec=codec)
    content = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    where = rng.integers(0, len(content), places)
    where[::2] = rng.integers(0, 2000, where[::2].size)
    for place in where:
        content[place] = rng.integers(256)
    damaged = tmp_path / f"damaged{path.suffix}"
    damaged.write_bytes(content)
    try:
        info = probe.probe(damaged)
        if info.video:
            list(decode.frames(damaged, start_s=0.5))
        sound.extract_mono(damaged, tmp_path / "damaged.s16")
    except UnusableRecording as error:
        assert str(error).endswith(".")  # noqa: PT017 (the property is about whichever error comes)
    assert capfd.readouterr() == ("", "")
