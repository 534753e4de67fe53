"""Takes on the game clock: copied where possible, every time exact, a proxy where not."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from factories import clips, judges
from touchline.base.errors import Invalid
from touchline.core.sync.clocks import TakeClock
from touchline.media import copy_rules, copy_takes, decode, hls_segments, probe
from touchline.media.copy_takes import CopiedTake

CLOCK = TakeClock(2.5, 200.0)


def copied(folder: Path, name: str = "a.mp4", *, clock: TakeClock = CLOCK, **how: Any) -> CopiedTake:
    path = clips.write_clip(folder / name, **how)
    return copy_takes.copy_to_hls(path, probe.probe(path), folder / "angle", clock=clock)


def shown_s(take: CopiedTake) -> list[float]:
    """When each picture shows on the game clock, from the segments themselves."""
    ticks = [hls_segments.read_fragment(take.video, segment).pts for segment in take.video.segments]
    return sorted((np.concatenate(ticks) / take.video.track.ticks_per_s).tolist())


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", {"b_frames": 3, "codec_options": {"preset": "fast"}}),
        ("a.mp4", {"variable": True}),
        ("a.mkv", {"sound_codec": "aac"}),
        ("a.mkv", {"b_frames": 2, "codec_options": {"preset": "fast"}}),
        ("a.mp4", {"start_s": 3.0, "container_options": {"movflags": "frag_keyframe+delay_moov"}}),
        ("a.mp4", {"gap_s": (1.0, 2.2)}),
    ],
)
def test_every_copied_picture_shows_at_its_moment_on_the_game_clock(
    name: str, how: dict[str, Any], tmp_path: Path
) -> None:
    how |= {"seconds": 4.0, "gop": 15}
    take = copied(tmp_path, name, **how)
    assert take.why_encoded is None
    truth = CLOCK.to_game(np.array(clips.frame_times_s(**how)))
    grain_s = 0.0011 if name.endswith("mkv") else 2e-5
    assert shown_s(take) == pytest.approx(truth.tolist(), abs=grain_s)
    assert judges.frame_numbers(take.index, 320, 180) == clips.frame_indices(**how)


def test_segments_join_without_a_gap_and_begin_with_keyframes(tmp_path: Path) -> None:
    take = copied(tmp_path, seconds=7.0, gop=15)
    segments = take.video.segments
    assert [round(segment.end_s - segment.start_s, 2) for segment in segments[:-1]] == [1.5] * 4
    assert all(a.end_s == b.start_s for a, b in pairwise(segments))
    assert all(segment.keyframes_s[0] == segment.start_s for segment in segments)
    assert take.video.start_s == CLOCK.offset_s


def clicks_on_game_clock(take: CopiedTake) -> list[float]:
    assert take.sound is not None
    heard = judges.clicks_s(judges.sound_of(take.folder / "sound.m3u8"), length_s=0.005)
    return [take.sound.start_s + at_s for at_s in heard]


def test_copied_sound_stays_with_its_picture_however_fast_the_clock_runs(tmp_path: Path) -> None:
    clock = TakeClock(1.0, 2000.0)  # as 300 ppm after an hour, within ten seconds
    take = copied(tmp_path, clock=clock, seconds=12.0, sound="clicks")
    truth = clock.to_game(np.arange(1.0, 12.0))
    heard = clicks_on_game_clock(take)[1:]
    assert heard == pytest.approx(truth.tolist(), abs=0.75 * 1024 / 48_000 + 0.002)


def test_sound_that_begins_late_is_in_time(tmp_path: Path) -> None:
    take = copied(tmp_path, seconds=4.0, sound="clicks", sound_start_s=1.6, sound_seconds=2.4)
    truth = CLOCK.to_game(np.array([2.0, 3.0]))
    assert clicks_on_game_clock(take) == pytest.approx(truth.tolist(), abs=0.003)


def test_sound_of_another_kind_is_encoded_once_and_in_time(tmp_path: Path) -> None:
    clock = TakeClock(1.0, 20_000.0)
    take = copied(tmp_path, "a.mkv", clock=clock, seconds=6.0, sound="clicks", sound_codec="libopus")
    assert take.why_encoded is None
    heard = [at_s for at_s in clicks_on_game_clock(take) if at_s > 1.5]
    assert heard == pytest.approx(clock.to_game(np.arange(1.0, 6.0)).tolist(), abs=0.002)


def test_a_take_without_sound_has_none(tmp_path: Path) -> None:
    take = copied(tmp_path, seconds=2.0, sound=None)
    assert take.sound is None
    assert "AUDIO" not in take.index.read_text()


@pytest.mark.parametrize(
    ("name", "how", "why"),
    [
        ("a.mp4", {"codec": "libx265"}, "hevc"),
        ("a.webm", {"codec": "libvpx-vp9"}, "vp9"),
        ("a.mp4", {"codec": "mpeg4"}, "mpeg4"),
        ("a.mp4", {"pix_fmt": "yuv420p10le"}, "yuv420p10"),
        ("a.mp4", {"interlaced": True}, "interlaced"),
        ("a.mp4", {"rotation": 90, "width": 180, "height": 320}, "turned"),
        ("a.mp4", {"rotation": 180}, "turned"),
        ("a.mp4", {"gop": 250, "seconds": 5.0}, "keyframes"),
        (
            "a.mp4",
            {"gop": 15, "b_frames": 3, "codec_options": {"preset": "fast", "x264-params": "open-gop=1"}},
            "open",
        ),
        ("a.ts", {}, "MP4 and Matroska"),
    ],
)
def test_what_browsers_cannot_be_given_becomes_a_proxy(
    name: str, how: dict[str, Any], why: str, tmp_path: Path
) -> None:
    how = {"seconds": 2.4, **how}
    take = copied(tmp_path, name, **how)
    assert take.why_encoded is not None
    assert why in take.why_encoded
    assert take.video.track.codecs.startswith("avc1.64")
    track = take.video.track
    truth = CLOCK.to_game(np.array(clips.frame_times_s(**how)))
    assert shown_s(take) == pytest.approx(truth.tolist(), abs=0.002)
    assert judges.frame_numbers(take.index, track.width_px, track.height_px) == clips.frame_indices(**how)
    keyframes = np.concatenate([segment.keyframes_s for segment in take.video.segments])
    assert np.all(np.diff(keyframes) < 1.05)


def test_a_proxy_is_not_larger_than_720_lines(tmp_path: Path) -> None:
    take = copied(tmp_path, seconds=0.5, width=1920, height=1080, codec="mpeg4")
    assert (take.video.track.width_px, take.video.track.height_px) == (1280, 720)


def test_a_copy_replaces_the_one_before(tmp_path: Path) -> None:
    copied(tmp_path, seconds=6.0)
    take = copied(tmp_path, clock=TakeClock(0.0), seconds=2.0)
    assert hls_segments.kept(take.folder / "video") == take.video
    assert len(list((take.folder / "video").glob("*.m4s"))) == len(take.video.segments)


def test_the_first_segment_says_the_game_clock(tmp_path: Path) -> None:
    take = copied(tmp_path, seconds=2.0, clock=TakeClock(3661.25))
    assert (
        "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T01:01:01.250+00:00" in (take.folder / "video.m3u8").read_text()
    )


def test_sound_alone_cannot_be_an_angle(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "a.mp4", seconds=1.0)
    info = replace(probe.probe(path), video=None)
    with pytest.raises(Invalid, match="no picture"):
        copy_takes.copy_to_hls(path, info, tmp_path / "angle", clock=CLOCK)


def test_a_plain_recording_gives_no_reason_to_encode(tmp_path: Path) -> None:
    video = probe.probe(clips.write_clip(tmp_path / "a.mp4", seconds=2.0)).video
    assert video is not None
    assert copy_rules.why_not_copied(video) is None
    assert "square" in (copy_rules.why_not_copied(replace(video, sample_aspect=1.33)) or "")


@pytest.mark.realdata
def test_real_recordings_of_mixed_kinds_keep_every_picture_at_its_moment(
    real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "multicam" / "pose2sim" / "Demo_SinglePerson" / "videos"
    for name, is_copied in (("cam01.mp4", True), ("cam02.mp4", False)):  # H.264; VP9 with AAC
        path = folder / name
        take = copy_takes.copy_to_hls(path, probe.probe(path), tmp_path / name, clock=CLOCK)
        truth = [CLOCK.to_game(frame.take_s) for frame in decode.frames(path)]
        assert shown_s(take) == pytest.approx(truth, abs=2e-5)
        assert (take.why_encoded is None) == is_copied
        assert (take.sound is None) == is_copied
