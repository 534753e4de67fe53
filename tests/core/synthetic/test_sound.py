"""What a synthetic microphone hears: travel, level, the same sounds for all, drift, noise."""

import numpy as np
import pytest

from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.delay import audio_delay
from touchline.core.synthetic.game import EventKind, GameEvent, SyntheticGame
from touchline.core.synthetic.sound import Surroundings, hear
from touchline.core.synthetic.waveforms import SoundKind, waveform

RATE_HZ = 8000
QUIET = Surroundings(crowd_db=-40.0, snr_db=60.0, shout_every_s=None, echo=0.0)
Point = tuple[float, float, float]


def game_of(*events: GameEvent, duration_s: float = 12.0) -> SyntheticGame:
    frames = int(duration_s * 5)
    players = np.random.default_rng(0).uniform(-1, 1, (frames, 4, 2)) * [20.0, 10.0]
    return SyntheticGame("soccer", 5.0, players, np.array([0, 0, 1, 1]), np.zeros((frames, 3)), events)


def shot_at(at_s: float, x: float = 0.0) -> GameEvent:
    return GameEvent(EventKind.SHOT, at_s, (x, 0.0, 0.0))


def record(
    game: SyntheticGame,
    microphone_m: Point,
    *,
    clock: TakeClock | None = None,
    duration_s: float = 6.0,
    rate_hz: int = RATE_HZ,
    seed: int = 0,
    surroundings: Surroundings = QUIET,
) -> np.ndarray:
    blocks = hear(
        game,
        microphone_m=microphone_m,
        clock=clock if clock is not None else TakeClock(0.0),
        duration_s=duration_s,
        sample_rate_hz=rate_hz,
        rng=np.random.default_rng(seed),
        surroundings=surroundings,
    )
    return np.concatenate(list(blocks))


def onset_s(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(samples) > 0.2 * np.abs(samples).max())) / RATE_HZ


def test_a_sound_arrives_after_its_travel_at_343_metres_per_second() -> None:
    heard = record(game_of(shot_at(2.0)), (68.6, 0.0, 0.0))
    assert onset_s(heard) == pytest.approx(2.2, abs=0.002)


def test_pressure_falls_with_distance() -> None:
    near, far = (record(game_of(shot_at(2.0)), (x, 0.0, 0.0)) for x in (40.0, 160.0))
    assert near.std() / far.std() == pytest.approx(4.0, rel=0.03)


def test_two_microphones_hear_the_same_waveform_apart_by_the_difference_of_their_ways() -> None:
    game = game_of(shot_at(2.0), shot_at(3.1, x=3.0), shot_at(4.2))
    left, right = record(game, (-40.0, 0.0, 0.0)), record(game, (20.0, 0.0, 0.0), seed=1)
    delay = audio_delay(left, right, sample_rate_hz=RATE_HZ, max_delay_s=0.5)
    assert delay.seconds == pytest.approx(-20.0 / 343.0, abs=0.02)
    assert delay.confidence > 15.0


def test_a_fast_clock_counts_more_seconds_until_the_sound() -> None:
    game = game_of(shot_at(9.0))
    clock = TakeClock(1.0, 300.0)
    true = record(game, (3.43, 0.0, 0.0), clock=TakeClock(1.0), duration_s=10.0)
    fast = record(game, (3.43, 0.0, 0.0), clock=clock, duration_s=10.0)
    delay = audio_delay(true, fast, sample_rate_hz=RATE_HZ, max_delay_s=0.1)
    assert delay.seconds == pytest.approx(clock.to_take(9.01) - 8.01, abs=2e-4)


def test_what_only_one_microphone_hears_has_the_power_that_was_asked_for() -> None:
    game = game_of(*(shot_at(0.5 + 0.7 * i) for i in range(14)))
    clean, noisy = (
        record(game, (30.0, 5.0, 2.0), duration_s=10.0, surroundings=Surroundings(snr_db=snr))
        for snr in (100.0, 0.0)
    )
    snr_db = 10.0 * np.log10(clean.var() / (noisy - clean).var())
    assert snr_db == pytest.approx(0.0, abs=2.5)


def test_a_wall_throws_the_sound_back_once_more() -> None:
    echoing = Surroundings(crowd_db=-40.0, snr_db=60.0, shout_every_s=None, echo=0.5, wall_distance_m=60.0)
    heard = record(game_of(shot_at(2.0)), (10.0, 0.0, 0.0), surroundings=echoing)
    direct = np.abs(heard[round(2.02 * RATE_HZ) : round(2.12 * RATE_HZ)]).max()
    # The walls stand 70 to 80 m away, so the reflections come 0.4 to 0.5 s after the sound.
    later = np.abs(heard[round(2.35 * RATE_HZ) : round(2.60 * RATE_HZ)]).max()
    assert 0.02 < later / direct < 0.5


def test_music_repeats_itself_and_plays_only_when_it_is_on() -> None:
    playing = Surroundings(
        crowd_db=-40.0, snr_db=60.0, shout_every_s=None, music_db=80.0, music_loop_s=1.5, music_s=(0.0, 4.0)
    )
    heard = record(game_of(), (0.0, 0.0, 2.0), surroundings=playing)
    loop = heard[RATE_HZ // 2 : 2 * RATE_HZ]
    assert np.corrcoef(loop, heard[2 * RATE_HZ : 7 * RATE_HZ // 2])[0, 1] > 0.99
    assert heard[round(4.5 * RATE_HZ) :].std() < 0.01 * loop.std()


def test_an_automatic_gain_evens_out_loud_and_quiet() -> None:
    game = game_of(duration_s=40.0)
    loud, quiet = (
        record(
            game,
            (0, 20, 2),
            duration_s=30.0,
            surroundings=Surroundings(crowd_db=db, agc=True, shout_every_s=None),
        )
        for db in (75.0, 65.0)
    )
    assert loud[-RATE_HZ:].std() / quiet[-RATE_HZ:].std() == pytest.approx(1.0, abs=0.35)


def test_blocks_come_in_order_whole_seconds_and_end_on_time() -> None:
    blocks = list(
        hear(
            game_of(),
            microphone_m=(0.0, 20.0, 2.0),
            clock=TakeClock(0.25, -200.0),
            duration_s=2.5,
            sample_rate_hz=RATE_HZ,
            rng=np.random.default_rng(0),
        )
    )
    assert [len(block) for block in blocks] == [8000, 8000, 4000]
    assert all(block.dtype == np.float32 and np.abs(block).max() <= 1.0 for block in blocks)


@pytest.mark.parametrize("kind", [SoundKind.HIT, SoundKind.SHOT, SoundKind.SHOUT, SoundKind.CHEER])
def test_a_sound_is_the_same_at_every_sample_rate(kind: SoundKind) -> None:
    low, high = waveform(kind, 7, 8000), waveform(kind, 7, 48_000)
    spectrum = np.fft.rfft(high)[: len(low) // 2 + 1]
    again = np.fft.irfft(spectrum, len(low)) * len(low) / len(high)
    assert np.corrcoef(low, again)[0, 1] > 0.98


def test_nothing_can_be_heard_for_no_time() -> None:
    with pytest.raises(ValueError, match="cannot hear"):
        record(game_of(), (0.0, 0.0, 0.0), duration_s=0.0)
