"""Synchronisation as a whole: synthetic games with known clocks, and all that can be wrong with them."""

from dataclasses import replace

import numpy as np
import pytest

from core.sync.recordings import CLOCKS, RATE_HZ, RINK_M, error_s, game, take, without_position
from touchline.core.sync.certificate import Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind, Motion, Sound, TakeEvidence
from touchline.core.sync.fusion import synchronise
from touchline.core.synthetic.clocks import read_clock
from touchline.core.synthetic.sound import Surroundings

LOUD_MUSIC = Surroundings(
    music_db=95.0, crowd_db=40.0, shout_every_s=None, loudspeakers_m=((0.0, 0.0, 8.0),), snr_db=0.0
)


def noise(seconds: float, seed: int) -> Sound:
    samples = np.random.default_rng(seed).normal(0.0, 2000.0, round(seconds * RATE_HZ)).astype(np.int16)
    return Sound(samples, RATE_HZ)


def moving(clock: TakeClock, duration_s: float, seed: int, noisy: float = 0.5) -> Motion:
    """Movement of one game in a picture at 10 frames a second."""
    steps = np.random.default_rng(0).uniform(0.0, 1.0, 4000)
    busy = np.convolve(steps, np.hanning(12), mode="same")
    take_s = np.arange(0.0, duration_s, 0.1)
    shared = np.interp(clock.to_game(take_s), np.arange(4000) * 0.1, busy)
    return Motion(take_s, shared + noisy * np.random.default_rng(seed).uniform(0.0, 1.0, len(take_s)))


def test_three_cameras_are_placed_within_their_bounds() -> None:
    takes = [take(i) for i in range(3)]
    found = synchronise(takes, pitch_size_m=RINK_M)
    for i, certificate in enumerate(found.certificates):
        assert certificate.verdict is not Verdict.FAIL
        assert error_s(found, i, takes[i], CLOCKS) <= max(certificate.bound_s, 1e-9)
        assert error_s(found, i, takes[i], CLOCKS) < 0.025
    assert found.certificates[found.reference].clock.drift_ppm == 0.0
    assert min(c.clock.offset_s for c in found.certificates) == pytest.approx(0.0, abs=1e-12)
    assert found.loop_closure_s < 0.05


def test_four_cameras_find_where_sounds_came_from_and_come_closer() -> None:
    takes = [take(i) for i in range(4)]
    found = synchronise(takes, pitch_size_m=RINK_M)
    errors_s = [error_s(found, i, takes[i], CLOCKS) for i in range(4)]
    assert max(errors_s) < 0.010
    assert all(e <= max(c.bound_s, 1e-9) for e, c in zip(errors_s, found.certificates, strict=True))


def test_without_positions_the_bound_is_wider_and_still_holds() -> None:
    known, unknown = (
        synchronise([change(take(i)) for i in range(2)], pitch_size_m=RINK_M)
        for change in (lambda t: t, without_position)
    )
    other = 1 - unknown.reference
    assert unknown.certificates[other].bound_s > known.certificates[other].bound_s
    assert error_s(unknown, other, take(other), CLOCKS) <= unknown.certificates[other].bound_s
    assert "where the camera stood" in unknown.certificates[other].explanation


def test_starting_a_recording_later_moves_its_offset_by_as_much() -> None:
    whole = take(1)
    assert whole.sound is not None
    cut_s = 5.5
    later = replace(
        whole,
        duration_s=whole.duration_s - cut_s,
        sound=Sound(whole.sound.samples[round(cut_s * RATE_HZ) :], RATE_HZ),
    )
    before, after = (synchronise([take(0), t], pitch_size_m=RINK_M) for t in (whole, later))
    moved = after.certificates[1].clock.offset_s - before.certificates[1].clock.offset_s
    assert moved == pytest.approx(cut_s, abs=0.012)


def test_sound_that_starts_after_the_picture_is_placed_by_its_start() -> None:
    whole = take(1)
    assert whole.sound is not None
    late = replace(whole, sound=Sound(whole.sound.samples[RATE_HZ * 2 :], RATE_HZ, start_s=2.0))
    found = synchronise([take(0), late], pitch_size_m=RINK_M)
    assert error_s(found, 1, late, CLOCKS) < 0.03


def test_the_order_of_the_takes_does_not_matter() -> None:
    forth, back = (
        synchronise(takes, pitch_size_m=RINK_M) for takes in ([take(0), take(2)], [take(2), take(0)])
    )
    apart = [
        abs(a.clock.offset_s - b.clock.offset_s)
        for a, b in zip(forth.certificates, back.certificates[::-1], strict=True)
    ]
    assert max(apart) < 0.002


def test_sound_of_another_sample_rate_is_heard_too() -> None:
    whole = take(1)
    assert whole.sound is not None
    # Twice the rate by repeating: the mirror above 4 kHz is outside the band that counts.
    doubled = np.repeat(whole.sound.samples, 2)
    found = synchronise([take(0), replace(whole, sound=Sound(doubled, 2 * RATE_HZ))], pitch_size_m=RINK_M)
    assert error_s(found, 1, whole, CLOCKS) < 0.03


def test_two_copies_of_one_recording_lie_on_each_other() -> None:
    found = synchronise([without_position(take(0)), without_position(take(0))])
    assert found.certificates[1].clock.offset_s == pytest.approx(
        found.certificates[0].clock.offset_s, abs=1e-3
    )
    assert found.certificates[1].verdict is not Verdict.FAIL


def test_a_silent_take_is_left_out_and_says_so() -> None:
    silent = TakeEvidence(60.0, 1 / 30, sound=Sound(np.zeros(60 * RATE_HZ, dtype=np.int16), RATE_HZ))
    found = synchronise([take(0), take(1), silent], pitch_size_m=RINK_M)
    assert [c.verdict is Verdict.FAIL for c in found.certificates] == [False, False, True]
    assert np.isinf(found.certificates[2].bound_s)
    assert "silent" in found.certificates[2].explanation


def test_noise_is_left_out() -> None:
    found = synchronise(
        [take(0), take(1), TakeEvidence(60.0, 1 / 30, sound=noise(60.0, 1))], pitch_size_m=RINK_M
    )
    assert found.certificates[2].verdict is Verdict.FAIL
    assert "alike" in found.certificates[2].explanation


def test_a_take_of_another_game_is_left_out() -> None:
    found = synchronise([take(0), take(1), take(2, seed=9)], pitch_size_m=RINK_M)
    assert [c.verdict is Verdict.FAIL for c in found.certificates] == [False, False, True]


def test_a_take_with_nothing_to_say_is_left_out_with_a_sentence() -> None:
    found = synchronise([take(0), take(1), TakeEvidence(60.0, 1 / 30)], pitch_size_m=RINK_M)
    assert "neither sound nor clock readings" in found.certificates[2].explanation


def test_a_music_loop_is_not_believed() -> None:
    takes = [take(i, surroundings=LOUD_MUSIC) for i in range(2)]
    found = synchronise(takes, pitch_size_m=RINK_M)
    placed = [c for c in found.certificates if c.verdict is not Verdict.FAIL]
    assert len(placed) == 1
    refused = next(c for c in found.certificates if c.verdict is Verdict.FAIL)
    assert any(not use.used and "music" in use.reason for use in refused.evidence)


def test_echo_from_hard_walls_stays_within_the_bound() -> None:
    echoing = Surroundings(echo=0.6, wall_distance_m=8.0)
    takes = [take(i, surroundings=echoing) for i in range(2)]
    found = synchronise(takes, pitch_size_m=RINK_M)
    other = 1 - found.reference
    assert found.certificates[other].verdict is not Verdict.FAIL
    assert error_s(found, other, takes[other], CLOCKS) <= found.certificates[other].bound_s


def test_as_much_noise_as_game_stays_within_the_bound() -> None:
    takes = [take(i, surroundings=Surroundings(snr_db=0.0)) for i in range(3)]
    found = synchronise(takes, pitch_size_m=RINK_M)
    for i, certificate in enumerate(found.certificates):
        if certificate.verdict is not Verdict.FAIL:
            assert error_s(found, i, takes[i], CLOCKS) <= max(certificate.bound_s, 1e-9)


def test_clock_readings_place_takes_without_sound() -> None:
    truth = (TakeClock(0.0, 30.0), TakeClock(12.0, -80.0))
    takes = [
        TakeEvidence(900.0, 1 / 30, clock=read_clock(clock, 900.0, np.random.default_rng(i)))
        for i, clock in enumerate(truth)
    ]
    found = synchronise(takes)
    other = 1 - found.reference
    assert error_s(found, other, takes[other], truth) <= found.certificates[other].bound_s < 0.03
    assert {use.kind for use in found.certificates[other].evidence} == {EvidenceKind.CLOCK}


def test_movement_places_takes_without_usable_sound() -> None:
    truth = (TakeClock(0.0), TakeClock(6.4))
    takes = [
        TakeEvidence(120.0, 1 / 30, motion=moving(clock, 120.0, seed=i)) for i, clock in enumerate(truth)
    ]
    found = synchronise(takes)
    other = 1 - found.reference
    assert error_s(found, other, takes[other], truth) <= found.certificates[other].bound_s
    assert abs(
        found.certificates[other].clock.offset_s - found.certificates[found.reference].clock.offset_s
    ) == pytest.approx(6.4, abs=0.1)
    assert "movement" in found.certificates[other].explanation


def test_still_pictures_place_nothing() -> None:
    still = Motion(np.arange(0.0, 60.0, 0.1), np.zeros(600))
    found = synchronise([TakeEvidence(60.0, 1 / 30, motion=still), TakeEvidence(60.0, 1 / 30, motion=still)])
    assert sum(c.verdict is Verdict.FAIL for c in found.certificates) == 1


def test_one_take_alone_is_its_own_reference() -> None:
    found = synchronise([take(0)])
    assert found.reference == 0
    assert found.certificates[0].verdict is Verdict.PASS
    assert np.isnan(found.loop_closure_s)


def test_no_take_is_refused() -> None:
    with pytest.raises(ValueError, match="no take"):
        synchronise([])


def test_progress_goes_from_nothing_to_all() -> None:
    heard: list[float] = []
    synchronise([take(0), take(1)], pitch_size_m=RINK_M, on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_residuals_and_evidence_tell_of_both_takes_of_a_pair() -> None:
    found = synchronise([take(0), take(1)], pitch_size_m=RINK_M)
    for i, certificate in enumerate(found.certificates):
        (use,) = certificate.evidence
        assert use.other == 1 - i
        assert 0 < use.windows <= use.windows_total
        rows = certificate.residuals
        assert len(rows.game_s) == len(rows.residual_s) == len(rows.kind) == len(rows.other) == use.windows
    assert game().duration_s == 80.0
