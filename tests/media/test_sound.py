"""Extracted sound lies where the container says, judged by clicks at whole seconds of take time."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from factories import clips
from touchline.media import sound
from touchline.media.errors import SoundUndecodable
from touchline.media.sound_grid import Grid, SteadyTimes

SMALL = {"width": 64, "height": 48, "rate": 10, "seconds": 4.0, "sound": "clicks"}

KINDS = {
    "MP4": ("a.mp4", {}),
    "stereo at 44.1 kHz": ("b.mp4", {"sound_rate_hz": 44_100, "sound_layout": "stereo"}),
    "WebM": ("c.webm", {"codec": "libvpx-vp9"}),
    "Matroska as a browser records it": ("d.mkv", {"container_options": {"live": "1"}}),
    "sound that starts late": ("e.mkv", {"sound_start_s": 0.3}),
    "sound that starts early": ("f.mkv", {"start_s": 1.5, "sound_start_s": -0.2}),
    "a picture that starts late": ("g.mp4", {"start_s": 1.0, "sound_start_s": 0.25}),
    "transport stream": ("h.ts", {"sound_start_s": 0.1}),
    "uncompressed": ("i.mkv", {"sound_codec": "pcm_s16le"}),
}


def clicks_s(samples: np.ndarray, rate_hz: int, start_s: float) -> np.ndarray:
    """Take times at which a click begins."""
    loud = np.flatnonzero(np.abs(samples) > 0.15)
    begins = loud[np.diff(loud, prepend=-rate_hz) > rate_hz // 10]
    return start_s + begins / rate_hz


def extracted(path: Path, rate_hz: int = 8000) -> tuple[np.ndarray, float]:
    file = sound.extract_mono(path, path.with_suffix(".s16"), sample_rate_hz=rate_hz)
    heard = sound.load(file)
    assert len(heard.samples) == file.sample_count
    return heard.samples[:].astype(np.float64) / 2**15, heard.start_s


def copied(path: Path, out: Path, change: Callable[[av.Packet], av.Packet | None]) -> Path:
    """Copy a recording's packets, those of the sound as `change` returns them."""
    with av.open(path) as source, av.open(out, "w") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            kept = change(packet) if packet.stream.type == "audio" else packet
            if kept is not None:
                kept.stream = streams[packet.stream.index]
                target.mux(kept)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_clicks_at_whole_seconds_of_take_time_are_found_there(kind, tmp_path):
    name, how = KINDS[kind]
    path = clips.write_clip(tmp_path / name, **SMALL | how)
    samples, start_s = extracted(path)
    found_s = clicks_s(samples, 8000, start_s)
    assert found_s[(found_s > 0.6) & (found_s < 3.6)] == pytest.approx([1, 2, 3], abs=2e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_join_without_holes_and_keep_take_time(kind, tmp_path):
    name, how = KINDS[kind]
    path = clips.write_clip(tmp_path / name, **SMALL | how)
    blocks = list(sound.sound_blocks(path))
    lengths = [len(block) for _, block in blocks]
    starts_s = np.array([start_s for start_s, _ in blocks])
    assert starts_s[1:] == pytest.approx(starts_s[0] + np.cumsum(lengths)[:-1] / 48_000, abs=1e-9)
    whole = np.concatenate([block for _, block in blocks])
    assert whole.dtype == np.float32
    assert whole.shape[1] == 2
    found_s = clicks_s(whole[:, 0], 48_000, starts_s[0])
    assert found_s[(found_s > 0.6) & (found_s < 3.6)] == pytest.approx([1, 2, 3], abs=2e-3)


def test_sound_that_needs_no_change_comes_back_unchanged(tmp_path):
    how = SMALL | {"sound": "noise", "sound_codec": "pcm_s16le"}
    path = clips.write_clip(tmp_path / "noise.mkv", **how)
    samples, start_s = extracted(path, 48_000)
    truth = np.round(clips.sound_samples(clips.Clip(**how)) * 2**15) / 2**15
    assert start_s == 0
    assert samples.size == truth.size
    assert np.abs(samples - truth).max() <= 1 / 2**15


def test_lost_packets_leave_silence_and_shift_nothing(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL | {"sound_codec": "pcm_s16le"})
    holed = copied(
        whole, tmp_path / "holed.mkv", lambda packet: None if 1.2 <= packet.pts / 1000 < 2.5 else packet
    )
    samples, start_s = extracted(holed)
    assert clicks_s(samples, 8000, start_s) == pytest.approx([0, 1, 3], abs=2e-3)
    assert not samples[10_500:19_500].any()


def laid_out(pieces: list[tuple[int, float, float]]) -> tuple[np.ndarray, int]:
    """Lay 0.1 s pieces (rate, take time, level) on an 8 kHz grid; the samples and the first one's place."""
    grid = Grid(sample_rate_hz=8000, channels=1, sample_format="s16")
    laid = []
    for rate_hz, at_s, level in pieces:
        samples = np.full((1, rate_hz // 10), level, np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = rate_hz
        laid += list(grid.lay(frame, at_s))
    laid += list(grid.finish())
    return np.concatenate([block[:, 0] for _, block in laid]) / 2**15, laid[0][0]


def test_overlapping_packets_are_trimmed_and_shift_nothing():
    times_s = [*np.arange(0, 1, 0.1), *np.arange(0.8, 1.5, 0.1)]
    samples, first = laid_out([(48_000, at_s, 0.5 if i < 14 else 0.1) for i, at_s in enumerate(times_s)])
    assert first == 0
    assert samples.size == pytest.approx(1.5 * 8000, abs=16)
    assert samples[round(1.15 * 8000)] == pytest.approx(0.5, abs=0.02)
    assert samples[round(1.25 * 8000)] == pytest.approx(0.1, abs=0.02)


def test_a_change_of_rate_in_the_middle_keeps_take_time():
    pieces = [(48_000, 0.0, 0.1), (48_000, 0.1, 0.2), (24_000, 0.2, 0.3), (24_000, 0.3, 0.4)]
    samples, first = laid_out(pieces)
    assert first == 0
    assert samples.size == pytest.approx(3200, abs=16)
    assert samples[[400, 1200, 2000, 2800]] == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.02)


def test_samples_follow_the_containers_clock_where_the_sound_card_drifts(tmp_path):
    how = SMALL | {"seconds": 20.0, "rate": 1, "sound_codec": "pcm_s16le"}
    whole = clips.write_clip(tmp_path / "whole.mkv", **how)

    def stretched(packet: av.Packet) -> av.Packet:
        packet.pts = packet.dts = round(packet.pts * 1.001)
        return packet

    samples, start_s = extracted(copied(whole, tmp_path / "drifted.mkv", stretched))
    assert clicks_s(samples, 8000, start_s)[5:] == pytest.approx(np.arange(5, 20) * 1.001, abs=4e-3)


def test_jitter_of_packet_times_does_not_reach_the_samples():
    jitter_s = np.random.default_rng(4).uniform(-0.01, 0.01, 3000)
    times = SteadyTimes()
    true_s = np.arange(3000) * 0.02 * 1.0003
    errors_s = np.array([times.follow(t + j, 0.02) for t, j in zip(true_s, jitter_s, strict=True)]) - true_s
    settled_s = errors_s[500:]
    assert np.abs(settled_s - settled_s.mean()).max() < 2e-3
    assert abs(settled_s.mean()) < 1e-3


def test_a_leap_of_the_times_is_followed_at_once():
    times = SteadyTimes()
    assert times.follow(5.0, 0.02) == 5.0
    assert times.follow(5.5, 0.02) == 5.5
    assert times.follow(None, 0.02) == pytest.approx(5.52)
    assert times.follow(4.0, 0.02) == 4.0


def test_silent_sound_is_sound(tmp_path):
    path = clips.write_clip(tmp_path / "silent.mp4", **SMALL | {"sound": "silent"})
    samples, _ = extracted(path)
    assert samples.size == pytest.approx(32_000, abs=200)
    assert np.abs(samples).max() < 1e-3


def test_a_recording_without_sound_has_none_and_leaves_nothing_behind(tmp_path):
    path = clips.write_clip(tmp_path / "mute.mp4", **SMALL | {"sound": None})
    assert sound.extract_mono(path, tmp_path / "mute.s16") is None
    assert list(sound.sound_blocks(path)) == []
    assert [file.name for file in tmp_path.iterdir()] == ["mute.mp4"]


def test_sound_that_cannot_be_decoded_is_refused_in_words(tmp_path):
    whole = clips.write_clip(tmp_path / "whole.mkv", **SMALL | {"sound_codec": "flac"})
    path = copied(whole, tmp_path / "broken.mkv", emptied)
    with pytest.raises(SoundUndecodable, match=r"sound of broken\.mkv cannot be decoded"):
        sound.extract_mono(path, tmp_path / "broken.s16")
    assert not (tmp_path / "broken.s16").exists()


def emptied(packet: av.Packet) -> av.Packet:
    empty = av.Packet(bytes(packet.size))
    empty.pts, empty.dts, empty.time_base = packet.pts, packet.dts, packet.time_base
    return empty


class Interrupted(Exception):
    """What a person's Ctrl-C becomes."""


def test_stopping_in_the_middle_leaves_nothing_half_written(tmp_path):
    path = clips.write_clip(tmp_path / "clip.mp4", **SMALL)

    def stop(share: float) -> None:
        if share > 0.3:
            raise Interrupted

    with pytest.raises(Interrupted):
        sound.extract_mono(path, tmp_path / "clip.s16", on_progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["clip.mp4"]


def test_progress_rises_to_the_end(tmp_path):
    shares: list[float] = []
    path = clips.write_clip(tmp_path / "clip.mkv", **SMALL)
    sound.extract_mono(path, tmp_path / "clip.s16", on_progress=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.2
    assert 0.8 < shares[-1] <= 1


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("events/volleyball/rally_720p.mp4", 15.51),
        ("audio/full.mp4", 15.02),
        ("audio/timbl_1.mp3", 47.98),
        ("multicam/pose2sim/Demo_SinglePerson/videos/cam02.mp4", 1.74),
    ],
)
def test_the_sound_of_real_recordings_is_extracted_whole(real_data, tmp_path, name, seconds):
    file = sound.extract_mono(real_data / name, tmp_path / "real.s16")
    assert file.sample_count / 8000 == pytest.approx(seconds, abs=0.05)
    heard = float(np.abs(sound.load(file).samples[:]).max())
    assert (heard > 100) == name.startswith("audio/")  # the others carry a silent track
