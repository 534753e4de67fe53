"""What a broken recording holds, rewritten whole."""

import pytest

from factories import clips
from touchline.media import decode, probe, recover
from touchline.media.errors import IndexMissing, NothingDecodable

SMALL = {"width": 96, "height": 64, "seconds": 2.0, "gop": 10}

KINDS = {
    "fragmented.mp4": {"container_options": {"movflags": "frag_keyframe+delay_moov"}},
    "with_b_frames.mp4": {
        "container_options": {"movflags": "frag_keyframe+delay_moov"},
        "b_frames": 2,
        "codec_options": {"preset": "medium"},
    },
    "browser.webm": {"codec": "libvpx-vp9", "container_options": {"live": "1"}},
    "browser.mkv": {"container_options": {"live": "1"}, "variable": True},
    "phone.mkv": {"rotation": 90, "width": 64, "height": 96, "sound_start_s": 0.2},
    "camcorder.ts": {},
}


def shown(path):
    frames = list(decode.frames(path))
    pictures = [(frame.rotation_deg, clips.luma_of(frame.picture).tobytes()) for frame in frames]
    return [frame.take_s for frame in frames], pictures


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("share", [0.55, 1.0])
def test_the_rewritten_recording_shows_the_same_pictures_at_the_same_times(name, share, tmp_path):
    path = clips.write_clip(tmp_path / name, **SMALL | KINDS[name])
    with path.open("r+b") as file:
        file.truncate(int(share * path.stat().st_size))
    recovered = recover.recover(path, tmp_path / "recovered")
    before, after = probe.probe(path), probe.probe(recovered.path)
    (times_s, pictures), (true_s, truth) = shown(recovered.path), shown(path)
    assert pictures == truth
    assert times_s == pytest.approx(true_s, abs=1e-3)
    assert after.duration_s == pytest.approx(before.duration_s, abs=0.05)
    assert after.sound.start_s == pytest.approx(before.sound.start_s, abs=0.025)
    assert (after.video.width_px, after.video.height_px) == (before.video.width_px, before.video.height_px)
    assert after.notes == ()


def test_an_mp4_without_its_index_cannot_be_recovered_and_says_so(tmp_path):
    path = clips.write_clip(tmp_path / "cut.mp4", **SMALL)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(IndexMissing, match="cut off before the camera wrote its index"):
        recover.recover(path, tmp_path / "recovered.mp4")
    assert [file.name for file in tmp_path.iterdir()] == ["cut.mp4"]


def test_a_recording_of_which_nothing_is_left_leaves_nothing(tmp_path):
    path = clips.write_clip(tmp_path / "cut.mp4", **SMALL, container_options={"movflags": "faststart"})
    with path.open("r+b") as file:
        file.truncate(path.read_bytes().find(b"mdat") + 20)
    with pytest.raises(NothingDecodable):
        recover.recover(path, tmp_path / "recovered.mp4")
    assert [file.name for file in tmp_path.iterdir()] == ["cut.mp4"]


def test_progress_rises_to_the_end(tmp_path):
    shares: list[float] = []
    path = clips.write_clip(tmp_path / "browser.mkv", **SMALL)
    recover.recover(path, tmp_path / "recovered.mkv", on_progress=shares.append)
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1


def test_a_large_recording_written_as_a_stream_is_slow_to_seek(tmp_path):
    stream = clips.write_clip(tmp_path / "a.mkv", **SMALL, container_options={"live": "1"})
    indexed = clips.write_clip(tmp_path / "b.mkv", **SMALL)
    assert not recover.is_slow_to_seek(stream)
    for path in (stream, indexed):
        with path.open("r+b") as file:
            file.truncate(80 * 2**20)  # a sparse file: large without bytes
    assert recover.is_slow_to_seek(stream)
    assert not recover.is_slow_to_seek(indexed)
