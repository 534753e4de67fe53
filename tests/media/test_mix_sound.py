"""The film's sound: takes with their own clocks on one track, evenly loud, silent where nothing was heard."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from factories import clips, judges
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.sync.clocks import TakeClock
from touchline.media import copy_mix, mix_sound
from touchline.media.mix_sound import Heard

RATE = mix_sound.RATE_HZ


def plan(gains: list[list[float]], times_s: list[float] | None = None) -> SoundPlan:
    times = times_s or list(range(len(gains[0])) if gains else [0.0])
    return SoundPlan(np.array(times, float), np.array(gains, float).reshape(len(gains), len(times)))


def clicks(path: Path, clock: TakeClock, *, until_s: float, sound_rate: int = RATE) -> Path:
    """A take that clicks at each whole second of the game clock."""
    at_s = np.arange(round((until_s - clock.offset_s) * sound_rate)) / sound_rate
    game_s = clock.to_game(at_s)
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, at_s.size)
    samples = np.where(game_s % 1.0 < 0.002, noise, 0.0).astype(np.float32)
    with av.open(path, "w") as container:
        picture = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        picture.width = picture.height = 64
        sound = container.add_stream("pcm_s16le" if path.suffix == ".mkv" else "aac", rate=sound_rate)
        container.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray((samples[None] * 32767).astype(np.int16), "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = sound_rate, 0, Fraction(1, sound_rate)
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def test_drifting_takes_click_together_on_the_game_clock(tmp_path: Path) -> None:
    fast, slow = TakeClock(0.25, 20_000.0), TakeClock(0.5, -20_000.0)  # as after hours of a usual drift
    takes = [
        Heard(clicks(tmp_path / "a.mkv", fast, until_s=6.0), fast),
        Heard(clicks(tmp_path / "b.mkv", slow, until_s=6.0), slow),
    ]
    for gains in ([[1.0], [0.0]], [[0.0], [1.0]], [[0.5], [0.5]]):
        mixed = np.concatenate(list(mix_sound.mixed(takes, plan(gains), [(0.0, 5.5)])))
        assert judges.clicks_s(mixed, 0.002) == pytest.approx([1.0, 2.0, 3.0, 4.0, 5.0], abs=0.0005)


def test_gains_fade_from_one_take_to_the_other(tmp_path: Path) -> None:
    clock = TakeClock(0.0)
    take = Heard(clips.write_clip(tmp_path / "a.mkv", seconds=3, sound_codec="pcm_s16le"), clock)
    mixed = np.concatenate(list(mix_sound.mixed([take], plan([[0.0, 1.0, 0.0]]), [(0.0, 2.0)])))
    level = np.sqrt(np.mean(mixed[:, 0].reshape(-1, RATE // 10) ** 2, axis=1))  # mono: half its power each
    expected = 0.5 / 2 * (1 - np.abs(np.arange(0.05, 2, 0.1) - 1))
    assert level == pytest.approx(expected, abs=0.03)


def test_spans_are_laid_end_to_end(tmp_path: Path) -> None:
    clock = TakeClock(0.0)
    take = Heard(clicks(tmp_path / "a.mkv", clock, until_s=8.0), clock)
    mixed = np.concatenate(list(mix_sound.mixed([take], plan([[1.0]]), [(0.5, 2.5), (5.75, 7.5)])))
    assert len(mixed) == round(3.75 * RATE)
    assert judges.clicks_s(mixed, 0.002) == pytest.approx([0.5, 1.5, 2.25, 3.25], abs=0.0005)


def test_the_mix_is_as_loud_as_promised_and_does_not_clip(tmp_path: Path) -> None:
    take = Heard(clips.write_clip(tmp_path / "a.mp4", seconds=6, sound="noise"), TakeClock(0.0))
    mix = mix_sound.write_mix([take], plan([[0.1]]), tmp_path / "mix.m4a", spans=[(0.0, 5.0)])
    lufs, peak_dbtp = judges.loudness(tmp_path / "mix.m4a")
    assert lufs == pytest.approx(mix_sound.TARGET_LUFS, abs=0.5)
    assert peak_dbtp <= -1.0
    assert mix.measured_lufs + mix.gain_db == pytest.approx(mix_sound.TARGET_LUFS)
    with av.open(tmp_path / "mix.m4a") as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.sample_rate, stream.codec_context.layout.name) == (48_000, "stereo")
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_the_mix_begins_at_its_first_sample(tmp_path: Path) -> None:
    clock = TakeClock(0.0)
    take = Heard(clicks(tmp_path / "a.mkv", clock, until_s=4.0), clock)
    mix_sound.write_mix([take], plan([[1.0]]), tmp_path / "mix.m4a", spans=[(0.5, 3.5)])
    assert judges.clicks_s(judges.sound_of(tmp_path / "mix.m4a"), 0.002) == pytest.approx(
        [0.5, 1.5, 2.5], abs=0.003
    )


@pytest.mark.parametrize("gains", [[], [[0.0]]])
def test_where_nothing_is_heard_the_track_is_silent_and_as_long_as_the_film(
    gains: list[list[float]], tmp_path: Path
) -> None:
    takes = [Heard(tmp_path / "never-opened.mp4", TakeClock(0.0))] * len(gains)
    mix = mix_sound.write_mix(takes, plan(gains), tmp_path / "mix.m4a", spans=[(3.0, 5.0)])
    samples = judges.sound_of(tmp_path / "mix.m4a")
    assert mix.gain_db == 0.0
    assert not samples.any()
    assert len(samples) == pytest.approx(2.0 * RATE, abs=1024)


def test_a_microphone_that_heard_next_to_nothing_is_not_turned_up_into_noise(tmp_path: Path) -> None:
    take = Heard(clips.write_clip(tmp_path / "a.mkv", seconds=2, sound_codec="pcm_s16le"), TakeClock(0.0))
    mix = mix_sound.write_mix([take], plan([[0.002]]), tmp_path / "mix.m4a", spans=[(0.0, 2.0)])
    assert mix.gain_db == mix_sound.MOST_GAIN_DB


def test_a_copied_mix_is_silent_between_its_spans(tmp_path: Path) -> None:
    clock = TakeClock(0.0)
    take = Heard(clicks(tmp_path / "a.mkv", clock, until_s=8.0), clock)
    spans = [(0.5, 2.5), (5.75, 7.5)]
    mix_sound.write_mix([take], plan([[1.0]]), tmp_path / "mix.m4a", spans=spans)
    rendition = copy_mix.copy_mix(tmp_path / "mix.m4a", tmp_path / "sound", spans)
    assert rendition.start_s == pytest.approx(0.5, abs=1e-4)
    assert rendition.end_s == pytest.approx(7.5, abs=0.05)
    files = [tmp_path / "sound" / "init.mp4", *sorted((tmp_path / "sound").glob("0*.m4s"))]
    (tmp_path / "all.mp4").write_bytes(b"".join(file.read_bytes() for file in files))
    heard_s = judges.clicks_s(judges.sound_of(tmp_path / "all.mp4"), 0.002)
    assert heard_s == pytest.approx([0.5, 1.5, 5.5, 6.5], abs=0.025)
